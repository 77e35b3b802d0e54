/** A thread's side of its calls to the proxy: posts one request after the other through its slot and waits for the answers (protocol: proxy.ts). */
import { slot } from '../../../runtime/bootpage.js';
import { leave } from '../../../runtime/entry/leave.js';
import { type SharedBytes, sharedBytes } from '../../../runtime/shared-bytes.js';
import { Cancel, Doorbell, Mailbox, SharedWords, Spin } from '../../../runtime/sync/index.js';
import * as L from '../../../runtime/generated/layout.js';
import { NR } from '../../../runtime/generated/syscalls.js';
import { argumentsOf, dataOf, windowOf, WORDS } from '../staging.js';

/** Looks at the answer's word before the thread sleeps: some microseconds, as long as a call of the proxy's takes. */
const SPIN = 2000;

export class ProxyClient {
  readonly words: Int32Array;
  readonly bytes: SharedBytes;
  readonly view: DataView;
  /** Addresses of this core's window. */
  readonly window: number;
  readonly arguments: number;
  readonly data: number;
  /** Work for this core, and for others. */
  readonly shared: SharedWords;
  private readonly slot: number;
  private readonly answer: Mailbox;
  private readonly doorbell: Doorbell;
  private readonly cancel: Cancel;

  constructor(
    memory: WebAssembly.Memory,
    readonly core: number,
  ) {
    this.words = new Int32Array(memory.buffer);
    this.bytes = sharedBytes(memory.buffer);
    this.view = new DataView(memory.buffer);
    this.window = windowOf(core);
    this.arguments = argumentsOf(core);
    this.data = dataOf(core);
    this.slot = slot(core);
    this.shared = new SharedWords(memory.buffer);
    // All of a spin or none: calls that take long do not make the short ones slower.
    const spin = new Spin(SPIN, SPIN);
    this.answer = new Mailbox(this.shared, this.slot + L.SLOT_STATE, this.slot + L.SLOT_SLEEPING, spin);
    this.doorbell = new Doorbell(this.shared, L.DOORBELL, L.PROXY_ASLEEP);
    this.cancel = new Cancel(this.shared, L.HALT, this.slot + L.SLOT_WAIT_ADDR);
  }

  /** One request: what the proxy answers. Leaves the program when the isle halts. */
  request(nr: number, word = 0): number {
    const { words, slot: at, answer } = this;
    this.checkHalt();
    words[(at + L.SLOT_NR) >> 2] = nr;
    words[(at + L.SLOT_ARGS) >> 2] = word;
    words[(at + L.SLOT_CANCEL) >> 2] = 0;
    answer.put(L.SLOT_POSTED);
    this.ring();
    // While there are more threads than CPUs, a spin keeps the proxy from its work.
    answer.spin.allowed = Atomics.load(words, L.THREADS >> 2) < Atomics.load(words, L.BOOT_CPUS >> 2);
    this.waitFor(answer, L.SLOT_DONE);
    answer.put(L.SLOT_FREE);
    return words[(at + L.SLOT_RESULT) >> 2]!;
  }

  /** Waits until the box is in the state. Leaves the program when the isle halts. */
  waitFor(box: Mailbox, state: number): void {
    if (box.wait(state, Infinity, this.cancel) === 'cancelled') leave();
  }

  /** Lets time pass, milliseconds. Leaves the program when the isle halts. */
  pause(ms: number): void {
    if (this.cancel.wait((this.window + WORDS.never) >> 2, 0, ms) === 'cancelled') leave();
  }

  ring(): void {
    this.doorbell.ring();
  }

  private checkHalt(): void {
    if (this.cancel.requested) leave();
  }

  /** Ends the program: 0 to 255, or EXIT_SIGNAL plus a signal. Does not return. */
  exit(code: number): never {
    this.request(NR.exit_group, code);
    leave();
  }
}
