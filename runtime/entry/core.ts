/** A core: a worker thread that enters the image and leaves it when the isle halts. Between the two it runs no JavaScript of ours
 * but the host interface. */
import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { readlinkSync } from 'node:fs';
import { CORE_SLOTS, CORE_SLOT_SIZE, SLOT_HOST_TID, SLOT_TID } from '../generated/layout.js';
import { Fabric, type MemoryOf, oneSided } from '../fabric.js';
import type { CoreEnd, CoreStart, Neighbour } from '../messages.js';
import { HV_MODULE, halted, hostInterface } from './host.js';

/** Linux's id of this thread, by which its processor time is found; 0 where there is no /proc. */
function hostThread(): number {
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').pop());
  } catch {
    return 0;
  }
}

/** Memories of isles, as far as this thread was told of them; the news of later ones lie in its mailbox, which it never reads otherwise. */
function neighbours(known: readonly Neighbour[]): MemoryOf {
  const memories = new Map(known.map(({ isle, memory }) => [isle, memory]));
  return (isle) => {
    for (let mail = receiveMessageOnPort(parentPort!); mail; mail = receiveMessageOnPort(parentPort!)) {
      const news = mail.message as Neighbour;
      memories.set(news.isle, news.memory);
    }
    return memories.get(isle);
  };
}

function enter({ task: { memory, core, isle, boot, fabric, isles }, module }: CoreStart): CoreEnd {
  let instance: WebAssembly.Instance;
  try {
    const access = oneSided(new Fabric(fabric), isle, memory.buffer, neighbours(isles));
    instance = new WebAssembly.Instance(module, {
      env: { memory },
      [HV_MODULE]: hostInterface(memory, isle, core, access),
    });
  } catch (error) {
    return { kind: 'fault', message: `the image could not be started: ${(error as Error).message}` };
  }
  const slot = (CORE_SLOTS + core * CORE_SLOT_SIZE) >> 2;
  const words = new Int32Array(memory.buffer);
  words[slot + (SLOT_HOST_TID >> 2)] = hostThread();
  const { hermit_boot, hermit_core } = instance.exports as Record<string, ((core?: number) => void) | undefined>;
  try {
    if (boot) hermit_boot!();
    else hermit_core!(core);
    return { kind: 'halted' };
  } catch (error) {
    if (error === halted) return { kind: 'halted' };
    const thread = words[slot + (SLOT_TID >> 2)] ?? 0;
    const { message, stack } = error instanceof Error ? error : { message: `${String(error)} was thrown`, stack: '' };
    return { kind: 'trap', message, stack: stack ?? '', thread };
  }
}

parentPort!.once('message', (start: CoreStart) => {
  // The whole stack of a trap, not V8's first ten frames.
  Error.stackTraceLimit = 100;
  parentPort!.postMessage(enter(start));
});
