// Plots of the measures: one panel a contestant.
import type { Plot, Role } from '../model.js';
import { added, coarse } from './gaps.js';
import { spectrum } from './spectrum.js';
import type { Trace } from './trace.js';

export interface Drawn {
  readonly title: string;
  readonly role?: Role;
  /** At least one. */
  readonly traces: readonly Trace[];
}

/** Points of a panel: of more gaps the longest are drawn. */
const POINTS_MAX = 1500;

const series = ({ title, role }: Drawn): { name: string; role?: Role } => ({ name: title, ...(role ? { role } : {}) });

const percentOfMost = (work: readonly number[]): number[] => {
  const most = Math.max(...work);
  return work.map((units) => (100 * units) / most);
};

/** How much longer than the shortest piece of work the others took, in bins of powers of 2 of nanoseconds. */
function beyondShortest({ times }: Trace): number[] {
  const least = Math.min(...times);
  const counts: number[] = [];
  for (const time of times) {
    const bin = Math.floor(Math.log2(Math.max(1, time - least)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return Array.from(counts, (n) => n ?? 0);
}

export function plots(all: readonly Drawn[], thresholdNs: number): Plot[] {
  const first = (one: Drawn): Trace => one.traces[0]!;
  return [
    {
      kind: 'scatter',
      title: 'Hourglass: gaps between readings of the clock',
      caption: `One run of each. Points are gaps longer than ${thresholdNs} ns, the threshold of noise: what took the CPU away, when, and for how long.`,
      x: { label: 'time', unit: 'ms' },
      y: { label: 'gap', unit: 'ns', log: true },
      panels: true,
      series: all.map((one) => ({
        ...series(one),
        points: first(one)
          .gaps.filter(({ ns }) => ns > thresholdNs)
          .toSorted((a, b) => b.ns - a.ns)
          .slice(0, POINTS_MAX)
          .toSorted((a, b) => a.at - b.at)
          .map(({ at, ns }) => [at / 1e6, ns] as const),
      })),
    },
    {
      kind: 'histogram',
      title: 'Hourglass: all gaps by length',
      caption: 'All runs. The high bars on the left are the cost of reading the clock.',
      x: { label: 'gap', unit: 'ns', log: true },
      y: { label: 'gaps', log: true },
      panels: true,
      series: all.map((one) => ({ ...series(one), bins: coarse(added(one.traces.map(({ bins }) => bins))) })),
    },
    {
      kind: 'series',
      title: 'Fixed time: work done in each half millisecond',
      caption: 'One run of each, in per cent of its best quantum.',
      x: { label: 'time', unit: 'ms' },
      y: { label: 'work', unit: '%' },
      panels: true,
      series: all.map((one) => ({
        ...series(one),
        points: percentOfMost(first(one).work).map((work, i) => [(i * first(one).quantumNs) / 1e6, work] as const),
      })),
    },
    {
      kind: 'spectrum',
      title: 'Fixed time: spectrum of the work',
      caption:
        'Amplitude of each frequency, mean of squares over all runs, Hann window. Peaks are noise that comes at regular times, such as timers.',
      x: { label: 'frequency', unit: 'Hz' },
      y: { label: 'amplitude', unit: '% of the best quantum' },
      panels: true,
      series: all.map((one) => ({
        ...series(one),
        points: spectrum(
          one.traces.map(({ work }) => percentOfMost(work)),
          first(one).quantumNs,
        ),
      })),
    },
    {
      kind: 'histogram',
      title: 'Fixed work: time beyond the shortest',
      caption: 'All runs. How much longer than the shortest one pieces of work of about 40 µs took.',
      x: { label: 'longer by', unit: 'ns', log: true },
      y: { label: 'pieces of work', log: true },
      panels: true,
      series: all.map((one) => ({
        ...series(one),
        bins: added(one.traces.map(beyondShortest)).map(
          (count, power) => [2 ** power, 2 ** (power + 1), count] as const,
        ),
      })),
    },
  ];
}
