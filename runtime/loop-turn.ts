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

/** Those that wait for it. */
const waiting: (() => void)[] = [];

/** One of them goes on in each turn: many that went on in the same one would each do a piece of their work in it. */
function next(): void {
  marked = false;
  const resume = waiting.shift()!;
  if (waiting.length > 0) setImmediate(next);
  resume();
}

/** Resolves after the event loop has had its turn, and those that have waited for longer have had theirs. */
export const turn = (): Promise<void> =>
  new Promise((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(next);
  });

/** The same, if it is due; undefined if not. */
export const dueTurn = (): Promise<void> | undefined => (overdue() ? turn() : undefined);
