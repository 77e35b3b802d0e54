/** Starting cores: worker threads bound to their CPUs. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CoreEnd, CoreTask } from './messages.js';

export interface RunningCore {
  /** Hands the image over: the core enters it. */
  start(module: WebAssembly.Module): void;
  /** How it left the image. Never rejects. */
  finished: Promise<CoreEnd>;
  /** Ends the thread wherever it is. */
  terminate(): Promise<unknown>;
}

/** V8's own stack on a core: deep recursion in an image should end at the C stack's limit, not at V8's. */
const V8_STACK_MB = 64;

/**
 * Starts the thread of one core. A new thread inherits the affinity of the one that makes it, so the calling thread takes the
 * core's CPUs for the moment of starting: the core is bound before its first instruction.
 */
export function startCore(
  task: CoreTask,
  cpus: readonly number[],
  bind: (cpus: readonly number[] | null) => void,
): RunningCore {
  if (cpus.length) bind(cpus);
  let worker: Worker;
  try {
    worker = new Worker(join(__dirname, 'entry/core.js'), {
      workerData: task,
      // Not to be joined to this process's streams, which would have to be made for it.
      stdout: true,
      stderr: true,
      trackUnmanagedFds: false,
      // A core puts nothing on its heap once it runs the image.
      resourceLimits: { stackSizeMb: V8_STACK_MB, maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 32 },
    });
  } finally {
    if (cpus.length) bind(null);
  }
  const finished = new Promise<CoreEnd>((resolve) => {
    worker.once('message', resolve);
    worker.once('error', (error) => resolve({ kind: 'fault', message: `a core's thread failed: ${error.message}` }));
    worker.once('exit', () => resolve({ kind: 'halted' }));
  });
  return { finished, start: (module) => worker.postMessage({ module }), terminate: () => worker.terminate() };
}
