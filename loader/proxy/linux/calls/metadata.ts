/** Changing a file's mode, owner, times and length. */
import { AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW, O_PATH } from '../../abi/numbers.js';
import type { Description } from '../../vfs/files/description.js';
import { E, fail } from '../../abi/errno.js';
import type { SetTimes } from '../../vfs/files/status.js';
import { nowNs } from '../../vfs/files/times.js';
import type { Mirror } from '../mirror.js';
import type { Family } from '../call.js';

const UTIME_NOW = 0x3fffffff;
const UTIME_OMIT = 0x3ffffffe;
const MODE_BITS = 0o7777;

type Changeable = Pick<Description, 'chmod' | 'chown' | 'utimes'>;

/** The file that a directory handle, a path and flags name. */
function target(mirror: Mirror, dir: number, path: string, flags: number): Changeable {
  if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) fail(E.EINVAL);
  if (path === '' && flags & AT_EMPTY_PATH) return byHandle(mirror, dir);
  return mirror.namespace.walk().lookup(mirror.start(dir, path), path, !(flags & AT_SYMLINK_NOFOLLOW));
}

/** An open file, for the calls that a descriptor which only names one cannot make. */
const opened = (file: Description): Description => (file.flags & O_PATH ? fail(E.EBADF) : file);

const byHandle = (mirror: Mirror, handle: number): Changeable =>
  handle === AT_FDCWD ? mirror.cwd : (mirror.handles.get(handle) ?? fail(E.EBADF));

function timeAt(mirror: Mirror, address: number): bigint | undefined {
  const nsec = mirror.memory.word(address + 8);
  if (nsec === UTIME_OMIT) return undefined;
  if (nsec === UTIME_NOW) return nowNs();
  if (nsec > 999999999) fail(E.EINVAL);
  return mirror.memory.view.getBigInt64(address, true) * 1000000000n + BigInt(nsec);
}

function times(mirror: Mirror, address: number): SetTimes {
  if (address === 0) {
    const now = nowNs();
    return { atimeNs: now, mtimeNs: now };
  }
  return { atimeNs: timeAt(mirror, address), mtimeNs: timeAt(mirror, address + 16) };
}

export const metadata = {
  fchmod: (_call, file, mode) => {
    opened(file).chmod(mode & MODE_BITS);
    return 0;
  },
  fchmodat: ({ guest: m }, dir, path, mode) => {
    target(m, dir, path, 0).chmod(mode & MODE_BITS);
    return 0;
  },
  fchown: (_call, file, uid, gid) => {
    opened(file).chown(uid, gid);
    return 0;
  },
  fchownat: ({ guest: m }, dir, path, uid, gid, flags) => {
    target(m, dir, path, flags).chown(uid, gid);
    return 0;
  },
  utimensat_time64: ({ guest: m }, dir, path, address, flags) => {
    const set = times(m, address);
    // Linux does not even look for what it is to leave as it is.
    if (address !== 0 && set.atimeNs === undefined && set.mtimeNs === undefined) return 0;
    if (path === undefined) {
      if (dir === AT_FDCWD) return -E.EFAULT;
      opened(m.handles.get(dir) ?? fail(E.EBADF)).utimes(set);
    } else target(m, dir, path, flags).utimes(set);
    return 0;
  },
  truncate64: ({ guest: m }, path, length) => {
    if (length < 0) return -E.EINVAL;
    m.namespace.walk().lookup(m.cwd, path, true).truncate(length);
    return 0;
  },
} satisfies Family;
