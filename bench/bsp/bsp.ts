// Why noise matters: a bulk-synchronous program with injected noise, here and simulated on thousands of ranks.
import type { Context, Point, PointsPlot, Row, Suite, SuiteResult } from '../model.js';
import { image, native } from '../support/build.js';
import { type Gathered, asImage, asMpi, byTurns } from '../support/programs.js';
import { doublings } from '../support/ranges.js';
import { figure, row } from '../support/rows.js';
import { median } from '../support/statistics.js';
import { HOP, argument, kinds, parameters, simulated } from './kinds.js';
import { ownNoise } from './own.js';

const SOURCE = 'bench/bsp/bsp.c';
/** Steps that are timed with each noise. */
const STEPS = 100;
const PERIOD = 10_000;
/** Parts of the time that detours of the second plot take, in per cent. */
const SHARES = [0.25, 0.5, 1, 2.5, 5, 10, 20];
const CROWDS = [1, 2, 4, 16, 1024];
/** Ranks of the rows that are simulated. */
const MANY = 1024;

interface Measured {
  ranks: number;
  ours: Gathered | null | undefined;
  theirs: Gathered | null | undefined;
}

const ranksOf = (ranks: number): string => (ranks === 1 ? '1 rank' : `${ranks} ranks`);

const efficiencies = (all: Gathered | null | undefined, k: number): number[] | null => {
  const [step, noisy] = [all?.['step'], all?.[`noise_${k + 1}`]];
  return step && noisy ? step.map((v, i) => (100 * v) / noisy[i]!) : null;
};

async function measure(context: Context, step: number): Promise<Measured[]> {
  const most = Math.min(context.isles, context.cpus.length);
  if (context.isles > most)
    context.note(
      `ranks beyond the ${most} CPUs are simulated only: a rank that shares its CPU is disturbed by the other`,
    );
  const wasm = await context.attempt('image', () => image(context, SOURCE));
  const elf = await context.attempt('MPICH', () => native(context, SOURCE, ['-O3'], 'mpicc'));
  const args = [String(STEPS), String(step), '1', ...kinds.map(argument)];
  const measured: Measured[] = [];
  for (const ranks of doublings(most)) {
    const at = context.cpus.slice(0, ranks);
    const options = ['-i', String(ranks), '-n', '1', '--cpus', at.join(','), '--mem', '64M'];
    const contestants = [asImage(wasm, at, options, args), asMpi(elf, at, ranks, args)];
    const [ours, theirs] = await byTurns(context, contestants, { what: `${ranks} ranks` });
    measured.push({ ranks, ours, theirs });
  }
  return measured;
}

const points = (measured: readonly Measured[], k: number): Point[] =>
  measured.flatMap(({ ranks, ours, theirs }) => {
    const all = efficiencies(ours ?? theirs, k);
    return all ? [[ranks, median(all)] as const] : [];
  });

const rowsOf = (measured: readonly Measured[]): Row[] =>
  kinds.flatMap(({ name }, k) =>
    measured.map(({ ranks, ours, theirs }) =>
      row({
        name: `${name}, ${ranksOf(ranks)}`,
        unit: '%',
        image: efficiencies(ours, k),
        native: efficiencies(theirs, k),
        against: 'MPICH',
        better: 'more',
      }),
    ),
  );

async function lines(context: Context, ranks: readonly number[], work: number): Promise<Point[][]> {
  const all: Point[][] = [];
  for (const [k, { name, noise }] of kinds.entries()) {
    context.progress(k, kinds.length, `simulation, ${name}`);
    const line: Point[] = [];
    for (const n of ranks) {
      // Ctrl-C is heard between two simulations.
      await new Promise((resolve) => setImmediate(resolve));
      if (context.signal.aborted) return all;
      line.push(simulated(noise, n, work));
    }
    all.push(line);
  }
  return all;
}

function levels(work: number): PointsPlot {
  const at = (part: number, ranks: number): Point => {
    const [, ...values] = simulated({ kind: 'fixed', period: PERIOD, duration: (PERIOD * part) / 100 }, ranks, work);
    return [part, ...values] as unknown as Point;
  };
  return {
    kind: 'lines',
    title: 'Efficiency over the level of noise, simulated',
    caption: `Detours ${1e6 / PERIOD} times a second. One rank loses what the detours take; many lose the longest delay of anyone, in every step.`,
    x: { label: 'noise', unit: '% of the time', log: true },
    y: { label: 'efficiency', unit: '%', from: 0, to: 100 },
    series: CROWDS.map((ranks) => ({ name: ranksOf(ranks), points: SHARES.map((part) => at(part, ranks)) })),
  };
}

/** The largest distance of a measured efficiency from the simulated one, in points of per cent. */
export const distance = (measured: readonly (readonly Point[])[], of: (k: number, ranks: number) => number): number =>
  Math.max(...measured.flatMap((all, k) => all.map(([ranks, value]) => Math.abs(value - of(k, ranks)))));

async function run(context: Context): Promise<SuiteResult> {
  const step = context.parameters['step']![0]!;
  const ranks = context.parameters['ranks']!;
  if (context.parameters['step']!.length > 1) context.note(`-P step: the first value is taken, ${step} µs`);
  const measured = await measure(context, step);
  const all = await lines(context, ranks, step);
  const found = kinds.map((_, k) => points(measured, k));
  const rows = rowsOf(measured);
  if (all.length < kinds.length) return { rows, samples: measured };
  const own = await ownNoise(context, ranks, MANY, step);
  const many = kinds.map(({ name, noise }) =>
    figure(`${name}, ${MANY} ranks, simulated`, simulated(noise, MANY, step)[1], '%'),
  );
  const off = found.some((p) => p.length)
    ? [
        figure(
          'largest distance of measured from simulated',
          distance(found, (k, n) => simulated(kinds[k]!.noise, n, step)[1]),
          '% points',
        ),
      ]
    : [];
  return {
    rows: [...rows, ...many.map((r) => ({ ...r, better: 'more' as const })), ...own.rows, ...off],
    samples: { measured, simulated: all, own: own.samples },
    plots: [
      {
        kind: 'lines',
        title: 'Efficiency of a bulk-synchronous program with injected noise',
        caption: `Steps of ${step} µs, then an allreduce. Lines are simulated, with quartiles; dots of the same colour at 1 rank and more are measured on this machine.`,
        x: { label: 'ranks', log: true },
        y: { label: 'efficiency', unit: '%', from: 0, to: 100 },
        series: [
          ...kinds.map(({ name }, k) => ({ name, points: all[k]! })),
          ...kinds.map(({ name }, k) => ({ name: `${name}, measured`, points: found[k]! })),
        ],
      },
      levels(step),
      ...own.plots,
    ],
  };
}

export const suite: Suite = {
  name: 'bsp',
  title: 'efficiency of a bulk-synchronous program with injected noise',
  about: `Each rank works for a fixed time, then all meet in an MPI_Allreduce. Detours that are injected take a rank's CPU away, with a phase of its
own; what of them falls into waiting for others costs nothing. Efficiency is the time of the steps without detours by that with them, measured by
turns in one process. Ranks are isles, and processes under MPICH, each on a CPU of its own.

The simulation draws each rank's detours in the same way and lets every step last until the last rank is done, plus ${HOP} µs for each doubling of the ranks; it knows nothing of this
machine but the step's nominal length, so it is the same in every run.
So it extends the measurement to numbers of ranks that a machine does not have. With regular detours that are rarer than steps, nearly every step
meets somebody's detour once there are enough ranks: a step then takes its work and a whole detour, however little of each rank's time the
detours take. That is why long rare detours hurt most, and why noise and not the network limits large machines.

The detours that the suite noise finds on a pinned core of an isle, and on a pinned native thread, are put on every rank in the same way.`,
  seconds: 45,
  parameters,
  run,
};
