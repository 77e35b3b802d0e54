/** An output stream that puts a label before every line. */
import type { SetTimes, Stat } from '../fs/node.js';
import type { IsleMemory } from '../memory.js';
import { E } from '../errno.js';
import { Description } from './description.js';

const NEWLINE = 10;
/** Most bytes labelled at once. */
const CHUNK = 65536;

export class Labelled extends Description {
  override readonly waits = true;
  private readonly label: Buffer;
  private atLineStart = true;
  /** Labelled text that the stream did not take yet. */
  private rest: Buffer | undefined;

  constructor(
    private readonly inner: Description,
    label: string,
  ) {
    super(inner.flags);
    this.label = Buffer.from(label);
  }

  private withLabels(text: Uint8Array): Buffer {
    const parts: Uint8Array[] = [];
    for (let start = 0; start < text.length;) {
      const newline = text.indexOf(NEWLINE, start);
      const end = newline < 0 ? text.length : newline + 1;
      if (this.atLineStart) parts.push(this.label);
      parts.push(text.subarray(start, end));
      this.atLineStart = newline >= 0;
      start = end;
    }
    return Buffer.concat(parts);
  }

  /** Writes what is left over; 0 when nothing is, or minus an error number. */
  private flush(): number {
    while (this.rest) {
      const n = this.inner.write(this.rest, 0, this.rest.length);
      if (n < 0) return n;
      this.rest = n < this.rest.length ? this.rest.subarray(n) : undefined;
    }
    return 0;
  }

  override write(buffer: Uint8Array, start: number, length: number): number {
    const waiting = this.flush();
    if (waiting < 0) return waiting;
    const n = Math.min(length, CHUNK);
    this.rest = this.withLabels(buffer.slice(start, start + n));
    const failed = this.flush();
    // The text is taken: what the stream has no room for goes first next time.
    return failed < 0 && failed !== -E.EAGAIN ? failed : n;
  }

  override flushed(): boolean {
    return this.flush() !== -E.EAGAIN;
  }

  override read(buffer: Uint8Array, start: number, length: number): number {
    return this.inner.read(buffer, start, length);
  }

  override poll(events: number): number {
    return this.inner.poll(events);
  }

  override seek(offset: number, whence: number): number {
    return this.inner.seek(offset, whence);
  }

  override stat(): Stat {
    return this.inner.stat();
  }

  override chmod(mode: number): void {
    this.inner.chmod(mode);
  }

  override chown(uid: number, gid: number): void {
    this.inner.chown(uid, gid);
  }

  override utimes(times: SetTimes): void {
    this.inner.utimes(times);
  }

  override ioctl(memory: IsleMemory, request: number, address: number): number {
    return this.inner.ioctl(memory, request, address);
  }

  override forChild(): { fd: number; temporary: boolean } {
    return this.inner.forChild();
  }

  override release(): void {
    this.flush();
    this.inner.release();
  }
}
