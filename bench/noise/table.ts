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

function line({ title, traces }: Drawn, thresholdNs: number): string {
  const noise = traces.map(({ gaps, runNs }) => (gapPercent(gaps, runNs, thresholdNs) * runNs) / 100);
  const runtime = sum(traces.map(({ runNs }) => runNs));
  const single = Math.max(0, ...traces.flatMap(({ gaps }) => gaps.map(({ ns }) => ns)));
  const both = ({ voluntary, involuntary }: Counts): number | null =>
    voluntary === null || involuntary === null ? null : voluntary + involuntary;
  const us = (ns: number): string => (ns / 1000).toFixed(0);
  const load = mean(traces.map((t) => t.load));
  return [
    `${title}: runtime ${us(runtime)} µs`,
    `noise ${us(sum(noise))} µs`,
    `${(100 * (1 - sum(noise) / runtime)).toFixed(3)} % available`,
    `max noise ${us(Math.max(...noise))} µs a run`,
    `max single ${us(single)} µs`,
    `HW ${UNKNOWN}`,
    `NMI ${rate(traces, (c) => c.nmi)}/s`,
    `IRQ ${rate(traces, (c) => c.irq)}/s`,
    `softirq ${rate(traces, (c) => c.softirq)}/s`,
    `thread ${rate(traces, both)}/s (${rate(traces, (c) => c.involuntary)}/s against its will)`,
    `steal ${rate(traces, (c) => c.steal)} ticks/s`,
    `garbage collections ${sum(traces.map((t) => t.collections))}`,
    `compilations ${sum(traces.map((t) => t.compilations))}`,
    ...(load ? [`load ${load.toFixed(0)}/s`] : []),
  ].join(', ');
}

/** A line a contestant. Runtime to max single are the hourglass's; what is counted is so during all four measures. */
export const noiseTable = (all: readonly Drawn[], thresholdNs: number): string[] =>
  all.map((one) =>
    line(one, thresholdNs).replace(/^native(.*?): runtime(.*), garbage.*?, compilations \d+/, 'native$1: runtime$2'),
  );

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
