/** Opening and closing. */
import {
  O_ACCMODE,
  O_CLOEXEC,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOFOLLOW,
  O_NONBLOCK,
  O_PATH,
  O_TMPFILE_BIT,
  CREATION_FLAGS,
  NAME_MAX,
  S_IFIFO,
} from '../../abi/numbers.js';
import { E, errnoOf, fail } from '../../abi/errno.js';
import type { Description } from '../../vfs/files/description.js';
import { Stream } from '../../vfs/streams/stream.js';
import { MemoryFile } from '../../vfs/memory/open-file.js';
import { MemoryRegular } from '../../vfs/memory/nodes.js';
import { openFound } from '../../vfs/opening.js';
import { PENDING } from '../../ring/personality.js';
import type { Mirror } from '../mirror.js';
import type { Family, LinuxCall } from '../call.js';

/** What O_PATH leaves of the flags. */
const PATH_FLAGS = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
const MFD_KNOWN = 0x1 | 0x2 | 0x8;

/** open(2). Links are followed here one by one, so that a dangling one can be created through. */
export function openPath(mirror: Mirror, dir: number, path: string, asked: number, mode: number): Description {
  const flags = asked & O_PATH ? asked & PATH_FLAGS : asked;
  const start = mirror.start(dir, path);
  const walk = mirror.namespace.walk();
  if ((flags & O_TMPFILE_BIT) !== 0) {
    if (!(flags & O_DIRECTORY) || !(flags & O_ACCMODE)) fail(E.EINVAL);
    return walk
      .lookup(start, path, true)
      .asDirectory()
      .createUnnamed(flags & ~CREATION_FLAGS, mode & ~mirror.umask & 0o7777);
  }
  const exclusive = (flags & (O_CREAT | O_EXCL)) === (O_CREAT | O_EXCL);
  const follows = (flags & O_NOFOLLOW) === 0 && !exclusive;
  return openFound(() => walk.find(start, path, follows), flags, mode & ~mirror.umask & 0o7777);
}

/** Whether an open failed because a named pipe has no reader yet. */
function lacksReader(mirror: Mirror, error: unknown, dir: number, path: string): boolean {
  if (errnoOf(error) !== E.ENXIO) return false;
  return mirror.namespace.walk().lookup(mirror.start(dir, path), path, true).type === S_IFIFO;
}

/** Whether a named pipe opened for reading has no writer yet; the file is closed if that cannot be known. */
function isLonely(file: Stream): boolean {
  try {
    return file.lonely;
  } catch (error) {
    file.release();
    throw error;
  }
}

function openat(call: LinuxCall, dir: number, path: string, flags: number, mode: number): number {
  const { guest: mirror } = call;
  let file: Description | undefined;
  const waits = (flags & O_NONBLOCK) === 0;
  /** One attempt: a handle, or PENDING while the other end of a named pipe is not open. */
  const attempt = (): number => {
    try {
      file ??= openPath(mirror, dir, path, flags, mode);
    } catch (error) {
      if (waits && lacksReader(mirror, error, dir, path)) return PENDING;
      throw error;
    }
    if (waits && file instanceof Stream && isLonely(file)) return PENDING;
    file.flags &= ~CREATION_FLAGS;
    return mirror.handles.add(file);
  };
  const abandoned = (): void => file?.release();
  const cancelled = (): number => {
    abandoned();
    return -E.EINTR;
  };
  const handle = attempt();
  return handle === PENDING ? call.block({ retry: attempt, cancelled, abandoned }) : handle;
}

export const opening = {
  openat,
  close: (call, file) => {
    const { handle, guest: m } = call;
    const close = (): number => {
      if (!file.flushed()) return PENDING;
      if (m.locks.any && file.references === 1) m.locks.forget(file);
      return m.handles.close(handle);
    };
    const now = close();
    return now === PENDING ? call.block({ retry: close, cancelled: () => PENDING }) : now;
  },
  memfd_create: ({ guest: m }, name, flags) => {
    if (flags & ~MFD_KNOWN || name.length > NAME_MAX - 6) return -E.EINVAL;
    const file = new MemoryRegular(m.memoryFiles, 0o777);
    file.inode.nlink = 0;
    return m.handles.add(new MemoryFile(file, 2));
  },
} satisfies Family;
