/** When calls that wait are tried again: soon at first, less and less often while none of them goes on. */
import { milliseconds } from '../../../runtime/clock.js';

/** First and longest pause between two rounds, ms. */
const SHORTEST_MS = 0.05;
const LONGEST_MS = 5;

export class RetryPace {
  /** Milliseconds. */
  pause = SHORTEST_MS;
  private lastRound = 0;

  due(): boolean {
    return milliseconds() - this.lastRound >= this.pause;
  }

  /** A round was made; `moved`: a call went on. */
  tried(moved: boolean): void {
    this.lastRound = milliseconds();
    if (moved) this.reset();
  }

  /** A pause has passed and nothing else happened. */
  passed(): void {
    this.pause = Math.min(this.pause * 2, LONGEST_MS);
  }

  /** A call began to wait or went on: the next rounds come quickly. */
  reset(): void {
    this.pause = SHORTEST_MS;
  }
}
