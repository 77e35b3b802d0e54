/** What the program has open: the proxy's open files with what preview 1 adds to them (rights, names of preopened directories). */
import {
  O_APPEND,
  O_DSYNC,
  O_NONBLOCK,
  O_SYNC,
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
  S_IFSOCK,
} from '../abi/numbers.js';
import type { Description } from '../vfs/files/description.js';
import { BOOT_FILES } from '../../../runtime/generated/layout.js';
import { E, fail } from '../abi/errno.js';
import type { DirectoryNode } from '../vfs/files/node.js';
import type { Stat } from '../vfs/files/status.js';
import type { Guest } from '../guest/guest.js';
import {
  CONNECTION_RIGHTS,
  DIRECTORY_RIGHTS,
  FDFLAGS,
  FILE_RIGHTS,
  FILETYPE,
  LISTENER_RIGHTS,
  R,
  STREAM_RIGHTS,
} from '../../wasi/preview1.js';
import { directoryOf } from '../vfs/files/open-directory.js';

/** An error that preview 1 has and Linux has not, as a number that Linux does not use. */
export const ENOTCAPABLE = 4094;

export interface Opened {
  file: Description;
  /** FILETYPE. */
  type: number;
  base: number;
  inheriting: number;
  /** What can be done with it, and with what is opened through it: also what nobody has asked for or taken away. */
  rights: number;
  passes: number;
  /** Name of a preopened directory, as a byte string; '' is a socket. */
  preopen?: string;
}

const types: Record<number, number> = {
  [S_IFBLK]: FILETYPE.block,
  [S_IFCHR]: FILETYPE.character,
  [S_IFDIR]: FILETYPE.directory,
  [S_IFREG]: FILETYPE.regular,
  [S_IFLNK]: FILETYPE.link,
  [S_IFSOCK]: FILETYPE.stream,
};

export const fileType = (mode: number): number => types[mode & S_IFMT] ?? FILETYPE.unknown;

/** C libraries look for what is preopened from here on, whether there are standard streams or not. */
const FIRST_PREOPEN = 3;

/** Flags of Linux's open files and of preview 1's. */
const flagPairs: readonly (readonly [linux: number, wasi: number])[] = [
  [O_APPEND, FDFLAGS.append],
  [O_NONBLOCK, FDFLAGS.nonblock],
  [O_SYNC, FDFLAGS.sync | FDFLAGS.rsync],
  [O_DSYNC, FDFLAGS.dsync],
];

export const linuxFlags = (flags: number): number =>
  flagPairs.reduce((all, [linux, wasi]) => (flags & wasi ? all | linux : all), 0);
export const wasiFlags = (flags: number): number =>
  flagPairs.reduce((all, [linux, wasi]) => ((flags & linux) === linux ? all | wasi : all), 0) & ~FDFLAGS.rsync;

/** Has no positions. */
const isStream = (type: number): boolean =>
  type !== FILETYPE.directory && type !== FILETYPE.regular && type !== FILETYPE.block;

/** Linux's number for /dev/null and its kin. */
const MEMORY_DEVICES = 1n;

/** Rights that mean anything for a file of that type. */
function possible(type: number, device: bigint): number {
  if (type === FILETYPE.stream) return CONNECTION_RIGHTS | LISTENER_RIGHTS;
  if (type === FILETYPE.directory) return DIRECTORY_RIGHTS;
  // C libraries take a device without positions for a terminal.
  if (type === FILETYPE.character && device >> 8n === MEMORY_DEVICES) return FILE_RIGHTS;
  return isStream(type) ? STREAM_RIGHTS : FILE_RIGHTS;
}

export class Descriptors {
  private readonly table: (Opened | undefined)[] = [];
  /** Numbers end before this one. */
  private readonly most: number;

  constructor(private readonly guest: Guest) {
    this.most = guest.memory.word(BOOT_FILES);
    for (const fd of [0, 1, 2]) {
      const file = guest.handles.get(fd);
      if (!file) continue;
      const without = (file.readable ? 0 : R.FD_READ) | (file.writable ? 0 : R.FD_WRITE);
      this.table[fd] = this.opened(file, ~without, 0);
    }
  }

  private opened(file: Description, base: number, inheriting: number, rights = base, passes = inheriting): Opened {
    const { mode, rdev } = file.stat();
    const type = fileType(Number(mode));
    const most = possible(type, rdev);
    return { file, type, base: base & most, inheriting, rights: rights & most, passes };
  }

  /** Gives an open file the lowest free number. */
  add(...given: Parameters<Descriptors['opened']>): number {
    return this.put(0, ...given);
  }

  private put(from: number, ...given: Parameters<Descriptors['opened']>): number {
    const [file] = given;
    let fd = from;
    while (this.table[fd]) fd++;
    if (fd >= this.most) {
      file.release();
      fail(E.EMFILE);
    }
    // Whatever fails now is closed with the guest.
    this.guest.handles.set(fd, file);
    this.table[fd] = this.opened(...given);
    return fd;
  }

  addPreopen(directory: DirectoryNode, name: string): number {
    const fd = this.put(FIRST_PREOPEN, directory.open(0), DIRECTORY_RIGHTS, DIRECTORY_RIGHTS | FILE_RIGHTS);
    this.get(fd).preopen = name;
    return fd;
  }

  /** A socket that listens. */
  addListener(file: Description): void {
    this.get(this.put(FIRST_PREOPEN, file, LISTENER_RIGHTS, CONNECTION_RIGHTS)).preopen = '';
  }

  /** An open descriptor; `rights` it lacks are BADF for what moves data, as where a file is not open for that, else PERM. */
  get(fd: number, rights = 0): Opened {
    const opened = this.table[fd] ?? fail(E.EBADF);
    const lacking = rights & ~opened.rights;
    if (lacking !== 0) {
      if (lacking & (R.FD_SEEK | R.FD_TELL) && isStream(opened.type)) fail(E.ESPIPE);
      fail(lacking & DATA ? E.EBADF : E.EPERM);
    }
    return opened;
  }

  /** An open directory, for paths that start from it. */
  directory(fd: number, rights: number): DirectoryNode {
    const opened = this.get(fd);
    if (opened.type !== FILETYPE.directory) fail(E.ENOTDIR);
    return directoryOf(this.get(fd, rights).file);
  }

  close(fd: number): void {
    this.table[fd] = undefined;
    this.guest.handles.close(fd);
  }

  /** `to` becomes what `from` was, whose number is free then. */
  renumber(from: number, to: number): void {
    const opened = this.get(from);
    this.get(to);
    if (from === to) return;
    const { handles } = this.guest;
    handles.close(to);
    handles.set(to, opened.file);
    handles.set(from, undefined);
    this.table[to] = opened;
    this.table[from] = undefined;
  }
}

const DATA =
  R.FD_READ |
  R.FD_WRITE |
  R.FD_SEEK |
  R.FD_TELL |
  R.FD_ADVISE |
  R.FD_ALLOCATE |
  R.FD_FILESTAT_SET_SIZE |
  R.POLL_FD_READWRITE;

/** Writes a filestat: device, inode, type, links, size, times of access, of changes to the contents, to the rest. */
export function writeFilestat(view: DataView, at: number, stat: Stat): void {
  const put = (offset: number, value: bigint): void => view.setBigUint64(at + offset, BigInt.asUintN(64, value), true);
  put(0, stat.dev);
  put(8, stat.ino);
  put(16, BigInt(fileType(Number(stat.mode))));
  put(24, stat.nlink);
  put(32, stat.size);
  put(40, stat.atimeNs);
  put(48, stat.mtimeNs);
  put(56, stat.ctimeNs);
}

export function writeFdstat(view: DataView, at: number, { file, type, base, inheriting }: Opened): void {
  view.setBigUint64(at, BigInt(type), true);
  view.setUint16(at + 2, wasiFlags(file.flags), true);
  view.setBigUint64(at + 8, BigInt(base), true);
  view.setBigUint64(at + 16, BigInt(inheriting), true);
}
