/**
 * The ring's loop: waits for the doorbell, gives every posted slot to the personality, stores the results, keeps the calls that must wait.
 *
 * Protocol of a slot (kernel/include/layout.h): the core writes the request, stores SLOT_POSTED, adds 1 to DOORBELL and
 * notifies it if PROXY_ASLEEP is set. The ring stores the result, then SLOT_DONE, and notifies if SLOT_SLEEPING is set.
 */
import { milliseconds } from '../../../runtime/clock.js';
import * as L from '../../../runtime/generated/layout.js';
import { DoorbellWait } from './doorbell-wait.js';
import { slice, turn } from './event-loop-turns.js';
import { ENDED, PARTLY, PENDING, type Personality } from './personality.js';

const DOORBELL = L.DOORBELL >> 2;
const ASLEEP = L.PROXY_ASLEEP >> 2;
const WANTED = L.CORES_WANTED >> 2;
const NETWORK = L.NETWORK_WANTED >> 2;
const UP = L.CORES_UP >> 2;
const THREADS = L.THREADS >> 2;
const CPUS = L.BOOT_CPUS >> 2;
/** Rounds between two looks at the time. */
const TURN_CHECK = 8;
/** Longest time for one round of calls that wait, ms. */
const RETRIES_MS = 2;
const SLOTS = L.CORE_SLOTS >> 2;
const SLOT_WORDS = L.CORE_SLOT_SIZE >> 2;
const STATE = L.SLOT_STATE >> 2;
const CANCEL = L.SLOT_CANCEL >> 2;
const NUMBER = L.SLOT_NR >> 2;
const ARGS = L.SLOT_ARGS >> 2;
const RESULT = L.SLOT_RESULT >> 2;
const SLEEPING = L.SLOT_SLEEPING >> 2;

export interface RingEvents {
  /** CORES_WANTED changed. */
  onCores(): void;
  /** The kernel wants its network thread. */
  onNetwork(): void;
}

export interface RingOptions {
  memory: WebAssembly.Memory;
  /** Polls of the doorbell before the ring sleeps; 0 when no CPU is free for it. */
  spin: number;
  /** The thread is the ring's alone, so it may block while nothing needs the event loop. */
  mayBlock: boolean;
  /** Takes what other threads have posted to this one; they ring the doorbell after it. */
  takeMail?: () => void;
}

export class Ring {
  private readonly i32: Int32Array;
  private readonly words = new Int32Array(6);
  /** Cores whose requests wait. */
  private waiting: number[] = [];
  private readonly wait: DoorbellWait;
  private coresWanted: number;
  private networkWanted = false;
  private ended = false;
  /** The doorbell before the last scan. */
  private seen = 0;

  constructor(
    private readonly options: RingOptions,
    private readonly personality: Personality,
    private readonly events: RingEvents,
  ) {
    this.i32 = new Int32Array(options.memory.buffer);
    this.wait = new DoorbellWait(this.i32, DOORBELL, options.spin);
    // What the runtime starts by itself. The kernel may have asked for more before this thread was up.
    this.coresWanted = Atomics.load(this.i32, L.BOOT_CORES >> 2);
  }

  /** Serves until the guest ends, or stop(). The event loop has its turn when the slice of time is over, and while nothing is asked. */
  async serve(): Promise<void> {
    let begun = milliseconds();
    let served = 0;
    while (this.running()) {
      const idle = this.idle();
      if (idle && (await this.sleep())) {
        begun = milliseconds();
        continue;
      }
      // A guest that rings without a pause asks for nothing, but takes time too.
      if (!this.sharesThread || ++served % TURN_CHECK !== 0 || milliseconds() - begun < slice()) continue;
      await turn();
      begun = milliseconds();
    }
  }

  /** Lets serve() return; from this thread. */
  stop(): void {
    this.ended = true;
    Atomics.add(this.i32, DOORBELL, 1);
    Atomics.notify(this.i32, DOORBELL);
  }

  private running(): boolean {
    this.options.takeMail?.();
    return !this.ended;
  }

  private get sharesThread(): boolean {
    return !this.options.mayBlock || this.personality.needsEventLoop;
  }

  /** Sleeps until the doorbell rings or calls that wait are due; whether the event loop had a turn meanwhile. */
  private async sleep(): Promise<boolean> {
    const { i32, wait } = this;
    const retrying = this.waiting.length > 0;
    Atomics.store(i32, ASLEEP, 1);
    try {
      // A core that rang before it could see the flag has changed the word, and the wait returns at once; so has who posted mail.
      if (!this.running()) return false;
      if (this.sharesThread) return await wait.sleepAsync(this.seen, retrying);
      wait.sleep(this.seen, retrying);
      return false;
    } finally {
      Atomics.store(i32, ASLEEP, 0);
    }
  }

  /** Serves what is posted, else tries what waits, else spins: true when none of it found work. */
  private idle(): boolean {
    const { i32, wait } = this;
    // Taken before the scan: a slot posted after its turn has rung the bell again.
    this.seen = Atomics.load(i32, DOORBELL);
    this.options.takeMail?.();
    const served = this.scan();
    // Busy cores must not keep those that wait from their turn.
    const moved = this.waiting.length > 0 && (!served || wait.due()) && this.retryAll();
    if (served || moved || this.ended) return false;
    const cpuFree = Atomics.load(i32, THREADS) < Atomics.load(i32, CPUS);
    return !cpuFree || !wait.spin(this.seen);
  }

  private scan(): boolean {
    const { i32, events } = this;
    const wanted = Atomics.load(i32, WANTED);
    // Cores stay once they are there: a word that goes up and down asks for nothing more.
    if (wanted > this.coresWanted && this.coresWanted < L.MAX_CORES) {
      this.coresWanted = Math.min(wanted, L.MAX_CORES);
      events.onCores();
    }
    if (!this.networkWanted && Atomics.load(i32, NETWORK) !== 0) {
      this.networkWanted = true;
      events.onNetwork();
    }
    const cores = Math.min(Math.max(wanted, Atomics.load(i32, UP)), L.MAX_CORES);
    let served = false;
    for (let core = 0, slot = SLOTS; core < cores; core++, slot += SLOT_WORDS) {
      if (Atomics.load(i32, slot + STATE) !== L.SLOT_POSTED || this.waiting.includes(core)) continue;
      served = true;
      this.begin(core, slot);
      if (this.ended) return true;
    }
    return served;
  }

  /** First attempt at a request. */
  private begin(core: number, slot: number): void {
    const { i32, words, personality } = this;
    const nr = i32[slot + NUMBER] as number;
    // Copied once: the guest may write the slot while it is served, and that must change nothing.
    for (let i = 0; i < 6; i++) words[i] = i32[slot + ARGS + i] as number;
    const result = personality.serve(core, nr, words);
    if (result !== PENDING) return this.answer(core, result);
    this.waiting.push(core);
    this.wait.reset();
  }

  private answer(core: number, result: number): void {
    if (result === ENDED) {
      this.ended = true;
      return;
    }
    const { i32 } = this;
    const slot = SLOTS + core * SLOT_WORDS;
    i32[slot + RESULT] = result;
    Atomics.store(i32, slot + STATE, L.SLOT_DONE);
    if (Atomics.load(i32, slot + SLEEPING) !== 0) Atomics.notify(i32, slot + STATE);
  }

  /** Tries waiting calls again, all of them unless time is over: the rest come first the next time. Whether one went on. */
  private retryAll(): boolean {
    const still: number[] = [];
    const { waiting } = this;
    const begun = milliseconds();
    let moved = false;
    for (const [i, core] of waiting.entries()) {
      if (this.ended) break;
      if (i > 0 && milliseconds() - begun > RETRIES_MS) {
        still.unshift(...waiting.slice(i));
        break;
      }
      const result = this.retry(core);
      if (result !== PENDING) moved = true;
      if (result === PENDING || result === PARTLY) still.push(core);
      else this.answer(core, result);
    }
    this.waiting = still;
    this.wait.tried(moved);
    return moved;
  }

  private retry(core: number): number {
    const result = this.personality.retry(core);
    const asked = Atomics.load(this.i32, SLOTS + core * SLOT_WORDS + CANCEL) !== 0;
    return asked && (result === PENDING || result === PARTLY) ? this.personality.cancel(core) : result;
  }
}
