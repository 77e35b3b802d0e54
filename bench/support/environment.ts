// The machine that figures were measured on, and what else it did meanwhile.
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { pinningAvailable, processAffinity } from '../../loader/native/affinity.js';
import { cpuQuota } from '../../loader/machine/cpus/quota.js';
import { root } from './build.js';
import { output } from './process.js';

export interface Environment {
  date: string;
  version: string;
  cpu: string | null;
  /** That the process may use. */
  cpus: readonly number[];
  /** CPUs' worth of time that control groups allow; null: no limit. */
  cpuQuota: number | null;
  /** Hardware threads of one core that are among `cpus`. */
  siblings: readonly string[];
  governor: string | null;
  memoryBytes: number;
  kernel: string;
  clockSource: string | null;
  /** Smallest step that the clock was seen to make. */
  clockResolutionNs: number;
  node: string;
  v8: string;
  /** That every Node process of the run has. */
  nodeOptions: string | null;
  gcc: string | null;
  clang: string | null;
  mpi: string | null;
  libc: string | null;
  pinning: string;
  /** Flags that programs are compiled with where a suite's notes say nothing else. */
  flags: string;
}

/** First line of what a command prints, or null where there is no such command. */
async function firstLine(signal: AbortSignal, command: string, ...args: string[]): Promise<string | null> {
  try {
    const { stdout, stderr } = await output(command, args, { limit: 10, signal });
    return (stdout || stderr).split('\n')[0]!.trim() || null;
  } catch {
    return null;
  }
}

function fileText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null;
  } catch {
    return null;
  }
}

const CLOCK_STEPS = 2000;

function clockResolution(): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < CLOCK_STEPS; i++) {
    const start = process.hrtime.bigint();
    let now = start;
    while (now === start) now = process.hrtime.bigint();
    least = Math.min(least, Number(now - start));
  }
  return least;
}

/** The CPUs that this process may use. */
export const allowedCpus = (): readonly number[] =>
  processAffinity() ?? Array.from({ length: availableParallelism() }, (_, i) => i);

const cpuFile = (cpu: number, name: string): string | null => fileText(`/sys/devices/system/cpu/cpu${cpu}/${name}`);

export async function environment(signal: AbortSignal): Promise<Environment> {
  const allowed = allowedCpus();
  const pinning = pinningAvailable();
  const pairs = new Set(allowed.map((cpu) => cpuFile(cpu, 'topology/thread_siblings_list') ?? String(cpu)));
  const [gcc, clang, mpi, libc] = await Promise.all([
    firstLine(signal, 'gcc', '--version'),
    firstLine(signal, 'clang', '--version'),
    firstLine(signal, 'mpichversion').then((line) => line ?? firstLine(signal, 'mpiexec', '--version')),
    firstLine(signal, 'ldd', '--version'),
  ]);
  return {
    date: new Date().toISOString(),
    version: (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version,
    cpu: cpus()[0]?.model.trim() ?? null,
    cpus: allowed,
    cpuQuota: cpuQuota(),
    siblings: [...pairs].filter((list) => /[,-]/.test(list)),
    governor: cpuFile(allowed[0] ?? 0, 'cpufreq/scaling_governor'),
    memoryBytes: totalmem(),
    kernel: release(),
    clockSource: fileText('/sys/devices/system/clocksource/clocksource0/current_clocksource'),
    clockResolutionNs: clockResolution(),
    node: process.versions.node,
    v8: process.versions.v8,
    nodeOptions: process.env['NODE_OPTIONS'] || null,
    gcc,
    clang,
    mpi: mpi?.replace(/\s+/g, ' ') ?? null,
    libc: libc?.replace(/^ldd \((.*)\).*$/, '$1') ?? null,
    pinning: pinning.problem ?? `taskset for processes, ${pinning.method} for an isle's cores`,
    flags: 'image: hermit-wasm cc -O3; native: -std=gnu11 -O3',
  };
}

/** CPU time of the whole machine so far, in ticks. */
export interface CpuTimes {
  readonly all: number;
  /** That the host of a virtual machine gave to others. */
  readonly steal: number;
}

export interface Conditions {
  /** Mean number of runnable tasks over a minute, before and after. */
  readonly loadBefore: number;
  readonly loadAfter: number;
  /** Part of the CPUs' time that the host took away meanwhile; null where it is not told. */
  readonly steal: number | null;
  readonly seconds: number;
}

/** Reads the first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal. */
export function cpuTimes(stat = fileText('/proc/stat') ?? ''): CpuTimes | null {
  const fields = /^cpu\s+([\d ]+)/.exec(stat)?.[1]?.trim().split(/\s+/).slice(0, 8).map(Number);
  if (fields?.length !== 8) return null;
  return { all: fields.reduce((sum, n) => sum + n, 0), steal: fields[7]! };
}

/** Starts watching; the function that it gives tells what the machine did since. */
export function watchConditions(): () => Conditions {
  const begun = performance.now();
  const before = cpuTimes();
  const loadBefore = loadavg()[0]!;
  return () => {
    const after = cpuTimes();
    const ticks = before && after ? after.all - before.all : 0;
    return {
      loadBefore,
      loadAfter: loadavg()[0]!,
      steal: ticks > 0 ? (after!.steal - before!.steal) / ticks : null,
      seconds: (performance.now() - begun) / 1000,
    };
  };
}

/** Load per CPU before a suite, and stolen time during it, above which its figures are in doubt. */
const LOAD_MOST = 0.5;
const STEAL_MOST = 0.02;

/** What was wrong with the conditions, in words. Load is judged before the first suite only: later it is the suites' own. */
export function doubts({ loadBefore, steal }: Conditions, cpuCount: number, first: boolean): string[] {
  const found: string[] = [];
  if (first && loadBefore > LOAD_MOST * cpuCount) {
    found.push(
      `the machine was busy: a load of ${loadBefore.toFixed(1)} before the suite on ${cpuCount} CPU${cpuCount === 1 ? '' : 's'}`,
    );
  }
  if (steal !== null && steal > STEAL_MOST) {
    found.push(`the machine's host took ${(steal * 100).toFixed(1)} % of the CPUs' time away during this suite`);
  }
  return found;
}
