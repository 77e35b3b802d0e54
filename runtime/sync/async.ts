/** Waiting on the event loop. */
import { onAbort } from '../aborts.js';
import { ALL, endOf, leftUntil, type Words, type Woken } from './words.js';

/** How long a wait on the event loop may take, and what ends it. */
export interface AsyncLimits {
  /** Milliseconds; 0: it does not sleep. @default Infinity */
  ms?: number | undefined;
  /** Rejects the wait with its reason. From then on the wait touches the memory no more. */
  signal?: AbortSignal | undefined;
}

/** Sleeps that ended before they began, one after the other, before the event loop gets its turn. */
const RESTLESS = 64;
let restless = 0;

const nothing = (): void => {};

/**
 * Others write the word. If it never stopped changing, its waiter would look again for ever, and timers and other work of the thread would starve.
 */
export function unslept(how: Woken): Woken | Promise<Woken> {
  return ++restless % RESTLESS === 0 ? new Promise((resolve) => setImmediate(resolve, how)) : how;
}

/** Begins to sleep. */
function sleep(words: Words, index: number, seen: number, ms: number): Woken | Promise<Woken> {
  const woken = words.waitAsync(index, seen, ms);
  return typeof woken === 'string' ? unslept(woken) : woken;
}

/**
 * One sleep while the word holds `seen`. `leave` runs once, when it has ended: at once when the signal is aborted.
 * A sleep cannot be taken back, so an abort wakes all sleepers of the word, and they look again. A wake-up that the aborted one consumed is
 * therefore not lost.
 */
export async function sleepAsync(
  words: Words,
  index: number,
  seen: number,
  { ms = Infinity, signal }: AsyncLimits,
  leave = nothing,
): Promise<Woken> {
  if (signal === undefined) {
    const how = await sleep(words, index, seen, ms);
    leave();
    return how;
  }
  const abort = (): void => {
    leave();
    words.notify(index, ALL);
  };
  if (signal.aborted) abort();
  signal.throwIfAborted();
  const sleeping = sleep(words, index, seen, ms);
  const deaf = onAbort(signal, abort);
  const how = await sleeping;
  deaf();
  signal.throwIfAborted();
  leave();
  return how;
}

/** What is waited for: a word that changes when it may have come, and a look at whether it has. */
export interface Awaited {
  readonly words: Words;
  readonly index: number;
  /** Takes it if it is there. */
  ready(): boolean;
  /** Longest sleep (ms) without another look. */
  readonly slice: number;
  /** Called before a sleep and after it, so that others know of the sleeper. */
  enter(): void;
  leave(): void;
}

/** For a word whose value says whether somebody may sleep, or whose sleepers are always woken. */
export const SILENT = { slice: Infinity, enter: nothing, leave: nothing };

/** Resolves when ready() holds: to 'ok', or to 'timed-out' if it did not when the time was over. */
export async function untilAsync(awaited: Awaited, limits: AsyncLimits): Promise<'ok' | 'timed-out'> {
  const { words, index, slice } = awaited;
  const { ms = Infinity, signal } = limits;
  signal?.throwIfAborted();
  if (awaited.ready()) return 'ok';
  const end = endOf(words, ms);
  const leave = (): void => awaited.leave();
  for (let left = ms; ;) {
    // Loaded before the look: whatever comes after the look changes it, or finds this thread entered.
    const seen = words.load(index);
    awaited.enter();
    let ready: boolean;
    try {
      ready = awaited.ready();
    } catch (error) {
      leave();
      throw error;
    }
    if (ready || left <= 0) {
      leave();
      return ready ? 'ok' : 'timed-out';
    }
    const how = await sleepAsync(words, index, seen, { ms: Math.min(left, slice), signal }, leave);
    left = how === 'timed-out' && left <= slice ? 0 : leftUntil(words, end);
  }
}
