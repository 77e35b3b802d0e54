/** How the ring waits for its doorbell: it spins as long as that pays, then sleeps, shortly while calls wait that must be tried again. */
import { milliseconds } from '../../../runtime/clock.js';

/** First and longest sleep between two attempts at calls that wait, ms. */
const RETRY_MIN_MS = 0.05;
const RETRY_MAX_MS = 5;
/** A request that comes so soon after falling asleep (ms) would have been caught by a longer spin. */
const SOON_MS = 0.2;
/** Polls that a ring starts to spin again with. */
const SPIN_MIN = 256;

export class DoorbellWait {
  private budget: number;
  private pause = RETRY_MIN_MS;
  private lastTry = 0;

  constructor(
    private readonly words: Int32Array,
    /** Index of the doorbell in them. */
    private readonly index: number,
    /** Most polls of a spin. */
    private readonly limit: number,
  ) {
    this.budget = limit;
  }

  /** Polls the doorbell; true when it is no longer `seen`. The budget grows when spinning pays and shrinks when it doesn't. */
  spin(seen: number): boolean {
    const { words, index } = this;
    for (let left = this.budget; left > 0; left--) {
      if (Atomics.load(words, index) !== seen) {
        this.budget = Math.min(this.limit, this.budget * 2);
        return true;
      }
    }
    this.budget >>= 1;
    return false;
  }

  /** Sleeps until the doorbell has rung or it is time to try waiting calls again. Blocks the thread. */
  sleep(seen: number, retrying: boolean): void {
    const began = milliseconds();
    this.slept(began, Atomics.wait(this.words, this.index, seen, retrying ? this.pause : undefined));
  }

  /** The same without blocking the thread; false when it had rung already, so that the event loop had no turn. */
  async sleepAsync(seen: number, retrying: boolean): Promise<boolean> {
    const began = milliseconds();
    const { async, value } = Atomics.waitAsync(this.words, this.index, seen, retrying ? this.pause : undefined);
    this.slept(began, async ? await value : value);
    return async;
  }

  private slept(began: number, how: 'ok' | 'not-equal' | 'timed-out'): void {
    if (how === 'timed-out') this.pause = Math.min(this.pause * 2, RETRY_MAX_MS);
    else if (milliseconds() - began < SOON_MS) this.budget = Math.min(this.limit, Math.max(SPIN_MIN, this.budget * 4));
  }

  /** Whether it is time to try waiting calls again. */
  due(): boolean {
    return milliseconds() - this.lastTry >= this.pause;
  }

  /** All waiting calls were tried; `moved`: one went on. */
  tried(moved: boolean): void {
    this.lastTry = milliseconds();
    if (moved) this.reset();
  }

  /** A call began to wait or went on: the next attempts come quickly. */
  reset(): void {
    this.pause = RETRY_MIN_MS;
  }
}
