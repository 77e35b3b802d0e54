// Calls of C functions from a Node service: round trips beside piscina's, boots from a pool, the event loop while cores compute.
import { join } from 'node:path';
import type { Bar, Context, Row, Suite, SuiteResult } from '../model.js';
import { image, root } from '../support/build.js';
import { runOn } from '../support/programs.js';
import { figure, most, row } from '../support/rows.js';
import { addon } from './addon.js';

/** Milliseconds each, as service.mjs prints them. */
interface Samples {
  call: number[];
  piscina: number[];
  paused: number[];
  pausedPiscina: number[];
  pool: number[];
  boot: number[];
  reboot: number[];
  /** Of the same turn, by turns. */
  checked: number[];
  unchecked: number[];
  delay: { p99: number };
  seconds: number;
}

/** The value below which that share of the samples lies. */
function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

const atMost = (bar: number, unit: string): Bar => most(bar, `≤ ${bar} ${unit}`);

/** Rows and columns of the matrices. */
const ORDER = 1000;
const CALLS_A_ROUND = 3;
/** How addons are built: by node-gyp unless told otherwise, and for the very CPU. */
const ADDONS = { '-O3': ['-O3'], '-O3 -march=native': ['-O3', '-march=native'] };

/** A multiplication of matrices by all cores of an isle, and by native addons with as many threads. */
async function multiplication(context: Context): Promise<{ rows: Row[]; samples: unknown }> {
  const { cpus, rounds } = context;
  const file = await image(context, 'bench/library/multiply.c', ['-O3', '-fopenmp', '-s']);
  const addons: { flags: string; path: string }[] = [];
  for (const [flags, list] of Object.entries(ADDONS)) {
    const path = await addon(context, `multiply${list.length}`, list);
    if (path) addons.push({ flags, path });
  }
  context.progress(0, 1, 'matrix multiplication');
  const script = join(root, 'bench/library/multiply.mjs');
  const args = [ORDER, rounds * CALLS_A_ROUND, cpus.length, file, ...addons.map(({ path }) => path)].map(String);
  const env = { ...process.env, OMP_NUM_THREADS: String(cpus.length) };
  const { stdout } = await runOn(context, cpus, process.execPath, [script, ...args], { env });
  const [ours, ...natives] = JSON.parse(stdout) as number[][];
  const what = `matrix multiply, order ${ORDER}`;
  const rows = addons.map(({ flags }, i) =>
    row({
      name: `${what}, against an addon by gcc ${flags}`,
      unit: 'ms',
      image: ours,
      native: natives[i],
      bar: most(1.2),
    }),
  );
  if (rows.length > 0) return { rows, samples: { ours, natives } };
  return { rows: [row({ name: what, unit: 'ms', image: ours })], samples: { ours } };
}

async function calls(context: Context): Promise<{ rows: Row[]; samples: Samples }> {
  const { cpus, rounds } = context;
  const file = await image(context, 'bench/library/functions.c', ['-O2', '-s']);
  context.progress(0, 1, 'calls');
  const script = join(root, 'bench/library/service.mjs');
  const { stdout } = await runOn(context, cpus, process.execPath, [script, file, String(rounds)]);
  const samples = JSON.parse(stdout) as Samples;
  const { call, piscina, paused, pausedPiscina, pool, boot, reboot, checked, unchecked, delay, seconds } = samples;
  const ratios = checked.map((took, turn) => took / unchecked[turn]!);
  const us = (values: number[], share: number): number => at(values, share) * 1e3;
  return {
    samples,
    rows: [
      figure('isle.call of an empty function, p50', us(call, 0.5), 'µs', atMost(15, 'µs')),
      figure('isle.call of an empty function, p99', us(call, 0.99), 'µs', atMost(100, 'µs')),
      figure('piscina.run of an empty function, p50', us(piscina, 0.5), 'µs'),
      figure('piscina.run of an empty function, p99', us(piscina, 0.99), 'µs'),
      figure('isle.call beside piscina.run, p50', at(call, 0.5) / at(piscina, 0.5), '×', atMost(0.8, '×')),
      figure('call with two arrays and two numbers, checked, median', us(checked, 0.5), 'µs'),
      figure('the same beside it without its checks, median', at(ratios, 0.5), '×', atMost(1.05, '×')),
      figure('isle.call after a pause of 2 ms, p50', us(paused, 0.5), 'µs'),
      figure('piscina.run after a pause of 2 ms, p50', us(pausedPiscina, 0.5), 'µs'),
      figure('next answer of a pool after a trap, median', at(pool, 0.5), 'ms', atMost(5, 'ms')),
      figure('warm boot until the first call is answered, median', at(boot, 0.5), 'ms', atMost(5, 'ms')),
      figure('reboot until the first call is answered, median', at(reboot, 0.5), 'ms', atMost(5, 'ms')),
      figure(
        `event-loop delay while 2 cores compute for ${seconds.toFixed(1)} s, p99`,
        delay.p99,
        'ms',
        atMost(2, 'ms'),
      ),
    ],
  };
}

/** Calls with arrays of some sizes where the isle is in this process, and in one of its own, and messages of child_process beside them. */
async function containment(context: Context): Promise<{ rows: Row[]; samples: Record<string, number[]> }> {
  const { cpus, rounds } = context;
  const file = await image(context, 'bench/library/functions.c', ['-O2', '-s']);
  context.progress(0, 1, 'contained calls');
  const script = join(root, 'bench/library/contained.mjs');
  const { stdout } = await runOn(context, cpus, process.execPath, [script, file, String(rounds)]);
  const samples = JSON.parse(stdout) as Record<string, number[]>;
  const median = (name: string): number => at(samples[name]!, 0.5) * 1e3;
  const rows = [0, 256, 64 << 10, 1 << 20].flatMap((size) => {
    const what = size === 0 ? 'no array' : `an array of ${size} B`;
    return [
      figure(
        `contained call with ${what}, p50`,
        median(`contained ${size}`),
        'µs',
        ...(size <= 256 ? [atMost(60, 'µs')] : []),
      ),
      figure(`the same call in this process, p50`, median(`here ${size}`), 'µs'),
      figure(`message of child_process.fork and back, ${size} B, p50`, median(`fork ${size}`), 'µs'),
    ];
  });
  return { rows, samples };
}

async function run(context: Context): Promise<SuiteResult> {
  const called = await context.attempt('calls', () => calls(context));
  const contained = await context.attempt('contained calls', () => containment(context));
  const multiplied = await context.attempt('matrix multiplication', () => multiplication(context));
  return {
    samples: { ...called?.samples, contained: contained?.samples, multiply: multiplied?.samples },
    rows: [...(called?.rows ?? []), ...(contained?.rows ?? []), ...(multiplied?.rows ?? [])],
  };
}

export const suite: Suite = {
  name: 'library',
  title: 'calls of C functions from a service in Node',
  about: `One process calls an empty C function of an isle, and an empty function of a worker of piscina's, by turns; then it calls
a function with arrays that is checked by its declaration and one that is not, by turns, calls after pauses, lets functions trap and asks a pool for the next answer, boots isles beside others, and watches its event loop while two cores
compute; nothing native corresponds to that. Then an isle and native addons (Node-API, gcc, libgomp) multiply matrices by turns, the same
source with vectors as wide as each target's: 16 bytes in WebAssembly and for any x86-64, up to 64 for this very CPU.`,
  seconds: 30,
  run,
};
