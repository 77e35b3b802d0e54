/**
 * The loader's end of an isle's master channel: what it commands, and what the isle tells. kernel/include/layout.h says what the
 * words mean and why they are levels and no queue; docs/how-it-works.md shows the whole.
 */
import { milliseconds } from './clock.js';
import * as L from './generated/layout.js';
import { slot } from './bootpage.js';
import { Cancel, SharedWords } from './sync/index.js';

/** How often the cores of an isle are told that another one ended. */
const LOSE_TRIES = 8;
/** How often a core that seems to wait is woken for a signal, a millisecond apart. */
const INTERRUPT_TRIES = 100;

/**
 * How long (ms) waking may hold the event loop at a time. A wake-up takes a fraction of a microsecond, unless a guest wakes without a pause: V8's
 * list of waiting threads is one for the process, and who wants it waits for its lock.
 */
const WAKING_MS = 0.5;

export class MasterChannel {
  private readonly words: Int32Array;
  private readonly shared: SharedWords;
  /** How each core's waits are reached. */
  private readonly waits: Cancel[] = [];
  /** Cores that have a signal to take, and how often they are still woken for it. */
  private readonly interrupted = new Map<number, number>();
  private interrupting: NodeJS.Timeout | undefined;
  /** How often all are still woken because another isle has ended, and the timer of the next time. */
  private losing = 0;
  private lost: NodeJS.Timeout | undefined;
  private closed = false;
  /** The core that was woken last. */
  private next = -1;

  constructor(
    private readonly memory: WebAssembly.Memory,
    /** Cores that may be in the image. */
    private readonly cores: () => number,
  ) {
    this.words = new Int32Array(memory.buffer);
    this.shared = new SharedWords(memory.buffer);
  }

  private store(address: number, value: number): void {
    Atomics.store(this.words, address >> 2, value);
  }

  private load(address: number): number {
    return Atomics.load(this.words, address >> 2);
  }

  private waitsOf(core: number): Cancel {
    const at = slot(core);
    return (this.waits[core] ??= new Cancel(this.shared, at + L.SLOT_INTERRUPT, at + L.SLOT_WAIT_ADDR));
  }

  /** In turn, from where it was left the last time: see WAKING_MS. */
  private wakeAll(): void {
    const end = milliseconds() + WAKING_MS;
    const cores = this.cores() + 1;
    for (let n = 0; n < cores && milliseconds() < end; n++) {
      this.next = (this.next + 1) % cores;
      this.waitsOf(this.next === cores - 1 ? L.NETWORK_CORE : this.next).wake();
    }
  }

  // ---- Down: commands

  /** Every core that waits or calls leaves the image. Again: for those that were just about to sleep. No other command follows. */
  halt(): void {
    this.leave();
    this.store(L.HALT, L.HALT_ASKED);
    this.wakeAll();
  }

  /** Sends a signal (1 to 31) to the program: a thread that waits takes it at once, one that computes at its next call. */
  signal(signal: number): void {
    Atomics.or(this.words, L.SIGNAL_PENDING >> 2, 1 << (signal - 1));
    Atomics.or(this.words, L.WATCH >> 2, L.SIGNALS_SENT);
    for (let core = 0; core < this.cores(); core++) {
      if (this.load(slot(core) + L.SLOT_TID) === 0) continue;
      this.waitsOf(core).request();
      this.interrupted.set(core, INTERRUPT_TRIES);
    }
    // Else within a millisecond: a guest's timers send thousands in a second.
    if (!this.interrupting) this.interrupt();
  }

  /**
   * See core_interrupt in kernel/cores/interrupt.c: repeated until each core has taken it or does not wait. One timer does it for all, because
   * a guest that never takes its signals and is sent many would else have as many timers.
   */
  private interrupt(): void {
    const { interrupted } = this;
    const end = milliseconds() + WAKING_MS;
    for (const [core, tries] of this.closed ? [] : [...interrupted]) {
      const waits = this.waitsOf(core);
      // Behind the others, whose turn is the next time if this one's takes too long.
      interrupted.delete(core);
      if (tries > 0 && waits.requested && waits.wake()) interrupted.set(core, tries - 1);
      if (milliseconds() >= end) break;
    }
    if (!this.closed && interrupted.size > 0) {
      this.interrupting ??= setInterval(() => this.interrupt(), 1).unref();
      return;
    }
    clearInterval(this.interrupting);
    this.interrupting = undefined;
  }

  /** Signals were sent that not everybody has taken: the timers of this thread are to have their turns. */
  get interrupts(): boolean {
    return this.interrupting !== undefined;
  }

  /** This end is given up; another one commands. */
  leave(): void {
    this.closed = true;
    clearInterval(this.interrupting);
    clearTimeout(this.lost);
    this.interrupting = this.lost = undefined;
  }

  /** Another isle has ended: who waits for it looks again. */
  isleEnded(): void {
    if (this.closed) return;
    Atomics.add(this.words, L.ISLES_ENDED >> 2, 1);
    clearTimeout(this.lost);
    this.losing = LOSE_TRIES;
    this.lose();
  }

  /** Repeated, because a core may be just about to sleep; less and less often. */
  private lose(): void {
    this.wakeAll();
    const tries = this.losing--;
    if (tries > 0) this.lost = setTimeout(() => this.lose(), 2 ** (LOSE_TRIES - tries)).unref();
  }

  /** CPUs that the cores and the proxy have between them now: see BOOT_CPUS. */
  shareCpus(count: number): void {
    this.store(L.BOOT_CPUS, count);
  }

  /** Sets how many cores the runtime starts by itself. */
  wantCores(count: number): void {
    this.store(L.CORES_WANTED, count);
  }

  // ---- Up: what the isle tells. All of it is the image's word, so numbers are held within their limits.

  /** The program has a handler for the signal or ignores it. */
  handles(signal: number): boolean {
    return (this.load(L.SIGNAL_HANDLED) & (1 << (signal - 1))) !== 0;
  }

  /** Cores that the kernel asks for: the pinned ones at first, then one for each thread that finds none idle. */
  get coresWanted(): number {
    return Math.min(this.load(L.CORES_WANTED), L.MAX_CORES);
  }

  /** Threads of the program that exist now. */
  get threads(): number {
    return Math.max(0, Math.min(this.load(L.THREADS), L.MAX_CORES));
  }

  /** How often each call was made, by its number; empty when nothing was counted. */
  callCounts(): Int32Array {
    const at = this.load(L.COUNTS) >>> 0;
    if (at === 0 || at % 4 !== 0 || at + 4 * L.CALL_NUMBERS > this.memory.buffer.byteLength) return new Int32Array(0);
    return new Int32Array(this.memory.buffer, at, L.CALL_NUMBERS).slice();
  }
}
