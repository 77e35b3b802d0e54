// Kernels of numerical programs on one core, at three sizes, against gcc -O3 and gcc -O3 -march=native.
import type { Context, Row, Suite, SuiteResult } from '../model.js';
import { image, native } from '../support/build.js';
import { readCaches } from '../support/caches.js';
import type { Gathered } from '../support/programs.js';
import { meanRow, most, row } from '../support/rows.js';
import { byFineTurns, imageCommand, nativeCommand } from '../support/turns.js';
import { type Case, SOURCES, caption, casesOf, checked, memoryFor, question, sizeParameter, sizes } from './kernels.js';

/** Loops that are marked as free of dependences, with `omp simd`, may become vectors, sums among them: else only sides that ignore rounding do so. */
const FLAGS = ['-O3', '-fopenmp-simd'];
const MARCH = '-march=native';
/** Milliseconds of a sample: hundreds of runs on data within the second level. */
const SAMPLE = '2';
/** Turns in each of the rounds: runs on data beyond the caches take 3 to 100 ms, and few fit the time. */
const TURNS = { cached: 5, beyond: 2 };
const PASSES = 2;
const BAR = 1.15;

const against = (name: string, rival: string): string => `${name}, against ${rival}`;

function rowsOf(
  cases: readonly Case[],
  ours: Gathered | null | undefined,
  theirs: Gathered | null | undefined,
  rival?: string,
): Row[] {
  return cases.map(({ kernel, size }) => {
    const name = caption(kernel, size);
    const key = question(kernel, size);
    return row({
      name: rival ? against(name, rival) : name,
      unit: 'ms',
      image: ours?.[key],
      native: theirs?.[key],
      ...(rival ? { against: `gcc -O3 ${rival}` } : {}),
      scale: 1e-6,
    });
  });
}

async function run(context: Context): Promise<SuiteResult> {
  const { cpus } = context;
  const last = cpus.at(-1)!;
  const all = sizes(context, (machine) => machine);
  const largest = Math.max(...all.map(({ bytes }) => bytes));
  const args = [SAMPLE, String(largest)];
  const wasm = await context.attempt('image', () => image(context, SOURCES, FLAGS));
  const elf = await context.attempt('native', () => native(context, SOURCES, FLAGS));
  const tuned = elf && (await context.attempt('native', () => native(context, SOURCES, [...FLAGS, MARCH])));
  const commands = [
    imageCommand(wasm, cpus, ['-n', '1', '--cpus', String(last), '--mem', memoryFor(largest)], args),
    nativeCommand(elf, [last], args),
    nativeCommand(tuned, [last], args, {}, `native ${MARCH}`),
  ];
  const cases = await checked(context, commands, casesOf(all));
  const { last: cache } = readCaches();
  const beyond = new Set(
    cases.filter(({ size }) => size.bytes > cache).map(({ kernel, size }) => question(kernel, size)),
  );
  const [ours, theirs, best] = await byFineTurns(context, commands, {
    what: 'kernels',
    names: cases.map(({ kernel, size }) => question(kernel, size)),
    turns: (name) => context.rounds * (beyond.has(name) ? TURNS.beyond : TURNS.cached),
    passes: PASSES,
  });
  const rows = rowsOf(cases, ours, theirs);
  const tunedRows = rowsOf(cases, ours, best, MARCH);
  const ofSize = (list: readonly Row[], size: string): Row[] => list.filter((_, i) => cases[i]!.size.name === size);
  const mean = 'geometric mean of the ratios';
  return {
    rows: [
      ...rows,
      ...all.map(({ name }) => meanRow(`${mean}, ${name}`, ofSize(rows, name))),
      meanRow(mean, rows, most(BAR)),
      ...tunedRows,
      meanRow(against(mean, MARCH), tunedRows),
    ],
  };
}

export const suite: Suite = {
  name: 'compute',
  title: 'numerical kernels on one core, time of a run',
  about: `The four loops of STREAM, a blocked matrix multiplication (a band of rows), a sweep of a five-point and of a seven-point stencil, a Fourier
transform, six steps of conjugate gradients on a sparse matrix, the pull of many bodies on eight, Monte Carlo integration of a tabulated function
with 131,072 draws, and an integer sort by buckets. Each has all its data in half of the second-level cache, in part of the last level, or in three times its size.

Image, gcc ${FLAGS.join(' ')} and the same with ${MARCH} live at once and take turns of ${SAMPLE} ms on one CPU while the others are stopped, half of them in other processes later. An image's vectors
have 128 bits and its multiply-adds may be fused; gcc -O3 has SSE2, two doubles as well, without fused multiply-adds; ${MARCH} has what the CPU
has. Sums may become vectors on all sides (-fopenmp-simd). Each kernel checks its result, and all programs have to find the same.`,
  seconds: 60,
  parameters: { size: sizeParameter },
  run,
};
