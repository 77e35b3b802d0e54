/** Threads for cores. Starting one takes longer than all else at the start of a run, so it can be begun before the isle is known. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type * as WorkerThreads from 'node:worker_threads';
import type { Worker } from 'node:worker_threads';

export interface CoreThread {
  worker: Worker;
  /** Linux's id of the thread, by which it is bound to CPUs; null where there is no /proc. */
  id: number | null;
}

/** V8's own stack on a core: deep recursion in an image should end at the C stack's limit, not at V8's. */
const V8_STACK_MB = 64;

/** Loaded late: not every program needs a thread, and this takes Node long. */
const workerThreads = (): typeof WorkerThreads => require('node:worker_threads') as typeof WorkerThreads;

/** How the threads of cores are made. */
interface CoreOptions {
  env: typeof WorkerThreads.SHARE_ENV;
  trackUnmanagedFds: false;
  resourceLimits: WorkerThreads.ResourceLimits;
}

export const coreOptions = (): CoreOptions => ({
  // A copy of the environment would be made for it, and it needs none.
  env: workerThreads().SHARE_ENV,
  trackUnmanagedFds: false,
  // A core puts nothing on its heap once it runs the image.
  resourceLimits: { stackSizeMb: V8_STACK_MB, maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 },
});

/** Starts a thread that waits for its core's task. */
export function startThread(): CoreThread {
  const { Worker: Made } = workerThreads();
  const { made: worker, id } = withThreadId(
    () =>
      // Not to be joined to this process's streams, which would have to be made for it.
      new Made(join(__dirname, 'entry/core.js'), { ...coreOptions(), stdout: true, stderr: true }),
  );
  // It keeps no process alive before it is a core.
  worker.unref();
  return { worker, id };
}

/** What `make` made, and the id of the thread that it started. */
export function withThreadId<T>(make: () => T): { made: T; id: number | null } {
  const before = threadIds();
  const made = make();
  // The thread exists when a worker's constructor returns, and no other can have begun meanwhile but those of Node's own pools,
  // which start before and after.
  const fresh = threadIds().filter((id) => !before.includes(id));
  return { made, id: fresh.length === 1 ? Number(fresh[0]) : null };
}

function threadIds(): string[] {
  try {
    return readdirSync('/proc/self/task');
  } catch {
    return [];
  }
}
