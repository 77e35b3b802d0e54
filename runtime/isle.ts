/** One isle: its memory, its cores, and what can be done to it from outside. */
import * as L from './generated/layout.js';
import { type BootParameters, slot, writeBootPage } from './bootpage.js';
import type { RunningCore, StartCore } from './cores.js';
import { type Fabric, ISLE } from './fabric.js';
import type { CoreEnd, Neighbour } from './messages.js';

export interface IsleOptions extends BootParameters {
  /** Fresh memory, all zero, of a fixed size. */
  memory: WebAssembly.Memory;
  /** For each pinned core the CPUs it is bound to; empty: not bound. */
  cpus: number[][];
  fabric: Fabric;
  startCore: StartCore;
  /** A core left the image other than by a halt. */
  onEnd(core: number, end: Exclude<CoreEnd, { kind: 'halted' }>): void;
}

/** How long cores may take to notice a halt before their threads are ended, in milliseconds. */
const HALT_GRACE = 50;

/** How often the cores of an isle are told that another one ended. */
const LOSE_TRIES = 8;

export class Isle {
  readonly memory: WebAssembly.Memory;
  /** Which of the isles that have its number after each other it is. */
  readonly life: number;
  private readonly words: Int32Array;
  private readonly cores = new Map<number, RunningCore>();
  private module: WebAssembly.Module | undefined;
  private halting = false;
  private neighbours: Neighbour[] = [];

  constructor(private readonly options: IsleOptions) {
    this.memory = options.memory;
    this.words = new Int32Array(this.memory.buffer);
    this.life = options.fabric.begin(options.isle);
    writeBootPage(this.memory, options);
  }

  /** Starts core 0's thread; it waits for the image. */
  prepare(): void {
    this.startCore(0);
  }

  /** Before the boot: the isles that its cores know from the start, this one among them. */
  meet(isles: Neighbour[]): void {
    this.neighbours = isles;
  }

  /** As others know it. */
  get neighbour(): Neighbour {
    return { isle: this.options.isle, life: this.life, memory: this.memory };
  }

  /** Another isle has ended: who waits for it looks again. Repeated, because a core may be just about to sleep. */
  lose(tries = LOSE_TRIES): void {
    if (tries === LOSE_TRIES) Atomics.add(this.words, L.ISLES_ENDED >> 2, 1);
    for (let core = 0; core < this.cores.size; core++) this.wake(core);
    if (tries > 0 && !this.halting) setTimeout(() => this.lose(tries - 1), 2 ** (LOSE_TRIES - tries)).unref();
  }

  /** Enters the image. An image that cannot have a second thread gets no second core. */
  boot(module: WebAssembly.Module): void {
    this.module = module;
    this.options.fabric.setState(this.options.isle, ISLE.RUNNING);
    this.cores.get(0)?.start(module, this.neighbours);
    if (!WebAssembly.Module.exports(module).some(({ name }) => name === 'hermit_core')) this.store(L.CORES_WANTED, 1);
    this.startWantedCores();
  }

  /** Starts the cores that the kernel asks for: the pinned ones at first, then one for each thread that finds none idle. */
  startWantedCores(): void {
    const wanted = Math.min(Atomics.load(this.words, L.CORES_WANTED >> 2), L.MAX_CORES);
    while (this.cores.size < wanted && !this.halting) this.startCore(this.cores.size);
  }

  /** CPUs that the cores and the proxy have between them now: see BOOT_CPUS. */
  shareCpus(count: number): void {
    this.store(L.BOOT_CPUS, count);
  }

  /** Threads of the program that exist now. */
  get threads(): number {
    return this.load(L.THREADS);
  }

  /** Threads that were started as cores. */
  get coresStarted(): number {
    return this.cores.size;
  }

  private startCore(core: number): void {
    const { isle, cpus, fabric, onEnd } = this.options;
    const own = cpus[core] ?? [];
    if (own.length === 1) this.store(slot(core) + L.SLOT_CPU, own[0]!);
    const running = this.options.startCore(
      { isle, core, memory: this.memory, boot: core === 0, fabric: fabric.shared, isles: this.neighbours },
      own,
    );
    this.cores.set(core, running);
    if (this.module) running.start(this.module, this.neighbours);
    void running.finished.then((end) => {
      if (end.kind !== 'halted') onEnd(core, end);
    });
  }

  private store(address: number, value: number): void {
    Atomics.store(this.words, address >> 2, value);
  }

  private load(address: number): number {
    return Atomics.load(this.words, address >> 2);
  }

  /** The program has a handler for the signal or ignores it. */
  handles(signal: number): boolean {
    return (this.load(L.SIGNAL_HANDLED) & (1 << (signal - 1))) !== 0;
  }

  /** Sends a signal (1 to 31) to the program: a thread that waits takes it at once, one that computes at its next call. */
  raise(signal: number): void {
    Atomics.or(this.words, L.SIGNAL_PENDING >> 2, 1 << (signal - 1));
    Atomics.or(this.words, L.WATCH >> 2, L.SIGNALS_SENT);
    for (let core = 0; core < this.cores.size; core++)
      if (this.load(slot(core) + L.SLOT_TID) !== 0) this.interrupt(core);
  }

  /** See core_interrupt in kernel/cores/interrupt.c: repeated until the core has taken it or does not wait. */
  private interrupt(core: number, tries = 100): void {
    const address = slot(core) + L.SLOT_INTERRUPT;
    if (tries === 100) this.store(address, 1);
    if (this.load(address) === 0 || !this.wake(core) || tries === 0 || this.halting) return;
    setTimeout(() => this.interrupt(core, tries - 1), 1).unref();
  }

  /** Wakes whatever the core waits on; false if it does not wait. */
  private wake(core: number): boolean {
    const at = this.load(slot(core) + L.SLOT_WAIT_ADDR) >>> 0;
    if (at === 0) return false;
    if (at % 4 === 0 && at < this.memory.buffer.byteLength) Atomics.notify(this.words, at / 4);
    return true;
  }

  /** Value of one of the kernel's tables of counted calls, by call number; empty when nothing was counted. */
  callCounts(): Int32Array {
    const at = this.load(L.COUNTS) >>> 0;
    if (at === 0 || at % 4 !== 0 || at + 4 * L.CALL_NUMBERS > this.memory.buffer.byteLength) return new Int32Array(0);
    return new Int32Array(this.memory.buffer, at, L.CALL_NUMBERS).slice();
  }

  /** Ends every core: those that wait or call leave the image, the others are ended. Resolves when no thread is left. */
  async halt(): Promise<void> {
    this.halting = true;
    this.options.fabric.setState(this.options.isle, ISLE.ENDED);
    this.store(L.HALT, L.HALT_ASKED);
    let left = [...this.cores.values()].length;
    for (const { finished } of this.cores.values()) void finished.then(() => left--);
    const end = performance.now() + HALT_GRACE;
    while (left > 0 && performance.now() < end) {
      for (let core = 0; core < this.cores.size; core++) this.wake(core);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all([...this.cores.values()].map((core) => core.terminate()));
  }
}
