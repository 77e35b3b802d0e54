// How much of a thread's time others take, and when: hourglass, fixed time and fixed work quanta, selfish detour, wake-up jitter.
import type { Context, Row, Suite, SuiteResult } from '../model.js';
import { image, native } from '../support/build.js';
import { most, row } from '../support/rows.js';
import { mean, median } from '../support/statistics.js';
import { measureNoise } from './contestants.js';
import { detourOverhead, gapPercent, LONGER } from './gaps.js';
import { moments } from './moments.js';
import { type Drawn, plots } from './plots.js';
import { sleepers } from './sleep.js';
import { machineNotes, noiseTables } from './table.js';
import type { Trace } from './trace.js';

export const SOURCES = ['main', 'hourglass', 'ftq', 'fwq', 'detour', 'load'].map((name) => `bench/noise/${name}.c`);
/** Turns in each of the context's rounds. */
const TURNS = 2;
const PINNED = 'pinned core';
const NATIVE = 'native, pinned';
const NODE = 'plain Node worker';

/** What a reading costs: the time between noise, by readings. */
export function readingNs({ runNs, gaps, bins }: Trace): number {
  const readings = bins.reduce((sum, n) => sum + n, 0);
  return (runNs - gaps.reduce((sum, { ns }) => sum + ns, 0)) / (readings - gaps.length);
}

/** Per cent of the best quantum's work that the others lacked. */
export const missingWork = (work: readonly number[]): number => 100 * (1 - mean(work) / Math.max(...work));

/** Per cent by which the mean piece of work took longer than the shortest. */
export const extraTime = (times: readonly number[]): number => 100 * (mean(times) / Math.min(...times) - 1);

function rowsOf(all: readonly Drawn[], thresholdNs: number): Row[] {
  const of = (title: string, figure: (trace: Trace) => number): number[] | undefined =>
    all.find((one) => one.title === title)?.traces.map(figure);
  const gaps = (trace: Trace): number => gapPercent(trace.gaps, trace.runNs, thresholdNs);
  const against = (name: string, unit: string, figure: (trace: Trace) => number): Row =>
    row({ name, unit, image: of(PINNED, figure), native: of(NATIVE, figure) });
  const others = all.filter(({ title }) => ![PINNED, NATIVE, NODE].includes(title));
  const spread = (trace: Trace) => moments(trace.times);
  return [
    row({
      name: 'hourglass: time in gaps',
      unit: '%',
      image: of(PINNED, gaps),
      native: of(NATIVE, gaps),
      bar: most(1.1),
    }),
    row({
      name: 'hourglass, against a plain Node worker',
      unit: '%',
      image: of(PINNED, gaps),
      native: of(NODE, gaps),
      against: NODE,
      bar: most(0.4),
    }),
    ...others.map(({ title, traces }) =>
      title.startsWith('native')
        ? row({ name: `hourglass: ${title}`, unit: '%', image: null, native: traces.map(gaps), against: title })
        : row({ name: `hourglass: ${title}`, unit: '%', image: traces.map(gaps), native: of(NATIVE, gaps) }),
    ),
    against('selfish detour: overhead', '%', (t) => detourOverhead(t.detours, t.detourRunNs, t.detourShortestNs)),
    against('fixed time: work missing from the best quantum', '%', (t) => missingWork(t.work)),
    against('fixed work: mean beyond the shortest', '%', (t) => extraTime(t.times)),
    against('fixed work: σ', 'ns', (t) => spread(t).sigma),
    against('fixed work: longest', 'µs', (t) => spread(t).most / 1000),
    against('reading the clock', 'ns', readingNs),
  ];
}

async function run(context: Context): Promise<SuiteResult> {
  const wasm = await context.attempt('image', () => image(context, SOURCES));
  const elf = await context.attempt('native', () => native(context, SOURCES));
  const all = await measureNoise(context, wasm, elf, { what: 'noise', turns: context.rounds * TURNS });
  const slept = await sleepers(context, context.parameters['sleeps'] ?? []);
  if (!all.length) return { rows: slept.rows, plots: slept.plots, samples: { sleepers: slept.samples } };
  // One threshold for all: nobody is judged more mildly because its clock is slower.
  const threshold = LONGER * Math.max(...all.map(({ traces }) => median(traces.map(({ shortestNs }) => shortestNs))));
  return {
    rows: [...rowsOf(all, threshold), ...slept.rows],
    plots: [...plots(all, threshold), ...slept.plots],
    notes: [
      ...machineNotes(context.cpus),
      `a gap is noise from ${threshold} ns on: ${LONGER} times the shortest gap of the slowest clock of this run`,
    ],
    tables: noiseTables(all, threshold),
    samples: {
      thresholdNs: threshold,
      contestants: all.map(({ title, traces }) => ({
        title,
        runs: traces.map((trace) => ({ ...trace, gaps: trace.gaps.filter(({ ns }) => ns > threshold) })),
      })),
      sleepers: slept.samples,
    },
  };
}

export const suite: Suite = {
  name: 'noise',
  title: "what others take of a thread's time",
  about: `The same C program runs as an image on a pinned core, alone, while datagrams flood its isle's network thread, and while another thread
keeps the proxy busy; in a plain Node worker that is bound to no CPU, lets its event loop turn every 10 ms and answers a message of the main
thread in that time; and natively, pinned and not. All live at once and take turns of half a second, the others stopped meanwhile.
Hourglass reads the clock without a pause: a gap between two readings of more than 9 times the shortest is time that somebody else had.
Selfish detour does the same and keeps only those. Fixed time counts units of work in each half millisecond; fixed work times the same piece
of about 40 µs. The clock costs an image about 30 ns (natively about 25): that is the shortest gap, and never counted as noise. Its step is
the machine's. Interrupts and lost CPUs are those that Linux counted for the CPU and the thread during the hourglass; what it tells only root is –. The time
in which the thread was ready and others had its CPU is Linux's, too (run delay); the turns of a worker's event loop are timed; what is left
of the noise are interrupts, with what Linux does in them, and the host of a virtual machine: divided by the interrupts it says what one takes.
Sleepers are tasks in a heap on one thread, or threads; how late they wake is Linux's timers, the scheduler and the runtime together.`,
  seconds: 90,
  parameters: {
    sleeps: {
      help: 'sleeps of lightweight sleepers (10^6 takes six seconds a turn)',
      default: [50_000],
      least: 1000,
      most: 10_000_000,
    },
  },
  run,
};
