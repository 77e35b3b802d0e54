/** Interval timers (setitimer) of one guest. */
import { milliseconds } from '../../../runtime/clock.js';
import type { Guest } from '../guest/guest.js';

/** Signal by timer: ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF. The last two run in real time too. */
const SIGNALS = [14, 26, 27];
/** Node's timers have a resolution of a millisecond and a longest delay. */
const SHORTEST_MS = 1;
const LONGEST_MS = 0x7fffffff;

export class Timers {
  private readonly armed = new Map<number, NodeJS.Timeout>();

  constructor(private readonly guest: Guest) {}

  /** Milliseconds. Replaces what the timer was set to; `first` 0 stops it. */
  set(which: number, first: number, interval: number): void {
    this.disarm(which);
    if (first > 0) this.arm(which, milliseconds() + first, interval);
  }

  private disarm(which: number): void {
    clearTimeout(this.armed.get(which));
    if (this.armed.delete(which)) this.guest.expected--;
  }

  /** `due` is kept exactly from ring to ring, so that intervals don't drift. */
  private arm(which: number, due: number, interval: number): void {
    const delay = Math.min(LONGEST_MS, Math.max(0, Math.ceil(due - milliseconds())));
    this.armed.set(
      which,
      setTimeout(() => this.ring(which, due, interval), delay),
    );
    this.guest.expected++;
  }

  private ring(which: number, due: number, interval: number): void {
    this.disarm(which);
    const now = milliseconds();
    if (now < due) return this.arm(which, due, interval);
    if (interval > 0) {
      const step = Math.max(SHORTEST_MS, interval);
      this.arm(which, due + step * Math.max(1, Math.ceil((now - due) / step)), interval);
    }
    this.guest.events.onSignal(SIGNALS[which] as number);
  }

  stop(): void {
    for (const which of this.armed.keys()) this.disarm(which);
  }
}
