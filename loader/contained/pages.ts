/**
 * The memories of contained isles, as one file in memory that the child has mapped and the service reads and writes: a copy each way, and
 * nothing that the child does to its side can make this side wait or fail otherwise than by wrong bytes or too few.
 */
import { close, fstat, read, readSync, write, writeSync } from 'node:fs';
import { HermitError } from '../../runtime/errors.js';
import { memoryFile } from '../native/shared-file.js';
import { PAGES_MAX } from './messages.js';

const BLOCK = 512;

export class PagesFile {
  private users = 1;

  private constructor(readonly descriptor: number) {}

  /** Undefined where it cannot be had. */
  static make(): PagesFile | undefined {
    const fd = memoryFile('hermit-wasm isles', PAGES_MAX);
    return fd === undefined ? undefined : new PagesFile(fd);
  }

  /** Its descriptor is its own: when it is closed, another file may have that number. */
  get isOpen(): boolean {
    return this.users > 0;
  }

  /** Whether it can be used until release(). */
  hold(): boolean {
    if (this.users === 0) return false;
    this.users++;
    return true;
  }

  release(): void {
    if (--this.users === 0) close(this.descriptor, () => {});
  }

  /** The child has ended. Copies that are under way go on. */
  close(): void {
    this.release();
  }

  /** Bytes of memory that it takes. */
  used(): Promise<number> {
    return new Promise((resolve) => {
      if (!this.hold()) return resolve(0);
      fstat(this.descriptor, (error, stats) => {
        this.release();
        resolve(error ? 0 : stats.blocks * BLOCK);
      });
    });
  }
}

/** The memory of one isle in it. */
export class IslePages {
  private over = false;

  constructor(
    private readonly file: PagesFile,
    /** Where it begins, and its bytes. */
    private readonly at: number,
    readonly length: number,
  ) {}

  end(): void {
    this.over = true;
  }

  /** Fills `into` from an address; both ends lie inside. @throws HermitError HERMIT_ECONTAIN. */
  read(address: number, into: Uint8Array): void {
    this.check(address, into.length);
    for (let done = 0; done < into.length;) {
      const got = readSync(this.file.descriptor, into, done, into.length - done, this.at + address + done);
      if (got === 0) throw cut();
      done += got;
    }
  }

  write(address: number, bytes: Uint8Array): void {
    this.check(address, bytes.length);
    for (let done = 0; done < bytes.length;)
      done += writeSync(this.file.descriptor, bytes, done, bytes.length - done, this.at + address + done);
  }

  /** The same on threads of Node's, for what takes longer than an event loop should. */
  copyLater(how: 'read' | 'write', address: number, bytes: Uint8Array): Promise<void> {
    this.check(address, bytes.length);
    const copy = (how === 'read' ? read : write) as typeof read;
    this.file.hold();
    return new Promise<void>((resolve, reject) => {
      const step = (done: number): void => {
        if (done === bytes.length || this.over) return resolve();
        copy(this.file.descriptor, bytes, done, bytes.length - done, this.at + address + done, (error, count) => {
          if (error || count === 0) reject(cut());
          else step(done + count);
        });
      };
      step(0);
    }).finally(() => this.file.release());
  }

  /** A copy of the bytes from `start` to `end`. @throws as read. */
  copy(start: number, end: number): Buffer {
    const bytes = Buffer.allocUnsafeSlow(end - start);
    this.read(start, bytes);
    return bytes;
  }

  private check(address: number, length: number): void {
    if (this.over || !this.file.isOpen) throw new HermitError('HERMIT_EENDED', 'the isle has ended');
    if (!(address >= 0 && address + length <= this.length)) throw cut();
  }
}

const cut = (): HermitError =>
  new HermitError('HERMIT_ECONTAIN', "the isle's memory cannot be copied: its process has cut it off");
