/**
 * The file system that the compiler sees: the host's, read only and read on demand, under a layer of files in memory which
 * takes everything that is written. Paths are absolute; `..` and links are resolved by the host. It has the shape of
 * WASI preview 2 (wasi:filesystem) as jco's glue calls it.
 */
import fs from 'node:fs';
import path from 'node:path';
import { PRIVATE_FOLDER } from '../messages';
import { type Layer, MemoryFile, onHost } from './layer';
import { InputStream, OutputStream } from './streams';

interface Stat {
  type: string;
  linkCount: bigint;
  size: bigint;
  dataAccessTimestamp?: undefined;
  dataModificationTimestamp?: { seconds: bigint; nanoseconds: number };
  statusChangeTimestamp?: undefined;
}

export class DirectoryEntryStream {
  private readonly entries: { name: string; type: string }[];
  private index = 0;
  constructor(entries: { name: string; type: string }[]) {
    this.entries = entries;
  }
  readDirectoryEntry(): { name: string; type: string } | null {
    return this.entries[this.index++] ?? null;
  }
}

/** An open file or directory. */
export class Descriptor {
  private readonly layer: Layer;
  private readonly name: string;
  constructor(layer: Layer, name: string) {
    this.layer = layer;
    this.name = name;
  }

  private at(relative: string): Descriptor {
    return new Descriptor(
      this.layer,
      path.posix.join(this.name, relative) === this.name
        ? this.name
        : `${this.name === '/' ? '' : this.name}/${relative}`,
    );
  }

  /** The key of a file in memory; the host resolves the name itself, because `link/..` is not `.`. */
  private get key(): string {
    return path.posix.normalize(this.name);
  }

  private get memory(): MemoryFile | undefined {
    return this.layer.written.get(this.key);
  }

  private isMadeDirectory(): boolean {
    return this.layer.directories.has(this.key);
  }

  private host(): fs.BigIntStats {
    const stat = onHost(() => fs.statSync(this.name, { bigint: true, throwIfNoEntry: false }));
    if (!stat) {
      this.layer.reads.add(this.name);
      throw 'no-entry';
    }
    // The empty device is an empty file; what can't be read twice comes with the job.
    if (!stat.isFile() && !stat.isDirectory() && this.key !== '/dev/null') throw 'not-permitted';
    return stat;
  }

  getType(): string {
    return this.stat().type;
  }
  getFlags(): object {
    return {};
  }

  metadataHash(): { upper: bigint; lower: bigint } {
    const file = this.memory;
    if (file) return { upper: 0xffffffffn, lower: file.id };
    if (this.isMadeDirectory())
      return { upper: 0xfffffffen, lower: BigInt([...this.layer.directories].indexOf(this.key)) };
    const stat = this.host();
    return { upper: stat.dev, lower: stat.ino };
  }
  metadataHashAt(_flags: object, name: string): { upper: bigint; lower: bigint } {
    return this.at(name).metadataHash();
  }

  stat(): Stat {
    const file = this.memory;
    if (file) return { type: 'regular-file', linkCount: 1n, size: BigInt(file.length) };
    if (this.isMadeDirectory()) return { type: 'directory', linkCount: 1n, size: 0n };
    const stat = this.host();
    return {
      type: stat.isDirectory() ? 'directory' : 'regular-file',
      linkCount: 1n,
      // An archive may be smaller on disk.
      size: this.name.endsWith('.a') && stat.isFile() ? BigInt(this.layer.hostData(this.name).length) : stat.size,
      dataModificationTimestamp: {
        seconds: stat.mtimeNs / 1000000000n,
        nanoseconds: Number(stat.mtimeNs % 1000000000n),
      },
    };
  }
  statAt(_flags: object, name: string): Stat {
    return this.at(name).stat();
  }

  openAt(
    _flags: object,
    name: string,
    open: { create: boolean; directory: boolean; exclusive: boolean; truncate: boolean },
    flags: { write: boolean },
  ): Descriptor {
    const opened = this.at(name);
    if (open.directory) {
      if (opened.getType() !== 'directory') throw 'not-directory';
      return opened;
    }
    if (open.create || open.truncate || flags.write) opened.makeWritable(open.create, open.exclusive, open.truncate);
    else if (!opened.memory) opened.host();
    return opened;
  }

  /** Puts the file into memory, with the host's contents unless it is to be truncated. */
  private makeWritable(create: boolean, exclusive: boolean, truncate: boolean): void {
    const file = this.memory;
    const onDisk = file ? undefined : fs.statSync(this.name, { throwIfNoEntry: false });
    if (onDisk?.isDirectory() || this.isMadeDirectory()) throw 'is-directory';
    if ((file || onDisk) && exclusive) throw 'exist';
    if (!file && !onDisk && !create) throw 'no-entry';
    if (file) {
      if (truncate) file.resize(0);
      this.layer.given.delete(this.key);
      return;
    }
    const parent = path.posix.dirname(this.key);
    const isPrivate = parent.startsWith(PRIVATE_FOLDER);
    // clang asks for the folder of what it reads.
    for (let at = parent; at.startsWith(PRIVATE_FOLDER); at = path.posix.dirname(at)) this.layer.directories.add(at);
    if (!isPrivate && !this.layer.directories.has(parent) && !onHost(() => fs.statSync(parent)).isDirectory())
      throw 'not-directory';
    const data = onDisk && !truncate ? Uint8Array.from(this.layer.hostData(this.name)) : undefined;
    this.layer.written.set(this.key, new MemoryFile(data));
  }

  private contents(): Uint8Array {
    return this.memory?.data ?? this.layer.hostData(this.name);
  }

  read(length: bigint, offset: bigint): [Uint8Array, boolean] {
    const data = this.contents();
    const end = Number(offset + length);
    return [data.subarray(Number(offset), end), end >= data.length];
  }
  readViaStream(offset: bigint): InputStream {
    return new InputStream(() => this.contents(), Number(offset));
  }

  private writable(): MemoryFile {
    const file = this.memory;
    if (!file) throw 'bad-descriptor';
    return file;
  }
  writeViaStream(offset: bigint): OutputStream {
    const file = this.writable();
    let at = Number(offset);
    return new OutputStream((data) => {
      file.write(at, data);
      at += data.length;
    });
  }
  appendViaStream(): OutputStream {
    return this.writeViaStream(BigInt(this.writable().length));
  }
  setSize(size: bigint): void {
    this.writable().resize(Number(size));
  }
  setTimes(): void {}

  readDirectory(): DirectoryEntryStream {
    const entries = new Map<string, string>();
    if (!this.isMadeDirectory()) {
      for (const entry of onHost(() => fs.readdirSync(this.name, { withFileTypes: true }))) {
        entries.set(
          entry.name,
          entry.isDirectory() ? 'directory' : entry.isSymbolicLink() ? 'symbolic-link' : 'regular-file',
        );
      }
    }
    for (const [names, type] of [
      [this.layer.written.keys(), 'regular-file'],
      [this.layer.directories, 'directory'],
    ] as const) {
      for (const name of names) if (path.posix.dirname(name) === this.key) entries.set(path.posix.basename(name), type);
    }
    return new DirectoryEntryStream([...entries].map(([name, type]) => ({ name, type })));
  }

  createDirectoryAt(name: string): void {
    const made = this.at(name);
    if (made.isMadeDirectory() || made.memory || fs.existsSync(made.name)) throw 'exist';
    this.layer.directories.add(made.key);
  }
  unlinkFileAt(name: string): void {
    // A tool removes its own output before it writes it anew: that the host's file is still there makes no difference then.
    const file = this.at(name);
    if (!this.layer.written.delete(file.key) && file.host().isDirectory()) throw 'is-directory';
  }
  removeDirectoryAt(name: string): void {
    if (!this.layer.directories.delete(this.at(name).key)) throw 'read-only';
  }
  readlinkAt(): string {
    throw 'invalid';
  }
  renameAt(oldName: string, directory: Descriptor, newName: string): void {
    const from = this.at(oldName);
    const file = from.memory;
    if (!file) throw 'read-only';
    this.layer.written.set(directory.at(newName).key, file);
    this.layer.written.delete(from.key);
  }
}
