/**
 * Turns of the event loop that several proxies of one thread share. Each serves for a slice of time, then lets the loop run: the fewer
 * have work, the longer is the slice, so the loop's own work waits about TURN_MS however many isles ask without a pause.
 */

/** Longest time without a turn of the event loop, ms, but for a single call that takes longer. */
const TURN_MS = 5;

let next: Promise<void> | undefined;
let waiting = 0;
let sharing = 1;

/** Milliseconds that one proxy may serve in this turn. */
export const slice = (): number => TURN_MS / sharing;

/** Resolves after the event loop has run. */
export function turn(): Promise<void> {
  waiting++;
  return (next ??= new Promise((resolve) =>
    setImmediate(() => {
      sharing = waiting;
      waiting = 0;
      next = undefined;
      resolve();
    }),
  ));
}
