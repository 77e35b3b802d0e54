// What more threads and more isles bring: the kernels and an OpenMP program over threads, an MPI program over isles.
import type { Context, Point, PointsPlot, Row, Suite, SuiteResult } from '../model.js';
import {
  type Case,
  SOURCES,
  caption,
  casesOf,
  checked,
  memoryFor,
  question,
  sizeParameter,
  sizes,
} from '../compute/kernels.js';
import { image, native } from '../support/build.js';
import { type Gathered, asImage, asMpi, asNative, byTurns } from '../support/programs.js';
import { doublings } from '../support/ranges.js';
import { figure, meanRow, row } from '../support/rows.js';
import { geometricMean, median, ratios } from '../support/statistics.js';
import { byFineTurns, imageCommand, nativeCommand } from '../support/turns.js';

const FLAGS = ['-O3', '-fopenmp'];
/** Milliseconds of a sample. */
const SAMPLE = '5';
/** Turns in each of the rounds. */
const TURNS = 2;
const PROGRAM = { name: 'merge sort (OpenMP tasks)', source: 'apps/openmp/mergesort.c', sizes: ['1000000'] };
/** Each rank with one thread. */
const MPI_PROGRAM = { name: 'gravity (MPI)', source: 'apps/mpi/hybrid.c', sizes: ['2000', '10'] };

type Samples = readonly number[] | null | undefined;

/** Times by number of threads, or of ranks. */
interface Scaled {
  readonly name: string;
  /** `threads` or `isles`, as rows say. */
  readonly of: string;
  readonly counts: readonly number[];
  readonly ours: readonly Samples[];
  readonly theirs: readonly Samples[];
}

/** Time of one by time of many, turn by turn. */
export const speedUp = (one: Samples, many: Samples): number[] | null =>
  one?.length && many?.length ? ratios(one, many) : null;

/** Speed-up by count, in per cent. */
export function efficiencies(counts: readonly number[], times: readonly Samples[]): Point[] {
  return counts.flatMap((count, i) => {
    const gained = speedUp(times[0], times[i]);
    return gained ? [[count, (100 * median(gained)) / count] as const] : [];
  });
}

const rowsOf = ({ name, of, counts, ours, theirs }: Scaled): Row[] =>
  counts.slice(1).map((count, i) =>
    row({
      name: `${name}, speed-up of ${count} ${of}`,
      unit: '×',
      image: speedUp(ours[0], ours[i + 1]),
      native: speedUp(theirs[0], theirs[i + 1]),
      ...(of === 'isles' ? { against: 'MPICH' } : {}),
      better: 'more',
    }),
  );

function bounded(context: Context, wanted: number, what: string): number[] {
  const most = Math.min(wanted, context.cpus.length);
  if (wanted > most) context.note(`${what}: up to ${most} instead of ${wanted}, each needs a CPU of its own`);
  return doublings(most);
}

const threadsOf = (threads: number): NodeJS.ProcessEnv => ({
  OMP_NUM_THREADS: String(threads),
  OMP_PROC_BIND: 'close',
  OMP_PLACES: 'threads',
});
const coresOf = (at: readonly number[]): string[] =>
  `-n ${at.length} --cpus ${at.join(',')} -e OMP_NUM_THREADS=${at.length}`.split(' ');

async function kernelsOver(context: Context, counts: readonly number[]): Promise<Scaled[]> {
  const all = sizes(context, (machine) => machine.slice(1, 2));
  const largest = Math.max(...all.map(({ bytes }) => bytes));
  const args = [SAMPLE, String(largest)];
  const wasm = await context.attempt('image', () => image(context, SOURCES, FLAGS));
  const elf = await context.attempt('native', () => native(context, SOURCES, FLAGS));
  const commands = counts.flatMap((threads) => {
    const at = context.cpus.slice(0, threads);
    const options = [...coresOf(at), '--mem', memoryFor(largest)];
    return [
      imageCommand(wasm, at, options, args, `image, ${threads} threads`),
      nativeCommand(elf, at, args, threadsOf(threads), `native, ${threads} threads`),
    ];
  });
  const cases: readonly Case[] = await checked(context, commands, casesOf(all));
  const names = cases.map(({ kernel, size }) => question(kernel, size));
  const taken = await byFineTurns(context, commands, { what: 'kernels', names, turns: context.rounds * TURNS });
  return cases.map(({ kernel, size }) => {
    const times = (side: number): Samples[] => counts.map((_, i) => taken[2 * i + side]?.[question(kernel, size)]);
    return { name: caption(kernel, size), of: 'threads', counts, ours: times(0), theirs: times(1) };
  });
}

const seconds = (taken: readonly (Gathered | null)[], step: number, side: number): Samples[] =>
  taken.flatMap((all, i) => (i % step === side ? [all?.['seconds']] : []));

async function programOver(context: Context, counts: readonly number[]): Promise<Scaled> {
  const { name, source, sizes: program } = PROGRAM;
  const wasm = await context.attempt(name, () => image(context, source, FLAGS));
  const elf = await context.attempt(name, () => native(context, source, FLAGS));
  const args = ['--time', ...program];
  const contestants = counts.flatMap((threads) => {
    const at = context.cpus.slice(0, threads);
    return [asImage(wasm, at, coresOf(at), args), asNative(elf, at, args, threadsOf(threads))];
  });
  const taken = await byTurns(context, contestants, { what: name });
  return { name, of: 'threads', counts, ours: seconds(taken, 2, 0), theirs: seconds(taken, 2, 1) };
}

async function islesOver(context: Context, counts: readonly number[]): Promise<{ scaled: Scaled; crowd: Row | null }> {
  const { name, source, sizes: program } = MPI_PROGRAM;
  const wasm = await context.attempt(name, () => image(context, source, FLAGS));
  const elf = await context.attempt(name, () => native(context, source, FLAGS, 'mpicc'));
  const args = ['--time', ...program];
  const isles = (count: number, at: readonly number[]): string[] =>
    `-i ${count} -n 1 --cpus ${at.join(',')} -e OMP_NUM_THREADS=1`.split(' ');
  const contestants = counts.flatMap((count) => {
    const at = context.cpus.slice(0, count);
    return [asImage(wasm, at, isles(count, at), args), asMpi(elf, at, count, args, { OMP_NUM_THREADS: '1' })];
  });
  const taken = await byTurns(context, contestants, { what: name });
  const scaled = { name, of: 'isles', counts, ours: seconds(taken, 2, 0), theirs: seconds(taken, 2, 1) };
  const many = 2 * context.cpus.length;
  const crowded = asImage(wasm, context.cpus, isles(many, context.cpus), args, `image, ${many} isles`);
  const [crowd] = await byTurns(context, [crowded], {
    what: `${name}, ${many} isles`,
    rounds: Math.min(3, context.rounds),
  });
  const slower = speedUp(scaled.ours[0], crowd?.['seconds']);
  const title = `${name}, speed-up of ${many} isles on ${context.cpus.length} CPUs`;
  return { scaled, crowd: slower && { ...figure(title, median(slower), '×'), better: 'more' } };
}

/** Efficiency over threads: the mean of the kernels, and the programs. */
function plot(kernels: readonly Scaled[], others: readonly Scaled[]): PointsPlot {
  const mean = (side: 'ours' | 'theirs'): Point[] => {
    const all = kernels.map((scaled) => new Map(efficiencies(scaled.counts, scaled[side]).map(([n, e]) => [n, e])));
    const counts = kernels[0]?.counts ?? [];
    return counts.flatMap((n) => {
      const known = all.flatMap((of) => of.get(n) ?? []);
      return known.length ? [[n, geometricMean(known)] as const] : [];
    });
  };
  return {
    kind: 'lines',
    title: 'Parallel efficiency',
    caption: 'Speed-up by number of threads or isles, each on a CPU of its own. 100 % would be perfect.',
    x: { label: 'threads or isles' },
    y: { label: 'efficiency', unit: '%', from: 0 },
    series: [
      { name: 'kernels, image', role: 'image', points: mean('ours') },
      { name: 'kernels, native', role: 'native', points: mean('theirs') },
      ...others.flatMap(({ name, counts, ours, theirs }) => [
        { name: `${name}, image`, points: efficiencies(counts, ours) },
        { name: `${name}, native`, points: efficiencies(counts, theirs) },
      ]),
    ],
  };
}

async function run(context: Context): Promise<SuiteResult> {
  const threads = bounded(context, context.threads, '--threads');
  const isles = bounded(context, context.isles, '--isles');
  const kernels = await kernelsOver(context, threads);
  const program = await programOver(context, threads);
  const { scaled, crowd } = await islesOver(context, isles);
  context.note(
    'ranks beyond the CPUs are isles only: processes of MPICH poll for each other and take minutes then; message has a figure of both',
  );
  const rows = kernels.flatMap(rowsOf);
  const most = threads.at(-1)!;
  const ofMost = rows.filter(({ name }) => name.endsWith(` ${most} threads`));
  const mean = meanRow(`geometric mean, speed-up of ${most} threads by that of native`, ofMost);
  return {
    rows: [...rows, { ...mean, better: 'more' }, ...rowsOf(program), ...rowsOf(scaled), ...(crowd ? [crowd] : [])],
    samples: { kernels, program, isles: scaled },
    plots: [plot(kernels, [program, scaled])],
  };
}

export const suite: Suite = {
  name: 'scaling',
  title: 'speed-up over threads and isles, by the time of one',
  about: `The kernels of compute with OpenMP on data in the last level of the caches, the OpenMP program apps/openmp/mergesort.c, and the MPI program
apps/mpi/hybrid.c. A speed-up is the time of one thread (or rank) by that of many, of the same program, turn by turn; native programs are gcc -O3
-fopenmp and MPICH. Each thread is bound to a CPU of its own. The value is the image's speed-up by the native one: a program that is slow alone scales easily, so
read it beside the times of compute, apps and message.`,
  seconds: 50,
  needs: { cpus: 2 },
  parameters: { size: sizeParameter },
  run,
};
