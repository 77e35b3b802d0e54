/** A regular file of the host. Node has no lseek, so the position is kept here and every transfer says where. */
import fs from 'node:fs';
import { O_APPEND, O_NONBLOCK, O_PATH, hostFlags } from '../../abi/numbers.js';
import { E, fail } from '../../abi/errno.js';
import { FILE_MAX, writable } from '../../abi/offsets.js';
import type { SetTimes, Stat, StatFs } from '../files/status.js';
import type { HostFs } from './granted-tree.js';
import { type Changed, changeMode, changeOwner, changeTimes } from '../files/changes.js';
import { CLOSED, Description } from '../files/description.js';
import { childDescriptor } from '../streams/child-descriptor.js';
import { seekTo } from '../files/seek.js';
import { syncing } from './syncing.js';

const FALLOC_KEEP_SIZE = 1;

/** Where Linux has the file: the end of what was last appended. */
function kernelPosition(fd: number): number {
  return Number(/^pos:\s*(\d+)/m.exec(fs.readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1]);
}

export class HostFile extends Description {
  /** -1 after an append: the end of the file, looked up when it is asked for. */
  protected position = 0;

  constructor(
    protected fd: number,
    flags: number,
    readonly fs: HostFs | undefined,
  ) {
    super(flags);
  }

  private where(): number {
    if (this.position < 0) this.position = kernelPosition(this.fd);
    return this.position;
  }

  override read(buffer: Uint8Array, start: number, length: number): number {
    if (this.position < 0) this.where();
    const n = fs.readSync(this.fd, buffer, start, length, this.position);
    this.position += n;
    return n;
  }

  /** How much of a write at that position there is budget for. */
  private room(length: number, position: number): number {
    return this.granted(this.writable ? writable(position, length) : length);
  }

  private granted(length: number): number {
    const left = this.fs?.budget.left ?? Infinity;
    return left > 0 || length === 0 ? Math.min(left, length) : fail(E.EDQUOT);
  }

  private spent(n: number): number {
    if (this.fs) this.fs.budget.left -= n;
    return n;
  }

  override write(buffer: Uint8Array, start: number, wanted: number): number {
    if ((this.flags & O_APPEND) !== 0)
      return this.appended(this.spent(fs.writeSync(this.fd, buffer, start, this.granted(wanted), null)));
    const length = this.room(wanted, this.where());
    const n = this.spent(fs.writeSync(this.fd, buffer, start, length, this.position));
    this.position += n;
    return n;
  }

  /** Linux leaves the position of an appending file at its end. */
  private appended(n: number): number {
    this.position = -1;
    return n;
  }

  /** Node takes a position that it does not know for the file's own: none beyond FILE_MAX may reach it. */
  override pread(buffer: Uint8Array, start: number, length: number, position: number): number {
    if (position >= FILE_MAX) return this.readable ? 0 : -E.EBADF;
    return fs.readSync(this.fd, buffer, start, length, position);
  }

  override pwrite(buffer: Uint8Array, start: number, length: number, position: number): number {
    const part = this.room(length, position);
    if (position > FILE_MAX) return this.writable ? 0 : -E.EBADF;
    return this.spent(fs.writeSync(this.fd, buffer, start, part, position));
  }

  override readv(windows: Uint8Array[], position: number): number {
    const from = position < 0 ? this.where() : position;
    if (from >= FILE_MAX) return this.readable ? 0 : -E.EBADF;
    const n = fs.readvSync(this.fd, windows, from);
    if (position < 0) this.position += n;
    return n;
  }

  override writev(windows: Uint8Array[], position: number): number {
    const total = windows.reduce((sum, { length }) => sum + length, 0);
    const appends = position < 0 && (this.flags & O_APPEND) !== 0;
    const room = appends ? this.granted(total) : this.room(total, position < 0 ? this.where() : position);
    // One by one where the budget ends, or the largest file.
    if (room < total || position > FILE_MAX) return super.writev(windows, position);
    if (position >= 0) return this.spent(fs.writevSync(this.fd, windows, position));
    if (appends) return this.appended(this.spent(fs.writevSync(this.fd, windows)));
    const n = this.spent(fs.writevSync(this.fd, windows, this.where()));
    this.position += n;
    return n;
  }

  override seek(offset: number, whence: number): number {
    const to = seekTo(offset, whence, this.where(), () => fs.fstatSync(this.fd).size);
    if (to >= 0) this.position = to;
    return to;
  }

  override stat(): Stat {
    return fs.fstatSync(this.fd, { bigint: true });
  }

  override statfs(): StatFs {
    return { ...fs.statfsSync(`/proc/self/fd/${this.fd}`, { bigint: true }), readOnly: this.fs?.readOnly ?? false };
  }

  override truncate(length: number): void {
    if (!this.writable) fail(E.EINVAL);
    if (length > FILE_MAX) fail(E.EFBIG);
    fs.ftruncateSync(this.fd, length);
  }

  /** Node can only make a file longer; holes are refused as by file systems that have none. */
  override allocate(mode: number, offset: number, length: number): void {
    if (!this.writable) fail(E.EBADF);
    if (mode & ~FALLOC_KEEP_SIZE) fail(E.EOPNOTSUPP);
    const end = offset + length;
    if (end > FILE_MAX) fail(E.EFBIG);
    if (mode === 0 && end > fs.fstatSync(this.fd).size) fs.ftruncateSync(this.fd, end);
  }

  /** One that only names a file can be changed by an empty path alone, and by Linux through /proc. */
  private get self(): Changed {
    return this.flags & O_PATH ? { path: `/proc/self/fd/${this.fd}`, follow: true } : { fd: this.fd };
  }

  override chmod(mode: number): void {
    changeMode(this.fs, this.self, mode);
  }

  override chown(uid: number, gid: number): void {
    changeOwner(this.fs, this.self, uid, gid);
  }

  override utimes(times: SetTimes): void {
    changeTimes(this.fs, this.self, times);
  }

  override sync(dataOnly: boolean): void {
    throw syncing(this, this.fd, dataOnly);
  }

  override setFlags(flags: number, mask: number): void {
    const was = this.flags;
    super.setFlags(flags, mask);
    if (((was ^ this.flags) & O_APPEND) === 0) return;
    const other = fs.openSync(`/proc/self/fd/${this.fd}`, hostFlags(this.flags));
    fs.closeSync(this.fd);
    this.fd = other;
  }

  override forChild(): { fd: number; temporary: boolean } {
    return childDescriptor(this.fd, this.flags & ~O_NONBLOCK, this.where());
  }

  override release(): void {
    fs.closeSync(this.fd);
    this.fd = CLOSED;
  }
}
