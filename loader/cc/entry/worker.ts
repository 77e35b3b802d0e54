/** The thread that runs the compiler's commands, in the compiler's process. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FromCompiler, ToCompiler } from '../messages';
import { runJob } from './job';
import { Llvm } from './llvm';

/** What the thread begins with. */
export interface WorkerData {
  /** Of the compiler package. */
  directory: string;
  /** Its modules, if another thread of the process has compiled them. */
  modules?: ReadonlyMap<string, WebAssembly.Module>;
  /** Many jobs will follow one another: be ready for the next before it comes. */
  resident?: boolean;
}

const { directory, modules, resident = false } = workerData as WorkerData;
const llvm = new Llvm(directory, modules);

// One job at a time is sent here.
parentPort?.on('message', (message: ToCompiler) => void answer(message));

async function answer({ id, job }: ToCompiler): Promise<void> {
  const said: FromCompiler = { id, result: await runJob(job, llvm) };
  parentPort?.postMessage(said);
  // In a later turn, so that the answer is on its way, and what belonged to the job's instance can go.
  if (resident) setImmediate(() => llvm.prepare());
}

if (resident) {
  llvm.prepare();
  parentPort?.postMessage({ ready: llvm.compiled() } satisfies Ready);
}

/** Said once by the thread of a resident compiler. */
export interface Ready {
  ready: ReadonlyMap<string, WebAssembly.Module>;
}
