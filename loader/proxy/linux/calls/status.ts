/** What is known of a file: the stat family, access, links, file systems. */
import { AT_EACCESS, AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW } from '../../abi/numbers.js';
import { E, fail } from '../../abi/errno.js';
import type { Stat } from '../../vfs/files/status.js';
import type { Mirror } from '../mirror.js';
import { structSizes } from '../../../../runtime/generated/syscalls.js';
import { writeStat, writeStatFs, writeStatx } from '../structs.js';
import type { Family, LinuxCall } from '../call.js';

/** AT_NO_AUTOMOUNT and the two AT_STATX_ flags: nothing to do for them. */
const STAT_HINTS = 0x800 | 0x2000 | 0x4000;
const STATX_RESERVED = 0x80000000;

function statAt(mirror: Mirror, dir: number, path: string, flags: number): Stat {
  if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | STAT_HINTS)) fail(E.EINVAL);
  if (path === '' && flags & AT_EMPTY_PATH) {
    return dir === AT_FDCWD ? mirror.cwd.stat() : (mirror.handles.get(dir) ?? fail(E.EBADF)).stat();
  }
  return mirror.namespace
    .walk()
    .lookup(mirror.start(dir, path), path, !(flags & AT_SYMLINK_NOFOLLOW))
    .stat();
}

function access({ guest: mirror }: LinuxCall, dir: number, path: string, mode: number, flags: number): number {
  if (mode & ~7 || flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) return -E.EINVAL;
  if (path === '' && flags & AT_EMPTY_PATH) {
    if (dir !== AT_FDCWD && !mirror.handles.get(dir)) return -E.EBADF;
    return 0;
  }
  mirror.namespace
    .walk()
    .lookup(mirror.start(dir, path), path, !(flags & AT_SYMLINK_NOFOLLOW))
    .access(mode);
  return 0;
}

export const status = {
  fstat64: ({ guest: m }, file, st) => {
    writeStat(m.memory, st, file.stat());
    return 0;
  },
  fstatat64: ({ guest: m }, dir, path, st, flags) => {
    writeStat(m.memory, st, statAt(m, dir, path, flags));
    return 0;
  },
  statx: ({ guest: m }, dir, path, flags, mask, st) => {
    if (mask >= STATX_RESERVED || (flags & 0x6000) === 0x6000) return -E.EINVAL;
    writeStatx(m.memory, st, statAt(m, dir, path, flags));
    return 0;
  },
  faccessat: (call, dir, path, mode) => access(call, dir, path, mode, 0),
  faccessat2: access,
  readlinkat: ({ guest: m }, dir, path, buffer, size) => {
    if (size === 0 || size > 0x7fffffff) return -E.EINVAL;
    const target = m.namespace.walk().lookup(m.start(dir, path), path, false).readlink();
    const n = Math.min(target.length, size);
    for (let i = 0; i < n; i++) m.memory.u8[buffer + i] = target.charCodeAt(i);
    return n;
  },
  statfs64: ({ guest: m }, path, size, buffer) => {
    if (size !== structSizes.statfs) return -E.EINVAL;
    writeStatFs(m.memory, buffer, m.namespace.walk().lookup(m.cwd, path, true).statfs());
    return 0;
  },
  fstatfs64: ({ guest: m }, file, size, buffer) => {
    if (size !== structSizes.statfs) return -E.EINVAL;
    writeStatFs(m.memory, buffer, file.statfs());
    return 0;
  },
} satisfies Family;
