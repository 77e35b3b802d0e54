/** A thread's line to the proxy: posts one request after the other through its slot and waits for the answers (protocol: proxy.ts). */
import { slot } from '../../../runtime/bootpage.js';
import { halted } from '../../../runtime/entry/host.js';
import * as L from '../../../runtime/generated/layout.js';
import { NR } from '../../../runtime/generated/syscalls.js';
import { argumentsOf, dataOf, windowOf } from '../staging.js';

/** Looks at the answer's word before the thread sleeps: some microseconds, as long as a call of the proxy's takes. */
const SPIN = 2000;

export class Line {
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Addresses of this core's window. */
  readonly window: number;
  readonly arguments: number;
  readonly data: number;
  private readonly slot: number;
  private readonly state: number;

  constructor(
    memory: WebAssembly.Memory,
    readonly core: number,
  ) {
    this.words = new Int32Array(memory.buffer);
    this.bytes = new Uint8Array(memory.buffer);
    this.view = new DataView(memory.buffer);
    this.window = windowOf(core);
    this.arguments = argumentsOf(core);
    this.data = dataOf(core);
    this.slot = slot(core);
    this.state = this.slot + L.SLOT_STATE;
  }

  /** One request: what the proxy answers. Leaves the program when the isle halts. */
  request(nr: number, word = 0): number {
    const { words, slot: at, state } = this;
    this.checkHalt();
    words[(at + L.SLOT_NR) >> 2] = nr;
    words[(at + L.SLOT_ARGS) >> 2] = word;
    words[(at + L.SLOT_CANCEL) >> 2] = 0;
    Atomics.store(words, state >> 2, L.SLOT_POSTED);
    this.ring();
    // While there are more threads than CPUs, a spin keeps the proxy from its work.
    const busy = Atomics.load(words, L.THREADS >> 2) >= Atomics.load(words, L.BOOT_CPUS >> 2);
    for (let spin = busy ? 0 : SPIN; spin > 0; spin--) if (Atomics.load(words, state >> 2) === L.SLOT_DONE) break;
    if (Atomics.load(words, state >> 2) !== L.SLOT_DONE) {
      Atomics.store(words, (at + L.SLOT_SLEEPING) >> 2, 1);
      while (Atomics.load(words, state >> 2) !== L.SLOT_DONE) this.sleep(state, L.SLOT_POSTED);
      Atomics.store(words, (at + L.SLOT_SLEEPING) >> 2, 0);
    }
    Atomics.store(words, state >> 2, L.SLOT_FREE);
    return words[(at + L.SLOT_RESULT) >> 2]!;
  }

  /** Waits while the word at `address` has the value; the isle's halt ends that. Milliseconds; true when they are over. */
  sleep(address: number, value: number, ms = Infinity): boolean {
    const { words } = this;
    const waiting = (this.slot + L.SLOT_WAIT_ADDR) >> 2;
    Atomics.store(words, waiting, address);
    // Who halts the isle sets HALT first and then wakes this address, again and again.
    this.checkHalt();
    const how = Atomics.wait(words, address >> 2, value, ms);
    Atomics.store(words, waiting, 0);
    this.checkHalt();
    return how === 'timed-out';
  }

  ring(): void {
    const { words } = this;
    Atomics.add(words, L.DOORBELL >> 2, 1);
    if (Atomics.load(words, L.PROXY_ASLEEP >> 2) !== 0) Atomics.notify(words, L.DOORBELL >> 2);
  }

  private checkHalt(): void {
    if (Atomics.load(this.words, L.HALT >> 2) !== 0) throw halted;
  }

  /** Ends the program: 0 to 255, or EXIT_SIGNAL plus a signal. Does not return. */
  exit(code: number): never {
    this.request(NR.exit_group, code);
    throw halted;
  }
}
