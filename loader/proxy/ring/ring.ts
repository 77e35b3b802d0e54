/**
 * The ring's loop: waits for the doorbell, gives every posted slot to the personality, stores the results, keeps the calls that must wait.
 *
 * Protocol of a slot (kernel/include/layout.h): the core writes the request, stores SLOT_POSTED, adds 1 to DOORBELL and
 * notifies it if PROXY_ASLEEP is set. The ring stores the result, then SLOT_DONE, and notifies if SLOT_SLEEPING is set.
 */
import { slot as slotAt } from '../../../runtime/bootpage.js';
import { milliseconds } from '../../../runtime/clock.js';
import * as L from '../../../runtime/generated/layout.js';
import { Doorbell, Mailbox, NO_SPIN, pause, SharedWords, Spin } from '../../../runtime/sync/index.js';
import { slice, turn } from './event-loop-turns.js';
import { ENDED, PARTLY, PENDING, type Personality } from './personality.js';
import { RetryPace } from './retry-pace.js';

const WANTED = L.CORES_WANTED >> 2;
const NETWORK = L.NETWORK_WANTED >> 2;
const UP = L.CORES_UP >> 2;
/** A request that comes so soon after falling asleep (ms) would have been caught by a longer spin, of so many looks at least. */
const SOON_MS = 0.2;
const SOON_LOOKS = 256;
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
  /** Whether something else on this thread needs the event loop now. */
  needsEventLoop?: () => boolean;
}

export class Ring {
  private readonly i32: Int32Array;
  private readonly words = new Int32Array(6);
  /** Cores whose requests wait. */
  private waiting: number[] = [];
  private readonly shared: SharedWords;
  private readonly bell: Doorbell;
  /** Where each core waits for its answer. */
  private readonly boxes: Mailbox[] = [];
  private readonly spin: Spin;
  private readonly pace = new RetryPace();
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
    this.spin = new Spin(options.spin, 0);
    this.shared = new SharedWords(options.memory.buffer);
    this.bell = new Doorbell(this.shared, L.DOORBELL, L.PROXY_ASLEEP, this.spin);
    // What the runtime starts by itself. The kernel may have asked for more before this thread was up.
    this.coresWanted = Atomics.load(this.i32, L.BOOT_CORES >> 2);
  }

  /** Serves until the guest ends, or stop(). The event loop has its turn when the slice of time is over, and while nothing is asked. */
  async serve(): Promise<void> {
    let begun = milliseconds();
    let served = 0;
    while (!this.ended) {
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

  /**
   * Serves what is posted until none of it waits: for the core that has posted it, on its own thread, which can do nothing else meanwhile.
   * False: the guest has ended.
   */
  serveHere(): boolean {
    const { pace } = this;
    this.scan();
    while (this.waiting.length > 0 && !this.ended) {
      pause(pace.pause);
      if (!this.retryAll()) pace.passed();
    }
    return !this.ended;
  }

  /** Lets serve() return; from this thread. */
  stop(): void {
    this.ended = true;
    this.bell.alarm();
  }

  private get sharesThread(): boolean {
    const { mayBlock, needsEventLoop } = this.options;
    return !mayBlock || this.personality.needsEventLoop || (needsEventLoop?.() ?? false);
  }

  /** Sleeps until the doorbell rings or calls that wait are due; whether the event loop had a turn meanwhile. */
  private async sleep(): Promise<boolean> {
    const { i32, bell, spin, pace, seen } = this;
    const ms = this.waiting.length > 0 ? pace.pause : Infinity;
    spin.allowed = Atomics.load(i32, L.THREADS >> 2) < Atomics.load(i32, L.BOOT_CPUS >> 2);
    const began = milliseconds();
    const { sharesThread } = this;
    const how = sharesThread ? await bell.waitAsync(seen, { ms }) : bell.wait(seen, ms);
    if (how === 'timed-out') pace.passed();
    else if (how === 'ok' && milliseconds() - began < SOON_MS) spin.missed(SOON_LOOKS);
    return sharesThread && how !== 'not-equal';
  }

  /** Serves what is posted, else tries what waits: true when there was nothing to do. */
  private idle(): boolean {
    // Taken before the scan: a slot posted after its turn has rung the bell again.
    this.seen = this.bell.count;
    this.options.takeMail?.();
    const served = this.scan();
    // Busy cores must not keep those that wait from their turn.
    const moved = this.waiting.length > 0 && (!served || this.pace.due()) && this.retryAll();
    return !served && !moved && !this.ended;
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
    this.pace.reset();
  }

  private answer(core: number, result: number): void {
    if (result === ENDED) {
      this.ended = true;
      return;
    }
    this.i32[SLOTS + core * SLOT_WORDS + RESULT] = result;
    this.boxOf(core).put(L.SLOT_DONE);
  }

  private boxOf(core: number): Mailbox {
    const at = slotAt(core);
    return (this.boxes[core] ??= new Mailbox(this.shared, at + L.SLOT_STATE, at + L.SLOT_SLEEPING, NO_SPIN));
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
    this.pace.tried(moved);
    return moved;
  }

  private retry(core: number): number {
    const result = this.personality.retry(core);
    const asked = Atomics.load(this.i32, SLOTS + core * SLOT_WORDS + CANCEL) !== 0;
    return asked && (result === PENDING || result === PARTLY) ? this.personality.cancel(core) : result;
  }
}
