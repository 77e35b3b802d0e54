// Tables of the noise: what it is made of, what Linux counted meanwhile, and how the pieces of work are distributed.
import type { Table } from '../model.js';
import { mean } from '../support/statistics.js';
import type { Counts } from './counts.js';
import { gapPercent } from './gaps.js';
import { moments } from './moments.js';
import type { Drawn } from './plots.js';
import type { Trace } from './trace.js';

const UNKNOWN = '–';

const sum = (values: readonly number[]): number => values.reduce((total, v) => total + v, 0);
const percent = (value: number | null): string => (value === null ? UNKNOWN : value.toFixed(3));
const us = (ns: number, digits = 0): string => (ns / 1000).toFixed(digits);

/** How many a second: all that was counted by all the time that it was counted in; null where a run does not tell. */
function rate(traces: readonly Trace[], what: (trace: Trace) => number | null): number | null {
  const counts = traces.map(what);
  return counts.includes(null) ? null : sum(counts as number[]) / sum(traces.map((t) => t.seconds));
}

const rateText = (value: number | null): string => (value === null ? UNKNOWN : value.toFixed(value === 0 ? 0 : 1));

/** Parts of the time, in per cent; null where one is not known. */
export interface Parts {
  noise: number;
  /** Other threads had the CPU while this one was ready (Linux's run delay). */
  threads: number | null;
  /** A plain worker's event loop had it. */
  loop: number;
  /** What is left: interrupts with what Linux does in them, and a host that took the CPU; null as well where nothing is left. */
  rest: number | null;
  /** By how much the other two exceed the noise, in which they lie: then they were counted of time that the clock did not see. */
  excess: number;
  /** Microseconds of the rest for each interrupt of the CPU. */
  each: number | null;
}

/** What the noise of the hourglass is made of. */
export function partsOf(traces: readonly Trace[], thresholdNs: number): Parts {
  const seconds = sum(traces.map((t) => t.seconds));
  const runtime = sum(traces.map((t) => t.runNs));
  const noise = sum(traces.map(({ gaps, runNs }) => gapPercent(gaps, runNs, thresholdNs) * runNs)) / runtime;
  const all = (values: readonly (number | null)[]): number | null =>
    values.includes(null) ? null : sum(values as number[]);
  const waited = all(traces.map((t) => t.counts.waitNs));
  const threads = waited === null ? null : waited / seconds / 1e7;
  const loop = (100 * sum(traces.map((t) => t.loop))) / seconds;
  const left = noise - (threads ?? 0) - loop;
  const rest = threads === null || left < 0 ? null : left;
  const irqs = all(traces.map((t) => t.counts.irq));
  const each = rest === null || !irqs ? null : (rest * seconds * 1e4) / irqs;
  return { noise, threads, loop, rest, excess: Math.max(0, -left), each };
}

function accounts(all: readonly Drawn[], thresholdNs: number): Table {
  const parts = all.map(({ traces }) => partsOf(traces, thresholdNs));
  const remark = ({ excess }: Parts): string => (excess ? `parts exceed the noise by ${excess.toFixed(3)}` : '');
  const loops = parts.some(({ loop }) => loop > 0);
  const remarks = parts.some(({ excess }) => excess > 0);
  return {
    title: 'What the noise is made of, per cent of the time',
    caption:
      'Noise is the sum of the gaps. Other threads: the thread was ready and did not run. What is left are interrupts and the ' +
      'host of a virtual machine; divided by the interrupts, what one takes. Both are counted over the warm-up too, so that small ' +
      'parts may come out larger than the noise that they are part of: then the rest is not known.',
    head: [
      '',
      'noise',
      'other threads',
      ...(loops ? ['its event loop'] : []),
      'the rest',
      'µs an interrupt',
      'longest gap, µs',
      ...(remarks ? [''] : []),
    ],
    lines: all.map(({ title, traces }, i) => {
      const { noise, threads, loop, rest, each } = parts[i]!;
      const longest = Math.max(0, ...traces.flatMap(({ gaps }) => gaps.map(({ ns }) => ns)));
      return [
        title,
        percent(noise),
        percent(threads),
        ...(loops ? [loop ? percent(loop) : UNKNOWN] : []),
        percent(rest),
        each === null ? UNKNOWN : each.toFixed(1),
        us(longest),
        ...(remarks ? [remark(parts[i]!)] : []),
      ];
    }),
  };
}

/** What Linux counted of the thread and its CPU, by the name of the column. */
const columns: Readonly<Record<string, (counts: Counts) => number | null>> = {
  interrupts: (c) => c.irq,
  'of these ticks': (c) => c.timer,
  NMI: (c) => c.nmi,
  softirqs: (c) => c.softirq,
  'CPU lost': (c) => c.involuntary,
  'steal (10 ms)': (c) => c.steal,
};

function counts(all: readonly Drawn[], thresholdNs: number): Table {
  const noisy = ({ gaps }: Trace): number => gaps.filter(({ ns }) => ns > thresholdNs).length;
  return {
    title: 'Counted a second',
    caption:
      'By Linux for the thread and its CPU during the hourglass; a thread that is not bound has no CPU of its own. Load: datagrams or ' +
      'calls that the isle served. Collections and compilations of JavaScript are those of the whole run, not a second.',
    head: ['', 'gaps', ...Object.keys(columns), 'load', 'collections', 'compilations'],
    lines: all.map(({ title, role, traces }) => {
      const native = role === 'native' || title.startsWith('native');
      const load = mean(traces.map((t) => t.load));
      // Of the gaps themselves the hourglass' own time counts, without its warm-up.
      const gaps = sum(traces.map(noisy)) / (sum(traces.map((t) => t.runNs)) / 1e9);
      return [
        title,
        rateText(gaps),
        ...Object.values(columns).map((what) => rateText(rate(traces, (t) => what(t.counts)))),
        load ? load.toFixed(0) : UNKNOWN,
        ...[(t: Trace) => t.collections, (t: Trace) => t.compilations].map((of) =>
          native ? UNKNOWN : String(sum(traces.map(of))),
        ),
      ];
    }),
  };
}

function pieces(all: readonly Drawn[]): Table {
  return {
    title: 'Fixed work: times of a piece',
    head: ['', 'mean, µs', 'σ, µs', 'skewness', 'excess kurtosis', 'longest, µs'],
    lines: all.map(({ title, traces }) => {
      const m = moments(traces.flatMap(({ times }) => times));
      return [title, us(m.mean, 2), us(m.sigma, 2), m.skewness.toFixed(1), m.kurtosis.toFixed(0), us(m.most)];
    }),
  };
}

export const noiseTables = (all: readonly Drawn[], thresholdNs: number): Table[] => [
  accounts(all, thresholdNs),
  counts(all, thresholdNs),
  pieces(all),
];

/** Who shares CPUs with whom. */
export function machineNotes(cpus: readonly number[]): string[] {
  if (cpus.length === 1) {
    return [
      'there is one CPU: proxy, network thread and whatever else there is share it with the measured thread, and that is noise',
    ];
  }
  const others = cpus.slice(0, -1).join(', ');
  return [
    `the measured thread has CPU ${cpus.at(-1)}; proxy, network thread, gateway, the sender of datagrams and all other threads of the process are on CPU ${others}; other processes of the machine are where Linux puts them`,
  ];
}
