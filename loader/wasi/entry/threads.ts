/** thread-spawn: a thread is work for a core that has none, or for one more core. All of it happens in the staging memory's words. */
import * as L from '../../../runtime/generated/layout.js';
import { FREE, GIVEN, NEXT_TID, RESERVED, TAKEN, windowOf, WORDS } from '../staging.js';
import type { Line } from './line.js';

/** Thread ids are positive and have 29 bits. */
const TID_MASK = 0x1fffffff;
/** What `thread-spawn` answers when no more threads may exist: any negative number. */
const TOO_MANY = -6;

/** Hands work to a free core, or asks for another; the thread's id. */
export function spawnThread(line: Line, argument: number): number {
  const { words } = line;
  const most = Math.min(words[L.BOOT_THREADS_MAX >> 2]!, L.MAX_CORES);
  if (Atomics.add(words, L.THREADS >> 2, 1) >= most) {
    Atomics.sub(words, L.THREADS >> 2, 1);
    return TOO_MANY;
  }
  let tid = 0;
  while (tid === 0) tid = (Atomics.add(words, NEXT_TID >> 2, 1) + 1) & TID_MASK;
  for (;;) {
    const cores = Atomics.load(words, L.CORES_WANTED >> 2);
    for (let core = 1; core < cores; core++) if (give(words, core, tid, argument)) return tid;
    if (cores >= L.MAX_CORES) continue;
    // Who counts it up may be overtaken at the new core by another thread, and looks again.
    if (Atomics.compareExchange(words, L.CORES_WANTED >> 2, cores, cores + 1) === cores) line.ring();
  }
}

function give(words: Int32Array, core: number, tid: number, argument: number): boolean {
  const at = windowOf(core);
  const work = (at + WORDS.work) >> 2;
  if (Atomics.compareExchange(words, work, FREE, RESERVED) !== FREE) return false;
  words[(at + WORDS.tid) >> 2] = tid;
  words[(at + WORDS.argument) >> 2] = argument;
  Atomics.store(words, work, GIVEN);
  Atomics.notify(words, work);
  return true;
}

/** The core has run its thread to its end. */
export function freeCore({ words, window }: Line): void {
  Atomics.sub(words, L.THREADS >> 2, 1);
  Atomics.store(words, (window + WORDS.work) >> 2, FREE);
}

/** Waits for a thread to run. */
export function takeWork(line: Line): { tid: number; argument: number } {
  const { words, window } = line;
  const work = window + WORDS.work;
  for (let now = Atomics.load(words, work >> 2); now !== GIVEN; now = Atomics.load(words, work >> 2))
    line.sleep(work, now);
  Atomics.store(words, work >> 2, TAKEN);
  return { tid: words[(window + WORDS.tid) >> 2]!, argument: words[(window + WORDS.argument) >> 2]! };
}
