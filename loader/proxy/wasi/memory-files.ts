/**
 * The directory in memory that every WASI program gets. The bytes of its files lie in @wasmer/wasi's MemFS, in blocks; names, links, times
 * and open files are the proxy's, because MemFS has no links and no times, loses a file that is removed while open, and lists renamed
 * directories twice. A read of MemFS copies all that follows the position, so blocks are small.
 */
import os from 'node:os';
import { MemoryDirectory } from '../vfs/memory/directory.js';
import type { FileData, Quota } from '../vfs/memory/data.js';
import { MemoryFs } from '../vfs/memory/filesystem.js';
import type { Ids } from '../../grants.js';
import type { Package } from './granted.js';

type MemFS = InstanceType<Package['MemFS']>;
type Block = ReturnType<MemFS['open']>;

const BLOCK = 65536;
/** MemFS lies in a memory of 4 GiB, and moves a file that grows. */
const BYTES_MAX = 2 ** 31;

class Blocks implements FileData {
  size = 0;
  held = 0;
  private readonly blocks = new Map<number, Block>();

  constructor(
    private readonly memfs: MemFS,
    private readonly quota: Quota,
    private readonly name: number,
    /** Those that hold something of MemFS's. */
    private readonly all: Set<Blocks>,
  ) {
    all.add(this);
  }

  private path(index: number): string {
    return `/${this.name}.${index}`;
  }

  /** The block's bytes from an offset on; short where nothing was written. */
  private contents(index: number, offset: number): Uint8Array | undefined {
    const block = this.blocks.get(index);
    if (!block || Number(block.size()) <= offset) return undefined;
    block.seek(offset);
    return block.read();
  }

  read(buffer: Uint8Array, start: number, length: number, position: number): number {
    const n = Math.min(length, this.size - position);
    for (let done = 0; done < n;) {
      const at = position + done;
      const offset = at % BLOCK;
      const part = Math.min(n - done, BLOCK - offset);
      const bytes = this.contents(Math.floor(at / BLOCK), offset)?.subarray(0, part);
      if (bytes) buffer.set(bytes, start + done);
      buffer.fill(0, start + done + (bytes?.length ?? 0), start + done + part);
      done += part;
    }
    return Math.max(n, 0);
  }

  write(buffer: Uint8Array, start: number, length: number, position: number): number {
    let done = 0;
    while (done < length) {
      const at = position + done;
      const offset = at % BLOCK;
      const part = Math.min(length - done, BLOCK - offset);
      try {
        this.put(Math.floor(at / BLOCK), offset, buffer.slice(start + done, start + done + part));
      } catch (error) {
        if (done === 0) throw error;
        break;
      }
      done += part;
    }
    this.size = Math.max(this.size, position + done);
    return done;
  }

  private put(index: number, offset: number, bytes: Uint8Array): void {
    let block = this.blocks.get(index);
    const was = block ? Number(block.size()) : 0;
    const room = Math.max(was, offset + bytes.length);
    this.quota.take(room - was);
    this.held += room - was;
    if (!block) {
      block = this.memfs.open(this.path(index), { read: true, write: true, create: true });
      this.blocks.set(index, block);
    }
    this.overwrite(index, block, offset, bytes);
  }

  /** MemFS inserts what is written before a file's end, so the end is put there first, and what was behind is written again. */
  private overwrite(index: number, block: Block, offset: number, bytes: Uint8Array): void {
    const rest = this.contents(index, offset + bytes.length);
    if (Number(block.size()) !== offset) block.setLength(BigInt(offset));
    block.seek(offset);
    block.write(bytes);
    if (rest) block.write(rest);
  }

  private drop(index: number): void {
    const block = this.blocks.get(index);
    if (!block) return;
    const length = Number(block.size());
    this.held -= length;
    this.quota.used -= length;
    this.blocks.delete(index);
    block.free();
    this.memfs.removeFile(this.path(index));
  }

  truncate(length: number): void {
    if (length < this.size) this.zero(length, this.size);
    this.size = length;
  }

  zero(from: number, to: number): void {
    for (const [index, block] of this.blocks) {
      const start = Math.max(from - index * BLOCK, 0);
      const end = Math.min(to - index * BLOCK, Number(block.size()));
      if (start === 0 && end === Number(block.size())) this.drop(index);
      else if (start < end) {
        this.overwrite(index, block, start, new Uint8Array(end - start));
      }
    }
  }

  free(): void {
    for (const index of this.blocks.keys()) this.drop(index);
    this.size = 0;
    this.all.delete(this);
  }
}

/** `most`: bytes that its files may hold; half of the host's memory by default. */
export interface MemoryFiles {
  directory: MemoryDirectory;
  /** Gives back what the files take in the package's memory, which this process keeps. */
  free(): void;
}

export function memoryDirectory(
  { MemFS: Files }: Package,
  ids: Ids,
  most = Math.floor(os.totalmem() / 2),
): MemoryFiles {
  const memfs = new Files();
  const all = new Set<Blocks>();
  let files = 0;
  const limit = Math.min(most, BYTES_MAX);
  const fs = new MemoryFs(ids, limit, false, (quota) => new Blocks(memfs, quota, ++files, all));
  const free = (): void => {
    for (const blocks of all) blocks.free();
    memfs.free();
  };
  return { directory: new MemoryDirectory(fs, 0o1777, undefined, ''), free };
}
