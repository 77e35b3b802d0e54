/** Numbers of Linux's interface (asm-generic, as musl's wasm32 headers have them) and limits of the proxy. */
import { constants as host } from 'node:fs';

export const O_ACCMODE = 0o3;
export const O_WRONLY = 0o1;
export const O_RDWR = 0o2;
export const O_CREAT = 0o100;
export const O_EXCL = 0o200;
export const O_NOCTTY = 0o400;
export const O_TRUNC = 0o1000;
export const O_APPEND = 0o2000;
export const O_NONBLOCK = 0o4000;
export const O_DSYNC = 0o10000;
export const O_SYNC = 0o4010000;
export const O_DIRECT = 0o40000;
export const O_LARGEFILE = 0o100000;
export const O_DIRECTORY = 0o200000;
export const O_NOFOLLOW = 0o400000;
export const O_NOATIME = 0o1000000;
export const O_CLOEXEC = 0o2000000;
export const O_PATH = 0o10000000;
/** Without the O_DIRECTORY bit that always comes with it. */
export const O_TMPFILE_BIT = 0o20000000;

/** Status flags that fcntl(F_SETFL) may change. */
export const SETTABLE_FLAGS = O_APPEND | O_NONBLOCK | O_DIRECT | O_NOATIME;
/** Flags that do not stay with the open file. */
export const CREATION_FLAGS = O_CREAT | O_EXCL | O_TRUNC | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_TMPFILE_BIT;

export const AT_FDCWD = -100;
export const AT_SYMLINK_NOFOLLOW = 0x100;
export const AT_REMOVEDIR = 0x200;
export const AT_EACCESS = 0x200;
export const AT_SYMLINK_FOLLOW = 0x400;
export const AT_EMPTY_PATH = 0x1000;

export const S_IFMT = 0o170000;
export const S_IFSOCK = 0o140000;
export const S_IFLNK = 0o120000;
export const S_IFREG = 0o100000;
export const S_IFBLK = 0o060000;
export const S_IFDIR = 0o040000;
export const S_IFCHR = 0o020000;
export const S_IFIFO = 0o010000;

export const POLLIN = 1;
export const POLLOUT = 4;
export const POLLERR = 8;
export const POLLHUP = 16;
export const POLLNVAL = 32;

/** Longest path, its NUL not counted; longer ones are ENAMETOOLONG. */
export const PATH_MAX = 4095;
/** Longest name of one component, in bytes. */
export const NAME_MAX = 255;
/** Symbolic links that one resolution may follow. */
export const LINKS_MAX = 40;
/** Components that one resolution may walk, those of links' targets counted: twice as many as the longest path has. */
export const STEPS_MAX = 4096;
/** Buffers of one vector call. */
export const IOV_MAX = 1024;
/** Most bytes one read or write moves, as on Linux. */
export const RW_MAX = 0x7ffff000;

const onLinux = process.platform === 'linux';
/** O_PATH of the host: it has the same number on all architectures that Node runs on; 0 where it does not exist. */
export const HOST_O_PATH = onLinux ? O_PATH : 0;

const translated: readonly (readonly [number, number])[] = [
  [O_CREAT, host.O_CREAT],
  [O_EXCL, host.O_EXCL],
  [O_TRUNC, host.O_TRUNC],
  [O_APPEND, host.O_APPEND],
  [O_DIRECTORY, host.O_DIRECTORY],
  [O_NOFOLLOW, host.O_NOFOLLOW],
  [O_DSYNC, host.O_DSYNC ?? 0],
  [O_SYNC, host.O_SYNC],
  [O_PATH, HOST_O_PATH],
  [O_TMPFILE_BIT, onLinux ? O_TMPFILE_BIT : 0],
];

/**
 * The host's open flags for the guest's. Two are added always: NONBLOCK, because nothing may block the proxy (the guest's
 * own flag is kept by the open file), and NOCTTY. O_DIRECT is left out: it wants alignment that isle memory does not promise.
 */
export function hostFlags(flags: number): number {
  let result = (flags & O_ACCMODE) | host.O_NONBLOCK | host.O_NOCTTY;
  for (const [guest, own] of translated) if ((flags & guest) === guest) result |= own;
  return result;
}
