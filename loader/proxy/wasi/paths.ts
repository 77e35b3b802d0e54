/** Calls on paths. Rights are those of the directory that a path starts from. */
import { E, fail } from '../abi/errno.js';
import { O_CREAT, O_DIRECTORY, O_EXCL, O_RDWR, O_TRUNC, O_WRONLY, CREATION_FLAGS } from '../abi/numbers.js';
import { DIRECTORY_RIGHTS, FDFLAGS, FILE_RIGHTS, LOOKUP_FOLLOW, OFLAGS, R } from '../../wasi/preview1.js';
import { linuxFlags, writeFilestat } from './descriptors.js';
import { timesOf } from './files.js';
import { type Found, type LastComponent, Walk } from '../vfs/files/walk.js';
import { openFound } from '../vfs/opening.js';
import type { Bytes, Context, Family } from './request.js';

const WRITES = R.FD_WRITE | R.FD_ALLOCATE | R.FD_FILESTAT_SET_SIZE;
const ALL_RIGHTS = DIRECTORY_RIGHTS | FILE_RIGHTS;

/** Rights that are not defined are left out. */
const rightsOf = (value: bigint): number => Number(value & BigInt(ALL_RIGHTS));

const follows = (lookup: number): boolean => (lookup & LOOKUP_FOLLOW) !== 0;

const walk = ({ fds }: Context, fd: number, path: string, rights: number): Walk =>
  new Walk(fds.directory(fd, rights), path);

/** Where a name can be made; what is named by dots exists already. */
function newName(context: Context, fd: number, path: string, rights: number, directory: boolean): LastComponent {
  const last = walk(context, fd, path, rights).last();
  if (last.name === '') fail(E.EEXIST);
  if (last.slash && !directory) fail(last.directory.lookup(last.name) ? E.EEXIST : E.ENOENT);
  return last;
}

/** The flags of Linux's open for those of path_open; contradictions are INVAL. */
function openFlags(oflags: number, base: number, fdflags: number): number {
  if (oflags & ~OFLAGS.known || fdflags & ~FDFLAGS.known) fail(E.EINVAL);
  const directory = (oflags & OFLAGS.directory) !== 0;
  if (directory && oflags & (OFLAGS.creat | OFLAGS.excl | OFLAGS.trunc)) fail(E.EINVAL);
  // Of a directory nothing can be written: who asks for that by name is told, not who asks for all that a descriptor may have.
  const writes = (base & (directory ? R.FD_WRITE : WRITES)) !== 0;
  const access = !writes ? 0 : base & R.FD_READ ? O_RDWR : O_WRONLY;
  return (
    access |
    linuxFlags(fdflags) |
    (directory ? O_DIRECTORY : 0) |
    (oflags & OFLAGS.creat ? O_CREAT : 0) |
    (oflags & OFLAGS.excl ? O_EXCL : 0) |
    (oflags & OFLAGS.trunc ? O_TRUNC : 0)
  );
}

/**
 * What can be done beyond what was asked for: everything but what the file is not open for. Programs that were made for implementations
 * without rights ask for few or none.
 */
function unasked(own: number, allowed: number): number {
  const resizes = own & WRITES ? WRITES & ~R.FD_WRITE : 0;
  return own | (allowed & ~(R.FD_READ | WRITES)) | (allowed & resizes);
}

function open(
  context: Context,
  fd: number,
  lookup: number,
  path: string,
  oflags: number,
  base: bigint,
  inheriting: bigint,
  fdflags: number,
): number {
  const { fds } = context;
  const rights =
    R.PATH_OPEN |
    (oflags & OFLAGS.creat ? R.PATH_CREATE_FILE : 0) |
    (oflags & OFLAGS.trunc ? R.PATH_FILESTAT_SET_SIZE : 0);
  const directory = fds.directory(fd, rights);
  const allowed = fds.get(fd).passes;
  const own = rightsOf(base) & allowed;
  const flags = openFlags(oflags, own, fdflags);
  const exclusive = (flags & (O_CREAT | O_EXCL)) === (O_CREAT | O_EXCL);
  const look = (): Found => new Walk(directory, path).find(follows(lookup) && !exclusive);
  const file = openFound(look, flags, 0o666 & ~process.umask());
  file.flags &= ~CREATION_FLAGS;
  return fds.add(file, own, rightsOf(inheriting) & allowed, unasked(own, allowed), allowed);
}

function unlink(context: Context, fd: number, path: string): number {
  const { directory, name, slash } = walk(context, fd, path, R.PATH_UNLINK_FILE).last();
  if (name === '') return -E.EISDIR;
  if (slash) {
    const node = directory.lookup(name) ?? fail(E.ENOENT);
    return node.isDirectory ? -E.EISDIR : -E.ENOTDIR;
  }
  directory.unlink(name);
  return 0;
}

function rename(context: Context, fromFd: number, from: string, toFd: number, to: string): number {
  const a = walk(context, fromFd, from, R.PATH_RENAME_SOURCE).last();
  const b = walk(context, toFd, to, R.PATH_RENAME_TARGET).last();
  if (a.name === '' || b.name === '') return -E.EBUSY;
  if (a.slash || b.slash) {
    const node = a.directory.lookup(a.name) ?? fail(E.ENOENT);
    if (!node.isDirectory) return -E.ENOTDIR;
  }
  a.directory.rename(a.name, b.directory, b.name, 0);
  return 0;
}

export const paths = {
  path_open: open,
  path_unlink_file: unlink,
  path_rename: rename,
  path_create_directory(context: Context, fd: number, path: string) {
    const { directory, name } = newName(context, fd, path, R.PATH_CREATE_DIRECTORY, true);
    directory.mkdir(name, 0o777 & ~process.umask());
    return 0;
  },
  path_remove_directory(context: Context, fd: number, path: string) {
    const { directory, name } = walk(context, fd, path, R.PATH_REMOVE_DIRECTORY).last();
    if (name === '') return -E.EINVAL;
    directory.rmdir(name);
    return 0;
  },
  path_filestat_get(context: Context, fd: number, lookup: number, path: string) {
    const stat = walk(context, fd, path, R.PATH_FILESTAT_GET).node(follows(lookup)).stat();
    writeFilestat(context.call.guest.memory.view, context.out, stat);
    return 64;
  },
  path_filestat_set_times(
    context: Context,
    fd: number,
    lookup: number,
    path: string,
    accessed: bigint,
    modified: bigint,
    flags: number,
  ) {
    const times = timesOf(accessed, modified, flags);
    walk(context, fd, path, R.PATH_FILESTAT_SET_TIMES).node(follows(lookup)).utimes(times);
    return 0;
  },
  path_link(context: Context, fd: number, lookup: number, path: string, toFd: number, to: string) {
    // A link to what a link points to can be had by opening that; other implementations refuse it too.
    if (follows(lookup)) return -E.EINVAL;
    const source = walk(context, fd, path, R.PATH_LINK_SOURCE).node(false);
    const { directory, name } = newName(context, toFd, to, R.PATH_LINK_TARGET, false);
    directory.link(name, source);
    return 0;
  },
  path_symlink(context: Context, target: string, fd: number, path: string) {
    if (target === '') return -E.ENOENT;
    // It could never be followed.
    if (target.startsWith('/')) return -E.EPERM;
    const { directory, name } = newName(context, fd, path, R.PATH_SYMLINK, false);
    directory.symlink(name, target);
    return 0;
  },
  path_readlink(context: Context, fd: number, path: string, to: Bytes) {
    const target = walk(context, fd, path, R.PATH_READLINK).node(false).readlink();
    const n = Math.min(target.length, to.length);
    context.call.guest.memory.u8.set(Buffer.from(target.slice(0, n), 'latin1'), to.at);
    return n;
  },
} satisfies Family;
