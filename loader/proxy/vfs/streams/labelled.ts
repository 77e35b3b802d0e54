/** An output stream for one isle of several, or with a label: passes on whole lines, each with the label before it. */
import type { SetTimes, Stat } from '../files/status.js';
import type { CheckedMemory } from '../../abi/checked-memory.js';
import { E } from '../../abi/errno.js';
import { Description } from '../files/description.js';

const NEWLINE = 10;
/** Most bytes taken at once, and the longest line that is held back until its end comes. */
const CHUNK = 65536;
/** How long a line without an end is held back (ms): a prompt has to appear. */
const HOLD_MS = 100;

export class Labelled extends Description {
  override readonly waits = true;
  private readonly label: Buffer;
  private atLineStart = true;
  /** The beginning of a line whose end has not come. */
  private held: Buffer = Buffer.alloc(0);
  private timer: NodeJS.Timeout | undefined;
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
    const parts: Uint8Array[] = this.rest ? [this.rest] : [];
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

  /** Passes the held beginning of a line on. */
  private let(): void {
    clearTimeout(this.timer);
    if (this.held.length === 0) return;
    this.rest = this.withLabels(this.held);
    this.held = Buffer.alloc(0);
  }

  override write(buffer: Uint8Array, start: number, length: number): number {
    const waiting = this.flush();
    if (waiting < 0) return waiting;
    clearTimeout(this.timer);
    const n = Math.min(length, CHUNK);
    const text = Buffer.concat([this.held, buffer.slice(start, start + n)]);
    const end = text.length > CHUNK ? text.length : text.lastIndexOf(NEWLINE) + 1;
    this.held = text.subarray(end);
    if (end > 0) this.rest = this.withLabels(text.subarray(0, end));
    const failed = this.flush();
    if (this.held.length > 0) {
      this.timer = setTimeout(() => {
        this.let();
        this.flush();
      }, HOLD_MS).unref();
    }
    // The text is taken: what the stream has no room for goes first next time.
    return failed < 0 && failed !== -E.EAGAIN ? failed : n;
  }

  override flushed(): boolean {
    this.let();
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

  override ioctl(memory: CheckedMemory, request: number, address: number): number {
    return this.inner.ioctl(memory, request, address);
  }

  override forChild(): { fd: number; temporary: boolean } {
    return this.inner.forChild();
  }

  override release(): void {
    this.let();
    this.flush();
    this.inner.release();
  }
}
