/** A core at work: a thread, bound to its CPUs, that runs the image. */
import { threadFault } from './errors.js';
import type { CoreEnd, CoreStart, CoreTask, Entrance, Peer } from './messages.js';
import { type CoreThread, startThread } from './threads.js';

export interface RunningCore {
  /** The core enters the program. `isles`: those that are there from the start, its own among them. */
  start(entrance: Entrance, isles: Peer[]): void;
  /** How it left the image. Never rejects. */
  finished: Promise<CoreEnd>;
  /** Ends the thread wherever it is; one that can be a core again is kept if it has left the image. Resolves when it runs no more of it. */
  terminate(): Promise<unknown>;
}

/** Makes a thread a core on these CPUs (none: not bound). */
export type StartCore = (task: CoreTask, cpus: readonly number[]) => RunningCore;

/** Binds the thread with Linux's id (null: not known) to CPUs. */
export type BindThread = (thread: number | null, cpus: readonly number[]) => void;

/** Makes a thread of its own, this one if one is given, a core on these CPUs (none: not bound). */
export function startCore(
  task: CoreTask,
  cpus: readonly number[],
  bind: BindThread,
  thread: CoreThread = startThread(),
): RunningCore {
  const { worker, id } = thread;
  worker.ref();
  if (cpus.length) bind(id, cpus);
  const finished = new Promise<CoreEnd>((resolve) => {
    worker.once('message', resolve);
    worker.once('error', (error) => resolve({ kind: 'fault', ...threadFault(error) }));
    worker.once('exit', () => resolve({ kind: 'halted' }));
  });
  return {
    finished,
    start: (entrance, isles) => worker.postMessage({ task, isles, entrance } satisfies CoreStart),
    terminate: () => worker.terminate(),
  };
}
