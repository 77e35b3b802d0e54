/**
 * Turns of this thread's event loop, for loops of promises: each goes on at once as long as there is something to do, and whoever keeps it
 * supplied (a guest that answers or sends without a pause) would keep the loop from timers and other work.
 */

/** Longest time (ms) that such loops may go on, all of them together, before the event loop has its turn. */
const LONGEST_MS = 1;

let began = 0;
let marked = false;
const clear = (): void => void (marked = false);

/** Whether the event loop has waited for its turn for too long. */
export function overdue(): boolean {
  const now = performance.now();
  if (!marked) {
    marked = true;
    began = now;
    setImmediate(clear);
  }
  return now - began > LONGEST_MS;
}

/** Resolves after the event loop has had its turn. */
export const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** The same, if it is due; undefined if not. */
export const dueTurn = (): Promise<void> | undefined => (overdue() ? turn() : undefined);
