// A report made by hand.
import type { Row } from '../../bench/model.js';
import { FORMAT, FORMAT_VERSION, type Report, type SuiteReport } from '../../bench/report/document.js';
import { row } from '../../bench/support/rows.js';

export const suiteReport = (name: string, rows: readonly Row[], more: Partial<SuiteReport> = {}): SuiteReport => ({
  name,
  title: `what ${name} measures`,
  about: 'How it is measured, with `code` & <signs>.',
  rounds: 7,
  parameters: {},
  rows,
  plots: [],
  notes: [],
  doubts: [],
  failed: [],
  conditions: { loadBefore: 0.1, loadAfter: 1.2, steal: 0.001, seconds: 12 },
  samples: null,
  ...more,
});

export const report = (suites: readonly SuiteReport[]): Report => ({
  format: FORMAT,
  version: FORMAT_VERSION,
  environment: {
    date: '2026-01-02T03:04:05.000Z',
    version: '0.1.0',
    cpu: 'A CPU',
    cpus: [0, 1],
    cpuQuota: null,
    siblings: [],
    governor: null,
    memoryBytes: 8 * 1024 ** 3,
    kernel: '6.1',
    clockSource: 'tsc',
    clockResolutionNs: 20,
    node: '20.20.2',
    v8: '11.3',
    nodeOptions: null,
    gcc: 'gcc 12',
    clang: null,
    mpi: null,
    libc: 'glibc',
    pinning: 'koffi',
    flags: '-O3',
  },
  settings: { command: ['calls', '-r', '7'], rounds: 7, warmUp: 1, time: null, threads: 2, isles: 2 },
  conditions: { loadBefore: 0.1, loadAfter: 1.2, steal: 0.001, seconds: 12 },
  interrupted: false,
  suites,
});

export const calmRow = (name: string, middle: number, better?: 'more'): Row =>
  row({
    name,
    unit: 'ns',
    image: [0.98, 0.99, 1, 1.01, 1.02, 0.995, 1.005].map((part) => part * middle),
    native: [1, 1, 1, 1, 1, 1, 1].map((part) => part * 100),
    ...(better ? { better } : {}),
  });
