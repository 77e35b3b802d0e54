/** thread-spawn: a thread is work for a core that has none, or for one more core. All of it happens in the staging memory's words. */
import { Mailbox, NO_SPIN } from '../../../runtime/sync/index.js';
import * as L from '../../../runtime/generated/layout.js';
import { FREE, GIVEN, NEXT_TID, RESERVED, TAKEN, windowOf, WORDS } from '../staging.js';
import type { ProxyClient } from './proxy-client.js';

/** Thread ids are positive and have 29 bits. */
const TID_MASK = 0x1fffffff;
/** What `thread-spawn` answers when no more threads may exist: any negative number. */
const TOO_MANY = -6;

/** Hands work to a free core, or asks for another; the thread's id. */
export function spawnThread(proxy: ProxyClient, argument: number): number {
  const { words } = proxy;
  const most = Math.min(words[L.BOOT_THREADS >> 2]!, L.MAX_CORES);
  if (Atomics.add(words, L.THREADS >> 2, 1) >= most) {
    Atomics.sub(words, L.THREADS >> 2, 1);
    return TOO_MANY;
  }
  let tid = 0;
  while (tid === 0) tid = (Atomics.add(words, NEXT_TID >> 2, 1) + 1) & TID_MASK;
  for (;;) {
    const cores = Atomics.load(words, L.CORES_WANTED >> 2);
    for (let core = 1; core < cores; core++) if (give(proxy, core, tid, argument)) return tid;
    if (cores >= L.MAX_CORES) continue;
    // Who counts it up may be overtaken at the new core by another thread, and looks again.
    if (Atomics.compareExchange(words, L.CORES_WANTED >> 2, cores, cores + 1) === cores) proxy.ring();
  }
}

/** Where a core finds its work. */
function workOf({ shared }: ProxyClient, window: number): Mailbox {
  return new Mailbox(shared, window + WORDS.work, window + WORDS.sleeping, NO_SPIN);
}

function give(proxy: ProxyClient, core: number, tid: number, argument: number): boolean {
  const { words } = proxy;
  const window = windowOf(core);
  const work = workOf(proxy, window);
  if (!work.claim(FREE, RESERVED)) return false;
  words[(window + WORDS.tid) >> 2] = tid;
  words[(window + WORDS.argument) >> 2] = argument;
  work.put(GIVEN);
  return true;
}

/** The core has run its thread to its end. */
export function freeCore(proxy: ProxyClient): void {
  Atomics.sub(proxy.words, L.THREADS >> 2, 1);
  workOf(proxy, proxy.window).put(FREE);
}

/** Waits for a thread to run. */
export function takeWork(proxy: ProxyClient): { tid: number; argument: number } {
  const { words, window } = proxy;
  const work = workOf(proxy, window);
  proxy.waitFor(work, GIVEN);
  work.put(TAKEN);
  return { tid: words[(window + WORDS.tid) >> 2]!, argument: words[(window + WORDS.argument) >> 2]! };
}
