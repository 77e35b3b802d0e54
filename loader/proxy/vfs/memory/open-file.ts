/** An open file of a file system in memory. */
import { O_APPEND } from '../../abi/numbers.js';
import { E, fail } from '../../abi/errno.js';
import { writable } from '../../abi/offsets.js';
import { MEMORY_FILE_MAX, type MemoryNode } from './filesystem.js';
import type { SetTimes, Stat, StatFs } from '../files/status.js';
import type { FileData } from './data.js';
import { nowNs } from '../files/times.js';
import { Description } from '../files/description.js';
import { seekTo } from '../files/seek.js';

const FALLOC_KEEP_SIZE = 1;
const FALLOC_PUNCH_HOLE = 2;
const FALLOC_ZERO_RANGE = 0x10;

export class MemoryFile extends Description {
  private position = 0;

  constructor(
    private readonly node: MemoryNode,
    flags: number,
  ) {
    super(flags);
    node.opened();
  }

  private get data(): FileData {
    return this.node.contents();
  }

  override read(buffer: Uint8Array, start: number, length: number): number {
    const n = this.pread(buffer, start, length, this.position);
    if (n > 0) this.position += n;
    return n;
  }

  override write(buffer: Uint8Array, start: number, length: number): number {
    if (this.flags & O_APPEND) this.position = this.data.size;
    const n = this.pwrite(buffer, start, length, this.position);
    if (n > 0) this.position += n;
    return n;
  }

  override pread(buffer: Uint8Array, start: number, length: number, position: number): number {
    if (!this.readable) return -E.EBADF;
    this.node.inode.atimeNs = nowNs();
    return this.data.read(buffer, start, length, position);
  }

  override pwrite(buffer: Uint8Array, start: number, length: number, position: number): number {
    if (!this.writable) return -E.EBADF;
    if (length === 0) return 0;
    const at = this.flags & O_APPEND ? this.data.size : position;
    const part = writable(at, length, MEMORY_FILE_MAX);
    this.node.inode.touched();
    return this.data.write(buffer, start, part, at);
  }

  override seek(offset: number, whence: number): number {
    const to = seekTo(offset, whence, this.position, () => this.data.size);
    if (to >= 0) this.position = to;
    return to;
  }

  override stat(): Stat {
    return this.node.stat();
  }

  override statfs(): StatFs {
    return this.node.statfs();
  }

  override truncate(length: number): void {
    if (!this.writable) fail(E.EINVAL);
    this.node.truncate(length);
  }

  override allocate(mode: number, offset: number, length: number): void {
    if (!this.writable) fail(E.EBADF);
    const { data } = this;
    const end = offset + length;
    if (end > MEMORY_FILE_MAX) fail(E.EFBIG);
    if ((mode & FALLOC_PUNCH_HOLE && mode & FALLOC_KEEP_SIZE) || mode & FALLOC_ZERO_RANGE) data.zero(offset, end);
    else if (mode & ~FALLOC_KEEP_SIZE) fail(E.EOPNOTSUPP);
    else if (end - data.size > this.node.fs.quota.limit - this.node.fs.quota.used) fail(E.ENOSPC);
    if (end > data.size && !(mode & FALLOC_KEEP_SIZE)) this.node.truncate(end);
  }

  override chmod(mode: number): void {
    this.node.chmod(mode);
  }

  override chown(uid: number, gid: number): void {
    this.node.chown(uid, gid);
  }

  override utimes(times: SetTimes): void {
    this.node.utimes(times);
  }

  override sync(): void {}

  /** The file itself, for linkat with an empty path. */
  get target(): MemoryNode {
    return this.node;
  }

  override release(): void {
    this.node.closed();
  }
}
