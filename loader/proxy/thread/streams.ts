/** On the proxy's thread: the guest's standard streams, which the thread that started the proxy takes and gives. */
import type { Inlet, Outlet } from '../vfs/standard/flow.js';
import { CONTROL, type FromProxy, INPUT_ENDED, INPUT_READY, type Message, PIECE, weight, WINDOW } from './messages.js';

type Post = (message: Message<FromProxy>, transfer?: ArrayBuffer[]) => void;

/** Bytes that are cheaper to copy than to transfer. */
const COPIED = 4096;

export class PostedOutput implements Outlet {
  /** Weight of what was sent to each stream, by descriptor. */
  private readonly sent = [0, 0, 0];

  constructor(
    private readonly control: Int32Array,
    private readonly post: Post,
  ) {}

  private used(fd: number): boolean {
    return ((this.sent[fd] as number) - Atomics.load(this.control, CONTROL.TAKEN + fd)) >>> 0 >= WINDOW;
  }

  state(fd: number): 'open' | 'full' | 'closed' {
    const { control } = this;
    if (Atomics.load(control, CONTROL.CLOSED + fd) !== 0) return 'closed';
    if (!this.used(fd)) return 'open';
    // Who takes counts up first and looks for this word then: one of both sees the other.
    Atomics.store(control, CONTROL.FULL + fd, 1);
    return this.used(fd) ? 'full' : 'open';
  }

  take(fd: number, bytes: Uint8Array<ArrayBuffer>): void {
    this.sent[fd] = ((this.sent[fd] as number) + weight(bytes.length)) >>> 0;
    this.post({ type: 'output', fd, bytes }, bytes.length > COPIED ? [bytes.buffer] : []);
    Atomics.add(this.control, CONTROL.POSTED, 1);
  }
}

export class AskedInput implements Inlet {
  private held: Uint8Array | undefined;
  private asked = false;

  constructor(
    private readonly control: Int32Array,
    private readonly post: Post,
  ) {}

  private has(what: number): boolean {
    return (Atomics.load(this.control, CONTROL.INPUT) & what) !== 0;
  }

  /** Asks for more when nothing is here: then it is ready once that has come. */
  get ready(): boolean {
    if (this.held === undefined && !this.asked && this.has(INPUT_READY)) {
      this.asked = true;
      this.post({ type: 'wanted', most: PIECE });
    }
    return this.held !== undefined;
  }

  get ended(): boolean {
    return this.has(INPUT_ENDED) && !this.asked;
  }

  give(most: number): Uint8Array | undefined {
    const { held } = this;
    if (!this.ready || !held) return undefined;
    this.held = held.length > most ? held.subarray(most) : undefined;
    return held.subarray(0, most);
  }

  /** What was asked for has come; the doorbell rings too. */
  receive(bytes: Uint8Array): void {
    this.asked = false;
    this.held = bytes;
  }
}
