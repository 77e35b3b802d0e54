/**
 * An open file of the guest. The methods answer a count (or 0), or minus an error number, or throw (errnoOf tells the
 * number); by default each answers what Linux does for a file that cannot do it.
 */
import { O_ACCMODE, O_PATH, O_RDWR, O_WRONLY, POLLIN, POLLOUT } from '../../abi/numbers.js';
import { E, answerOf, fail } from '../../abi/errno.js';
import type { SetTimes, Stat, StatFs } from './status.js';
import type { CheckedMemory } from '../../abi/checked-memory.js';

/** A descriptor that is none: every call of Node's on it fails. */
export const CLOSED = -1;

export const SEEK_SET = 0;
export const SEEK_CUR = 1;
export const SEEK_END = 2;
export const SEEK_DATA = 3;
export const SEEK_HOLE = 4;

export abstract class Description {
  /** Handles that name it; the last close() releases it. */
  references = 1;
  /** Whether a blocking caller must wait when read or write answer -EAGAIN or less than asked for. */
  readonly waits: boolean = false;

  constructor(
    /** Access mode and status flags of open(). */
    public flags: number,
  ) {}

  get readable(): boolean {
    return (this.flags & O_ACCMODE) !== O_WRONLY && (this.flags & O_PATH) === 0;
  }

  get writable(): boolean {
    const mode = this.flags & O_ACCMODE;
    return (mode === O_WRONLY || mode === O_RDWR) && (this.flags & O_PATH) === 0;
  }

  /** Reads at the position and moves it. */
  read(_buffer: Uint8Array, _start: number, _length: number): number {
    return -E.EINVAL;
  }

  write(_buffer: Uint8Array, _start: number, _length: number): number {
    return this.writable ? -E.EINVAL : -E.EBADF;
  }

  pread(_buffer: Uint8Array, _start: number, _length: number, _position: number): number {
    return -E.ESPIPE;
  }

  pwrite(_buffer: Uint8Array, _start: number, _length: number, _position: number): number {
    return -E.ESPIPE;
  }

  /** Reads into several windows; -1 as position means the file's own. */
  readv(windows: Uint8Array[], position: number): number {
    return this.each(windows, position, true);
  }

  writev(windows: Uint8Array[], position: number): number {
    return this.each(windows, position, false);
  }

  /** Vectors one by one, until one comes short. */
  private each(windows: Uint8Array[], position: number, reading: boolean): number {
    let total = 0;
    for (const w of windows) {
      const at = position + total;
      const n = answerOf(() => {
        if (position < 0) return reading ? this.read(w, 0, w.length) : this.write(w, 0, w.length);
        return reading ? this.pread(w, 0, w.length, at) : this.pwrite(w, 0, w.length, at);
      });
      if (n < 0) return total > 0 ? total : n;
      total += n;
      if (n < w.length) break;
    }
    return total;
  }

  /** The new position. */
  seek(_offset: number, _whence: number): number {
    return -E.ESPIPE;
  }

  /** Whether everything written has gone on its way; tries to make it so. */
  flushed(): boolean {
    return true;
  }

  /** What of POLLIN, POLLOUT, POLLERR, POLLHUP is true now. */
  poll(_events: number): number {
    return POLLIN | POLLOUT;
  }

  abstract stat(): Stat;

  statfs(): StatFs {
    return fail(E.ENOSYS);
  }

  truncate(_length: number): void {
    fail(E.EINVAL);
  }

  /** fallocate(2). */
  allocate(_mode: number, _offset: number, _length: number): void {
    fail(E.ENODEV);
  }

  chmod(_mode: number): void {
    fail(E.EPERM);
  }

  chown(_uid: number, _gid: number): void {
    fail(E.EPERM);
  }

  utimes(_times: SetTimes): void {
    fail(E.EPERM);
  }

  sync(_dataOnly: boolean): void {
    fail(E.EINVAL);
  }

  /** Linux's directory records at `address`; answers their bytes, undefined when it has to go on later to find any. */
  entries(_memory: CheckedMemory, _address: number, _size: number): number | undefined {
    return -E.ENOTDIR;
  }

  ioctl(_memory: CheckedMemory, _request: number, _address: number): number {
    return -E.ENOTTY;
  }

  /** fcntl(F_SETFL); `flags` holds settable ones only. */
  setFlags(flags: number, mask: number): void {
    this.flags = (this.flags & ~mask) | (flags & mask);
  }

  /** The host's descriptor for a child process, positioned where this file stands; `temporary`: to be closed after the start. */
  forChild(): { fd: number; temporary: boolean } {
    return fail(E.EOPNOTSUPP);
  }

  /**
   * Called once, when no handle names it any more. Calls that wait may try again after it: who has a descriptor of the host sets it to
   * CLOSED, because by then its number may be that of another file of this process.
   */
  release(): void {}
}
