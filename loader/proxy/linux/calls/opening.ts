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
  O_TRUNC,
  CREATION_FLAGS,
  NAME_MAX,
  S_IFIFO,
  S_IFLNK,
  S_IFREG,
} from '../../abi/numbers.js';
import { E, errnoOf, fail } from '../../abi/errno.js';
import type { Description } from '../../vfs/files/description.js';
import { Stream } from '../../vfs/streams/stream.js';
import { MemoryFile } from '../../vfs/memory/open-files.js';
import { MemoryFs, MemoryRegular } from '../../vfs/memory/filesystem.js';
import type { FsNode } from '../../vfs/files/node.js';
import type { Place } from '../../vfs/files/walk.js';
import { PENDING } from '../../ring/personality.js';
import type { Mirror } from '../mirror.js';
import type { Family } from './table.js';

/** Attempts when others make and remove the file between our look and our step. */
const RACES_MAX = 16;
/** What O_PATH leaves of the flags. */
const PATH_FLAGS = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
const MFD_KNOWN = 0x1 | 0x2 | 0x8;

function openNode(node: FsNode, flags: number, slash: boolean): Description {
  if (node.type === S_IFLNK && !(flags & O_PATH)) fail(flags & O_DIRECTORY ? E.ENOTDIR : E.ELOOP);
  if ((flags & O_DIRECTORY || slash) && !node.isDirectory) fail(E.ENOTDIR);
  if (node.isDirectory && !(flags & O_PATH) && (flags & O_ACCMODE || flags & O_CREAT)) fail(E.EISDIR);
  return node.open(flags & ~(O_CREAT | O_EXCL | (node.type === S_IFREG ? 0 : O_TRUNC)));
}

/** open(2), links followed here one by one so that a dangling one can be created through. */
export function openPath(mirror: Mirror, dir: number, path: string, asked: number, mode: number): Description {
  const flags = asked & O_PATH ? asked & PATH_FLAGS : asked;
  const walk = mirror.namespace.walk();
  let start = mirror.start(dir, path);
  if ((flags & O_TMPFILE_BIT) !== 0) {
    if (!(flags & O_DIRECTORY) || !(flags & O_ACCMODE)) fail(E.EINVAL);
    return walk
      .lookup(start, path, true)
      .asDirectory()
      .createUnnamed(flags & ~CREATION_FLAGS, mode & ~mirror.umask & 0o7777);
  }
  let rest = path;
  let slash = false;
  for (let race = 0; race < RACES_MAX; race++) {
    const place: Place = walk.place(start, rest);
    slash ||= place.slash;
    const node = walk.at(place);
    if (node?.type === S_IFLNK && !(flags & O_NOFOLLOW && !slash) && !(flags & O_CREAT && flags & O_EXCL)) {
      walk.countLink();
      rest = node.readlink();
      start = place.directory;
      race--;
      continue;
    }
    try {
      if (node) return flags & O_CREAT && flags & O_EXCL ? fail(E.EEXIST) : openNode(node, flags, slash);
      if (!(flags & O_CREAT)) return fail(E.ENOENT);
      if (slash) return fail(E.EISDIR);
      return place.directory.create(place.name, flags, mode & ~mirror.umask & 0o7777);
    } catch (error) {
      // Made between our look and our step, or removed, or replaced by a link: look again.
      const errno = errnoOf(error);
      const made = !node && errno === E.EEXIST && !(flags & O_EXCL);
      const replaced = node && node.type !== S_IFLNK && (errno === E.ELOOP || (errno === E.ENOENT && flags & O_CREAT));
      if (!made && !replaced) throw error;
    }
  }
  return fail(E.ELOOP);
}

/** Whether an open failed because a named pipe has no reader yet. */
function lacksReader(mirror: Mirror, error: unknown, dir: number, path: string): boolean {
  if (errnoOf(error) !== E.ENXIO) return false;
  return mirror.namespace.walk().lookup(mirror.start(dir, path), path, true).type === S_IFIFO;
}

function openat(mirror: Mirror, dir: number, path: string, flags: number, mode: number): number {
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
    if (waits && file instanceof Stream && file.lonely) return PENDING;
    file.flags &= ~CREATION_FLAGS;
    return mirror.handles.add(file);
  };
  const cancelled = (): number => {
    file?.release();
    return -E.EINTR;
  };
  const handle = attempt();
  return handle === PENDING ? mirror.block({ retry: attempt, cancelled }) : handle;
}

export const opening: Family = {
  openat,
  close: (m: Mirror, file: Description) => {
    const { handle } = m;
    const close = (): number => {
      if (!file.flushed()) return PENDING;
      if (m.locks.any && file.references === 1) m.locks.forget(file);
      return m.handles.close(handle);
    };
    const now = close();
    return now === PENDING ? m.block({ retry: close, cancelled: () => PENDING }) : now;
  },
  memfd_create: (m: Mirror, name: string, flags: number) => {
    if (flags & ~MFD_KNOWN || name.length > NAME_MAX - 6) return -E.EINVAL;
    const file = new MemoryRegular(new MemoryFs(m.data.ids, m.memory.size), 0o777);
    file.inode.nlink = 0;
    return m.handles.add(new MemoryFile(file, 2));
  },
};
