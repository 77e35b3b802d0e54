// Where noise came from, with the columns of `rtla osnoise`.
import { mean } from '../support/statistics.js';
import { gapPercent } from './gaps.js';
import type { Counts } from './counts.js';
import type { Drawn } from './plots.js';
import type { Trace } from './trace.js';

const UNKNOWN = '–';

/** Mean number a second of what was counted, if it was in every run. */
function rate(traces: readonly Trace[], what: (counts: Counts) => number | null): string {
  const rates = traces.map(({ counts, seconds }) => {
    const count = what(counts);
    return count === null ? null : count / seconds;
  });
  const known = rates.filter((value) => value !== null);
  return known.length === rates.length && known.length
    ? mean(known).toFixed(known.every((v) => v === 0) ? 0 : 1)
    : UNKNOWN;
}

const sum = (values: readonly number[]): number => values.reduce((total, v) => total + v, 0);

/** Parts of the time, in per cent; null where one is not known. */
export interface Parts {
  noise: number;
  /** Other threads had the CPU while this one was ready (Linux's run delay). */
  threads: number | null;
  /** A plain worker's event loop had it. */
  loop: number;
  /** What is left: interrupts with what Linux does in them, and a host that took the CPU. */
  rest: number | null;
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
  const rest = threads === null ? null : Math.max(0, noise - threads - loop);
  const irqs = all(traces.map((t) => t.counts.irq));
  const each = rest === null || !irqs ? null : (rest * seconds * 1e4) / irqs;
  return { noise, threads, loop, rest, each };
}

function line({ title, traces }: Drawn, thresholdNs: number): string {
  const noise = traces.map(({ gaps, runNs }) => (gapPercent(gaps, runNs, thresholdNs) * runNs) / 100);
  const runtime = sum(traces.map(({ runNs }) => runNs));
  const single = Math.max(0, ...traces.flatMap(({ gaps }) => gaps.map(({ ns }) => ns)));
  const us = (ns: number): string => (ns / 1000).toFixed(0);
  const percent = (value: number | null): string => (value === null ? UNKNOWN : `${value.toFixed(3)} %`);
  const load = mean(traces.map((t) => t.load));
  const parts = partsOf(traces, thresholdNs);
  return [
    `${title}: runtime ${us(runtime)} µs`,
    `noise ${us(sum(noise))} µs`,
    `${(100 * (1 - sum(noise) / runtime)).toFixed(3)} % available`,
    `max noise ${us(Math.max(...noise))} µs a turn`,
    `max single ${us(single)} µs`,
    `HW ${UNKNOWN}`,
    `NMI ${rate(traces, (c) => c.nmi)}/s`,
    `IRQ ${rate(traces, (c) => c.irq)}/s (ticks ${rate(traces, (c) => c.timer)}/s)`,
    `softirq ${rate(traces, (c) => c.softirq)}/s`,
    `thread ${rate(traces, (c) => c.involuntary)}/s`,
    `steal ${rate(traces, (c) => c.steal)} ticks/s`,
    `garbage collections ${sum(traces.map((t) => t.collections))}`,
    `compilations ${sum(traces.map((t) => t.compilations))}`,
    ...(load ? [`load ${load.toFixed(0)}/s`] : []),
    `noise of ${percent(parts.noise)} is other threads ${percent(parts.threads)}` +
      (parts.loop ? ` + its event loop ${percent(parts.loop)}` : '') +
      ` + interrupts and the rest ${percent(parts.rest)}` +
      (parts.each === null ? '' : `, ${parts.each.toFixed(1)} µs an interrupt`),
  ].join(', ');
}

/** A line a contestant: what is counted is so during the hourglass, but for what V8 did, which is of the whole turn. */
export const noiseTable = (all: readonly Drawn[], thresholdNs: number): string[] =>
  all.map((one) => line(one, thresholdNs).replace(/^(native.*), garbage.*?, compilations \d+/, '$1'));

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
