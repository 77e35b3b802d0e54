// Plots of the measures: one panel a contestant.
import type { Plot, Role } from '../model.js';
import { added, binOf, exceeding } from './gaps.js';
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

/** How much longer than the shortest piece of work the others took, in bins as those of gaps. */
function beyondShortest({ times }: Trace): number[] {
  const least = Math.min(...times);
  const counts: number[] = [];
  for (const time of times) {
    const bin = binOf(time - least);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return Array.from(counts, (n) => n ?? 0);
}

/** Seconds that the hourglass looked at the clock. */
const secondsOf = ({ traces }: Drawn): number => traces.reduce((sum, { runNs }) => sum + runNs, 0) / 1e9;

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
      kind: 'ccdf',
      title: 'Hourglass: how many gaps a second are longer',
      caption:
        'All runs. Left of the line are readings of the clock that nobody disturbed; lower is better to the right of it.',
      x: { label: 'gap', unit: 'ns', log: true },
      y: { label: 'longer gaps', unit: '1/s', log: true },
      marks: [{ x: thresholdNs, text: 'noise' }],
      series: all.map((one) => ({
        ...series(one),
        points: exceeding(added(one.traces.map(({ bins }) => bins))).map(
          ([ns, count]) => [ns, count / secondsOf(one)] as const,
        ),
      })),
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
      kind: 'ccdf',
      title: 'Fixed work: which part of the pieces takes longer',
      caption:
        'All runs: pieces of about 40 µs, by how much longer than the shortest one of its run they took. Lower is better.',
      x: { label: 'longer by', unit: 'ns', log: true },
      y: { label: 'part of the pieces', unit: '%', log: true },
      series: all.map((one) => {
        const pieces = one.traces.reduce((sum, { times }) => sum + times.length, 0);
        return {
          ...series(one),
          points: exceeding(added(one.traces.map(beyondShortest))).map(
            ([ns, count]) => [ns, (100 * count) / pieces] as const,
          ),
        };
      }),
    },
  ];
}
