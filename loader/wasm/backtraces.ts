/**
 * Reports of traps in a process that does other work too. An image's names and debug information are as hostile as its code, so a thread of
 * their own reads them, in bounded time and memory; when it fails, the report has offsets in their place.
 */
import { join } from 'node:path';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { copiedInTurns } from '../../runtime/copy-in-turns.js';
import { formatTrap, type Trap } from './backtrace.js';
import type { ToBacktrace } from './entry/backtrace.js';

/** How long one report may take, its thread's start included (ms). Reading is bounded too (dwarf/budget.ts): this is for what that overlooks. */
const TIME_MAX = 5000;
/** Largest image that is given to the thread, which gets a copy (bytes). */
const IMAGE_MAX = 1 << 28;
/** Reports that wait for the thread; traps beyond are told without names. */
const WAITING_MAX = 32;
/** Heap of the thread. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 };

interface Waiting {
  trap: Trap;
  image: Uint8Array;
  tell(lines: string[]): void;
}

const waiting: Waiting[] = [];
let busy = false;

/** The lines of a trap's report, as formatTrap makes them. Never rejects. */
export function describeTrap(trap: Trap, image: Uint8Array): Promise<string[]> {
  if (trap.frames.length === 0 || image.length > IMAGE_MAX || waiting.length >= WAITING_MAX)
    return Promise.resolve(formatTrap(trap));
  return new Promise((tell) => {
    waiting.push({ trap, image, tell });
    if (!busy) void work();
  });
}

/** One after the other on one thread, which ends when nothing is left to do. */
async function work(): Promise<void> {
  busy = true;
  let worker: Worker | undefined;
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    worker ??= start();
    const lines = await report(worker, next);
    next.tell(lines ?? formatTrap(next.trap));
    if (lines) continue;
    void worker?.terminate();
    worker = undefined;
  }
  busy = false;
  void worker?.terminate();
}

/** Undefined where no thread can be started. */
function start(): Worker | undefined {
  try {
    return new Worker(join(__dirname, 'entry/backtrace.js'), {
      env: SHARE_ENV,
      stdout: true,
      stderr: true,
      resourceLimits: RESOURCE_LIMITS,
    });
  } catch {
    return undefined;
  }
}

/** Undefined: the thread has failed, or took too long. */
function report(worker: Worker | undefined, { trap, image }: Waiting): Promise<string[] | undefined> {
  if (!worker) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    let late: NodeJS.Timeout | undefined;
    let over = false;
    const done = (lines?: string[]): void => {
      over = true;
      clearTimeout(late);
      for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
      // An error of its last moments is nobody's.
      worker.on('error', () => {});
      resolve(lines);
    };
    worker.once('message', done);
    worker.once('error', () => done());
    worker.once('exit', () => done());
    const give = (own: Uint8Array<ArrayBuffer>): void => {
      if (over) return;
      late = setTimeout(() => done(), TIME_MAX);
      worker.postMessage({ trap, image: own } satisfies ToBacktrace, [own.buffer]);
    };
    // There may be no memory for the copy.
    copiedInTurns(image).then(give, () => done());
  });
}
