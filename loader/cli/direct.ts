// Whether a program is run on the command's own thread: it starts sooner so, needs less memory, and its calls need nobody else. Only for those
// that have no other threads and wait for nothing but their own calls (../wasm/direct.ts).
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { DIRECT_BYTES, hasDirectMark } from '../wasm/direct.js';
import { launcherSize } from '../wasm/launcher.js';
import { looksLikeWasm } from '../wasm/magic.js';
import type { Program } from '../machine/program.js';
import type { RunValues } from './options.js';

/** V8's stack has to be as large as that of a thread for a core. The command's first line asks for it, where Linux allows that. */
const HAS_STACK = process.execArgv.some((arg) => arg.startsWith('--stack-size='));

/** What a source has that will hardly run so. */
const OTHERS = /\b(?:pthread|omp|thrd_|mpi|MPI_|signal|sigaction|socket|system|popen|posix_spawn|alarm|setitimer)/;
/** Options that change nothing about that. */
const LIGHT = /^(-q|--quiet|--argv0=.*)$/;
/** Sources beyond this are not looked through. */
const SOURCE_MAX = 1 << 20;

/**
 * A quick guess, from arguments alone and before anything is loaded: false means that a thread is started for the program at once. A wrong
 * guess costs time.
 */
export function maybeDirect(args: readonly string[]): boolean {
  if (!HAS_STACK) return false;
  const file = args.find((arg) => !arg.startsWith('-'));
  // Options may have values, which look like programs. Most runs have none.
  if (file === undefined || file !== args.find((arg) => !LIGHT.test(arg))) return false;
  try {
    // A named pipe is opened once, by whoever reads the program.
    if (!statSync(file).isFile()) return false;
    const fd = openSync(file, 'r');
    try {
      const { size } = fstatSync(fd);
      const from = (start: number, length: number): Buffer => {
        const bytes = Buffer.alloc(length);
        return bytes.subarray(0, readSync(fd, bytes, 0, length, start));
      };
      const first = from(0, 64);
      if (looksLikeWasm(first) || launcherSize(first) > 0)
        return hasDirectMark(from(Math.max(0, size - DIRECT_BYTES), DIRECT_BYTES));
      return size <= SOURCE_MAX && !OTHERS.test(from(0, size).toString('latin1'));
    } finally {
      closeSync(fd);
    }
  } catch {
    return true;
  }
}

export function runsDirectly(values: RunValues, given: ReadonlySet<string>, program: Program, isles: number): boolean {
  if (!HAS_STACK || !program.direct || isles !== 1 || values.ranks !== 1) return false;
  const { cores, cpus, topology, reportBindings, timeLimit, allowRun, net, publish, pcap } = values;
  // CPUs of its own are for a thread that has nothing else to do.
  if (cores !== null || cpus !== null || topology !== null || reportBindings || given.has('bind')) return false;
  // Nor can anything go on beside it.
  const onlyItself = net.mode === 'none' || net.mode === 'isles';
  return timeLimit === undefined && allowRun.length === 0 && publish.length === 0 && pcap === null && onlyItself;
}
