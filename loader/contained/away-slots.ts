/** Slots of calls in another process: there is always room, and nobody spins, because an answer is as far away as that process. */
import type { Place } from './arrays.js';

export abstract class AwaySlots {
  readonly spins = false;
  /** Changes with every answer that has come. */
  answers = 0;
  protected wake: (() => void) | undefined;
  protected readonly over = new AbortController();

  find(): Promise<boolean> {
    return Promise.resolve(true);
  }

  missed(): void {}
  look(): boolean {
    return false;
  }

  /** There is another answer, or the isle has ended. */
  protected changed(): void {
    this.answers++;
    this.wake?.();
  }
}

export const sizeOf = (places: readonly Place[]): number => places.reduce((sum, { bytes }) => sum + bytes.length, 0);
