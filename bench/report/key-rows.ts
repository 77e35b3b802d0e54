// Rows that stand for their suites where there is room for a few: on the report's first screen, in its picture, at the head of the figures.
import type { Row } from '../model.js';
import type { Report } from './document.js';

/** By suite, in the order in which they are shown: names of rows, and how they are called there. */
const keys: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  start: {
    'wall time, 1 core': 'hello, start to exit',
    'largest resident size, 1 core': 'hello, resident memory',
  },
  basic: {
    'getpid (kernel)': 'getpid',
    'write of 8 bytes, a CPU free (either)': 'write of 8 bytes to a file',
    'malloc and free of mixed sizes, 1 thread': 'malloc and free',
    'pthread_create and join': 'pthread_create and join',
  },
  compute: {
    'geometric mean of the ratios': 'twelve kernels on one core, geometric mean',
    'geometric mean of the ratios, against -march=native': 'the same kernels',
  },
  openmp: {
    parallel: 'OpenMP parallel',
    barrier: 'OpenMP barrier',
    dynamic_8: 'OpenMP dynamic loop, a chunk of 8',
    task_each: 'OpenMP task',
  },
  apps: { 'geometric mean of the ratios': 'OpenMP programs, geometric mean' },
  message: {
    'half of a round trip, 8 bytes': 'MPI, 8 bytes, half of a round trip',
    'one way, 1 MiB': 'MPI, 1 MiB one way',
    'allreduce, 8 bytes': 'MPI allreduce of 8 bytes',
  },
  net: {
    'TCP isle to isle, against iperf3': 'TCP from isle to isle',
    'HTTP, published port, wrk -c64': 'HTTP through a published port',
    'GET, published port, redis-benchmark': 'redis-benchmark GET, published port',
    'GET, TUN, redis-benchmark': 'redis-benchmark GET, TUN device',
  },
  noise: {
    'hourglass: time in gaps': 'noise of a pinned core',
    'hourglass, against a plain Node worker': 'the same',
  },
  library: {
    'isle.call of an empty function, p50': 'call of a C function from Node, median',
    'warm boot until the first call is answered, median': 'warm boot to the first answer, median',
    'matrix multiply, order 1000, against an addon by gcc -O3': 'matrix multiplication from Node, against an addon',
  },
  boot: { 'until main has begun': 'boot in a running machine' },
};

export interface KeyRow {
  suite: string;
  /** What it is called among rows of other suites. */
  label: string;
  row: Row;
}

/** Names by suite, for the test that holds them against what suites give. */
export const keyNames: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(keys).map(([suite, names]) => [suite, Object.keys(names)]),
);

/** Those that were measured; of a run of suites without any, nothing. */
export const keyRows = ({ suites }: Pick<Report, 'suites'>): KeyRow[] =>
  suites.flatMap(({ name, rows }) =>
    Object.entries(keys[name] ?? {}).flatMap(([wanted, label]) => {
      const row = rows.find((one) => one.name === wanted);
      return row && (row.image !== null || row.value !== null) ? [{ suite: name, label, row }] : [];
    }),
  );
