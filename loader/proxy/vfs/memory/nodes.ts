/** Regular files and symbolic links of a file system in memory. */
import { O_PATH, O_TRUNC, S_IFLNK, S_IFREG } from '../../abi/numbers.js';
import { E, fail } from '../../abi/errno.js';
import type { Description } from '../files/description.js';
import type { Stat } from '../files/status.js';
import { nowNs } from '../files/times.js';
import type { FileData } from './data.js';
import { MEMORY_FILE_MAX, type MemoryFs, MemoryNode } from './filesystem.js';
import { MemoryFile } from './open-file.js';

export class MemoryRegular extends MemoryNode {
  readonly data: FileData;
  private openings = 0;

  constructor(fs: MemoryFs, mode: number) {
    super(fs, S_IFREG | (mode & 0o7777));
    this.data = fs.dataFor(fs.quota);
  }

  override stat(): Stat {
    return this.inode.stat(this.data.size, this.data.held);
  }

  override open(flags: number): Description {
    this.checkOpen(flags);
    if (flags & O_TRUNC) this.truncate(0);
    return new MemoryFile(this, flags);
  }

  override truncate(length: number): void {
    this.fs.checkWritable();
    if (length > MEMORY_FILE_MAX) fail(E.EFBIG);
    this.data.truncate(length);
    this.inode.touched();
  }

  override unlinked(): void {
    super.unlinked();
    this.inode.ctimeNs = nowNs();
    this.freeIfGone();
  }

  override contents(): FileData {
    return this.data;
  }

  override opened(): void {
    this.openings++;
  }

  override closed(): void {
    this.openings--;
    this.freeIfGone();
  }

  private freeIfGone(): void {
    if (this.inode.nlink <= 0 && this.openings === 0) this.data.free();
  }
}

export class MemoryLink extends MemoryNode {
  constructor(
    fs: MemoryFs,
    private readonly target: () => string,
    /** Bytes of the text, where they count. */
    private readonly held = 0,
  ) {
    super(fs, S_IFLNK | 0o777);
    fs.quota.take(held);
  }

  override unlinked(): void {
    super.unlinked();
    if (this.inode.nlink === 0) this.fs.quota.used -= this.held;
  }

  override stat(): Stat {
    return this.inode.stat(this.target().length, 0);
  }

  override readlink(): string {
    return this.target();
  }

  override open(flags: number): Description {
    return flags & O_PATH ? new MemoryFile(this, flags) : fail(E.ELOOP);
  }
}
