/** Names in directories: making, removing, renaming, linking; the working directory. */
import { AT_EMPTY_PATH, AT_REMOVEDIR, AT_SYMLINK_FOLLOW, PATH_MAX } from '../../abi/numbers.js';
import { MemoryFile } from '../../vfs/memory/open-file.js';
import { E, fail } from '../../abi/errno.js';
import type { DirectoryNode, FsNode } from '../../vfs/files/node.js';
import type { LastComponent } from '../../vfs/files/walk.js';
import type { Mirror } from '../mirror.js';
import { PARTLY } from '../../ring/personality.js';
import type { Family, LinuxCall } from '../call.js';
import { directoryOf } from '../../vfs/files/open-directory.js';

const MODE_BITS = 0o7777;

const last = (mirror: Mirror, dir: number, path: string): LastComponent =>
  mirror.namespace.walk().last(mirror.start(dir, path), path);

/** Where a name can be made; what ends in dots or is the root exists already. */
function newName(mirror: Mirror, dir: number, path: string, directory: boolean): LastComponent {
  const p = last(mirror, dir, path);
  if (p.name === '') fail(E.EEXIST);
  if (p.slash && !directory) fail(p.directory.lookup(p.name) ? E.EEXIST : E.ENOENT);
  return p;
}

function unlinkat({ guest: mirror }: LinuxCall, dir: number, path: string, flags: number): number {
  if (flags & ~AT_REMOVEDIR) return -E.EINVAL;
  const { directory, name, dots, slash } = last(mirror, dir, path);
  if (flags & AT_REMOVEDIR) {
    if (name === '') return dots === '.' ? -E.EINVAL : dots === '..' ? -E.ENOTEMPTY : -E.EBUSY;
    directory.rmdir(name);
    return 0;
  }
  if (name === '') return -E.EISDIR;
  if (slash) {
    const node = directory.lookup(name) ?? fail(E.ENOENT);
    return node.isDirectory ? -E.EISDIR : -E.ENOTDIR;
  }
  directory.unlink(name);
  return 0;
}

function rename(
  { guest: mirror }: LinuxCall,
  fromDir: number,
  from: string,
  toDir: number,
  to: string,
  flags: number,
): number {
  const a = last(mirror, fromDir, from);
  const b = last(mirror, toDir, to);
  if (a.name === '' || b.name === '') return -E.EBUSY;
  if (a.slash || b.slash) {
    const node = a.directory.lookup(a.name) ?? fail(E.ENOENT);
    if (!node.isDirectory) return -E.ENOTDIR;
  }
  a.directory.rename(a.name, b.directory, b.name, flags);
  return 0;
}

/** The file to link to: a path, or an open file when the path is empty. */
function linkSource(mirror: Mirror, dir: number, path: string, flags: number): FsNode {
  if (path !== '' || !(flags & AT_EMPTY_PATH)) {
    return mirror.namespace.walk().lookup(mirror.start(dir, path), path, (flags & AT_SYMLINK_FOLLOW) !== 0);
  }
  const file = mirror.handles.get(dir) ?? fail(E.EBADF);
  return file instanceof MemoryFile ? file.target : fail(E.EXDEV);
}

function getcwd({ guest: mirror }: LinuxCall, buffer: number, size: number): number {
  const path = mirror.cwd.path();
  if (path.length > PATH_MAX) return -E.ENAMETOOLONG;
  if (path.length + 1 > size) return -E.ERANGE;
  mirror.memory.setString(buffer, path);
  return path.length + 1;
}

function changeTo(mirror: Mirror, directory: DirectoryNode): number {
  directory.access(1);
  mirror.changeDirectory(directory);
  return 0;
}

export const names = {
  mkdirat: ({ guest: m }, dir, path, mode) => {
    const { directory, name } = newName(m, dir, path, true);
    directory.mkdir(name, mode & ~m.umask & 0o1777);
    return 0;
  },
  mknodat: ({ guest: m }, dir, path, mode) => {
    const { directory, name } = newName(m, dir, path, false);
    directory.mknod(name, (mode & ~MODE_BITS) | (mode & ~m.umask & MODE_BITS));
    return 0;
  },
  symlinkat: ({ guest: m }, target, dir, path) => {
    if (target === '') return -E.ENOENT;
    const { directory, name } = newName(m, dir, path, false);
    directory.symlink(name, target);
    return 0;
  },
  linkat: ({ guest: m }, oldDir, old, newDir, path, flags) => {
    if (flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH)) return -E.EINVAL;
    const source = linkSource(m, oldDir, old, flags);
    const { directory, name } = newName(m, newDir, path, false);
    directory.link(name, source);
    return 0;
  },
  unlinkat,
  renameat: (call, fromDir, from, toDir, to) => rename(call, fromDir, from, toDir, to, 0),
  renameat2: rename,
  getcwd,
  chdir: ({ guest: m }, path) => changeTo(m, m.namespace.walk().lookup(m.cwd, path, true).asDirectory()),
  fchdir: ({ guest: m }, file) => {
    const path = directoryOf(file).path();
    return changeTo(m, m.namespace.walk().lookup(m.cwd, path, true).asDirectory());
  },
  getdents64: (call, file, buffer, size) => {
    const read = (): number => file.entries(call.guest.memory, buffer, size) ?? PARTLY;
    const now = read();
    return now === PARTLY ? call.block({ retry: read }) : now;
  },
  umask: ({ guest: m }, mask) => {
    const was = m.umask;
    m.umask = mask & 0o777;
    return was;
  },
} satisfies Family;
