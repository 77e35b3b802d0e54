/** Binding the threads of cores. */
import type { BindThread } from '../../../runtime/core.js';
import { pinThread } from '../../native/affinity.js';

/** Binds threads, whose ids are added to `bound`; warns once when that does not work. */
export function binder(onWarning: (text: string) => void, bound = new Set<number>()): BindThread {
  let works = true;
  return (thread, cpus) => {
    if (!works) return;
    const problem = thread === null ? 'their threads are not known to this system' : pinThread(thread, cpus).problem;
    if (problem === undefined) return void bound.add(thread!);
    works = false;
    onWarning(`cores are not bound to CPUs: ${problem}`);
  };
}
