/** The files of one job: those in memory, and what was asked of the host's. */
import { readFileSync } from 'node:fs';
import { unpacked } from '../../wasm/archive';

export class MemoryFile {
  private static next = 1n;
  readonly id = MemoryFile.next++;
  private bytes: Uint8Array;
  length: number;

  constructor(data: Uint8Array = new Uint8Array(0)) {
    this.bytes = data;
    this.length = data.length;
  }

  get data(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  resize(length: number): void {
    if (length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(length, this.bytes.length * 2));
      grown.set(this.data);
      this.bytes = grown;
    } else {
      this.bytes.fill(0, length, Math.max(length, this.length));
    }
    this.length = length;
  }

  write(offset: number, data: Uint8Array): void {
    if (offset + data.length > this.length) this.resize(offset + data.length);
    this.bytes.set(data, offset);
  }
}

const codes: Record<string, string> = {
  ENOENT: 'no-entry',
  ENOTDIR: 'not-directory',
  EISDIR: 'is-directory',
  EACCES: 'access',
  EPERM: 'not-permitted',
  ELOOP: 'loop',
  ENAMETOOLONG: 'name-too-long',
};

/** Runs a host operation; its error becomes WASI's. */
export function onHost<T>(operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw codes[(error as NodeJS.ErrnoException).code ?? ''] ?? 'io';
  }
}

export class Layer {
  readonly written = new Map<string, MemoryFile>();
  readonly given = new Set<string>();
  /** Host files that were opened or did not exist. */
  readonly reads = new Set<string>();
  /** Directories made by the tools; the host's exist by themselves. */
  readonly directories = new Set<string>();
  private readonly cached = new Map<string, Uint8Array>();

  give(name: string, data: Uint8Array): void {
    this.written.set(name, new MemoryFile(data));
    this.given.add(name);
  }

  hostData(name: string): Uint8Array {
    let data = this.cached.get(name);
    if (!data) {
      data = onHost(() => readFileSync(name));
      if (name.endsWith('.a')) data = unpacked(data);
      this.cached.set(name, data);
      this.reads.add(name);
    }
    return data;
  }

  outputs(): Record<string, Uint8Array> {
    const result: Record<string, Uint8Array> = {};
    for (const [name, file] of this.written) if (!this.given.has(name)) result[name] = file.data;
    return result;
  }
}
