/** A regular file of the host. Node has no lseek, so the position is kept here and every transfer says where. */
import fs from 'node:fs';
import { O_APPEND, O_NONBLOCK, hostFlags } from '../../abi/numbers.js';
import { E, fail } from '../../abi/errno.js';
import type { SetTimes, Stat, StatFs } from '../files/status.js';
import type { HostFs } from './granted-tree.js';
import { applyTimes } from '../files/times.js';
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

  /** How much of a write there is budget for. */
  private room(length: number): number {
    const left = this.fs?.budget.left ?? Infinity;
    return left > 0 || length === 0 ? Math.min(left, length) : fail(E.EDQUOT);
  }

  private spent(n: number): number {
    if (this.fs) this.fs.budget.left -= n;
    return n;
  }

  override write(buffer: Uint8Array, start: number, wanted: number): number {
    const length = this.room(wanted);
    if ((this.flags & O_APPEND) !== 0)
      return this.appended(this.spent(fs.writeSync(this.fd, buffer, start, length, null)));
    if (this.position < 0) this.where();
    const n = this.spent(fs.writeSync(this.fd, buffer, start, length, this.position));
    this.position += n;
    return n;
  }

  /** Linux leaves the position of an appending file at its end. */
  private appended(n: number): number {
    this.position = -1;
    return n;
  }

  override pread(buffer: Uint8Array, start: number, length: number, position: number): number {
    return fs.readSync(this.fd, buffer, start, length, position);
  }

  override pwrite(buffer: Uint8Array, start: number, length: number, position: number): number {
    return this.spent(fs.writeSync(this.fd, buffer, start, this.room(length), position));
  }

  override readv(windows: Uint8Array[], position: number): number {
    const n = fs.readvSync(this.fd, windows, position < 0 ? this.where() : position);
    if (position < 0) this.position += n;
    return n;
  }

  override writev(windows: Uint8Array[], position: number): number {
    const total = windows.reduce((sum, { length }) => sum + length, 0);
    // One by one where the budget ends.
    if (this.room(total) < total) return super.writev(windows, position);
    if (position >= 0) return this.spent(fs.writevSync(this.fd, windows, position));
    if ((this.flags & O_APPEND) !== 0) return this.appended(this.spent(fs.writevSync(this.fd, windows)));
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
    fs.ftruncateSync(this.fd, length);
  }

  /** Node can only make a file longer; holes are refused as by file systems that have none. */
  override allocate(mode: number, offset: number, length: number): void {
    if (!this.writable) fail(E.EBADF);
    if (mode & ~FALLOC_KEEP_SIZE) fail(E.EOPNOTSUPP);
    const end = offset + length;
    if (mode === 0 && end > fs.fstatSync(this.fd).size) fs.ftruncateSync(this.fd, end);
  }

  override chmod(mode: number): void {
    this.checkMount();
    fs.fchmodSync(this.fd, mode);
  }

  override chown(uid: number, gid: number): void {
    this.checkMount();
    fs.fchownSync(this.fd, uid, gid);
  }

  override utimes(times: SetTimes): void {
    this.checkMount();
    applyTimes(times, this.stat(), { fd: this.fd });
  }

  private checkMount(): void {
    this.fs?.checkWritable();
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
