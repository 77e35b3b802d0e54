/**
 * The one place where mode, owner and times of the host's files change, however the guest has named the file: by a path, an open file, a
 * descriptor that only names it, a directory. The type that decides is that of the file itself, which cannot be replaced meanwhile.
 *
 * - Nothing of what was not granted: standard streams, the terminal.
 * - Nothing of what was granted read only, whatever it is: a pipe and a socket too.
 * - Nothing of a device: it is the host's, whoever has a name for it.
 * - No set-user-ID, set-group-ID or sticky bit is given to anything: others would run the guest's code as this user. What a directory has may
 *   stay; what is written to a program that has them takes them away (withoutPrivileges), which Linux does for all users but root.
 */
import fs from 'node:fs';
import { S_IFBLK, S_IFCHR, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from '../../abi/numbers.js';
import { E, fail } from '../../abi/errno.js';
import type { SetTimes, Stat } from './status.js';
import { applyTimes, type Timed } from './times.js';
import type { FileSystem } from './node.js';

/** A file of the host: open, or by a path that means this very file (followed through /proc, where there is that). */
export type Changed = Timed;

const MODE_BITS = 0o7777;
const SET_ID = 0o6000;
const PRIVILEGED = 0o7000;

/** The mode for a new file or directory: what would give privileges is left out. */
export const newMode = (mode: number): number => mode & ~PRIVILEGED & MODE_BITS;

function statOf(what: Changed): Stat {
  if ('fd' in what) return fs.fstatSync(what.fd, { bigint: true });
  return what.follow ? fs.statSync(what.path, { bigint: true }) : fs.lstatSync(what.path, { bigint: true });
}

/** What is known of a file that may be changed. */
function changeable(tree: FileSystem | undefined, what: Changed): Stat {
  if (!tree) return fail(E.EPERM);
  if (tree.readOnly) fail(E.EROFS);
  const stat = statOf(what);
  const type = Number(stat.mode) & S_IFMT;
  return type === S_IFCHR || type === S_IFBLK ? fail(E.EPERM) : stat;
}

export function changeMode(tree: FileSystem | undefined, what: Changed, mode: number): void {
  const now = Number(changeable(tree, what).mode);
  const type = now & S_IFMT;
  if (type === S_IFLNK) fail(E.EOPNOTSUPP);
  // A program keeps what it has only if nothing else changes: else it might become one that others can run.
  const kept = type === S_IFDIR || (now & MODE_BITS) === mode ? now : 0;
  if (mode & PRIVILEGED & ~kept) fail(E.EPERM);
  if ('fd' in what) fs.fchmodSync(what.fd, mode);
  else fs.chmodSync(what.path, mode);
}

export function changeOwner(tree: FileSystem | undefined, what: Changed, uid: number, gid: number): void {
  changeable(tree, what);
  if ('fd' in what) fs.fchownSync(what.fd, uid, gid);
  else if (what.follow) fs.chownSync(what.path, uid, gid);
  else fs.lchownSync(what.path, uid, gid);
}

export function changeTimes(tree: FileSystem | undefined, what: Changed, times: SetTimes): void {
  applyTimes(times, changeable(tree, what), what);
}

/** Whether a file runs as somebody else than whoever starts it. */
export const hasPrivileges = (mode: number): boolean => (mode & S_IFMT) === S_IFREG && (mode & SET_ID) !== 0;

/** Takes its privileges from a file that is open for writing. As root Linux would leave them, to other users' files it sees itself. */
export function withoutPrivileges(fd: number, mode: number): void {
  if (!hasPrivileges(mode)) return;
  try {
    fs.fchmodSync(fd, mode & MODE_BITS & ~SET_ID);
  } catch {
    if (process.geteuid?.() === 0) fail(E.EPERM);
  }
}
