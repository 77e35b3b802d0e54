// What one run of bench/noise/main.c or bench/noise/plain.ts has found.
import { Failed } from '../support/problems.js';
import { type Counts, counted, traced } from './counts.js';
import { type Gap, gapsOf } from './gaps.js';

export interface Trace {
  /** Hourglass: time that was looked at, the shortest gap, all gaps of at least 100 ns up to a limit, and a histogram of all. */
  readonly runNs: number;
  readonly shortestNs: number;
  readonly gaps: readonly Gap[];
  readonly dropped: number;
  readonly bins: readonly number[];
  readonly detours: readonly Gap[];
  readonly detourRunNs: number;
  readonly detourShortestNs: number;
  /** Fixed time: units of work in each quantum. */
  readonly work: readonly number[];
  readonly quantumNs: number;
  /** Fixed work: nanoseconds of each piece. */
  readonly times: readonly number[];
  /** Packets or calls a second that the isle served meanwhile. */
  readonly load: number;
  /** Of the hourglass with its warm-up; what follows was counted during these, and what V8 says during the whole turn. */
  readonly seconds: number;
  /** Of these, seconds that a plain worker's own event loop had. */
  readonly loop: number;
  readonly counts: Counts;
  readonly collections: number;
  readonly compilations: number;
}

/**
 * @param told lines of V8
 * @throws Failed when something is not there
 */
export function readTrace(file: string, told: readonly string[]): Trace {
  const series: Record<string, number[]> = {};
  const texts: Record<'before' | 'after', Record<string, string>> = { before: {}, after: {} };
  for (const line of file.split('\n')) {
    const [, when, name, text] = /^(before|after) (\S+) (.*)$/.exec(line) ?? [];
    if (when === 'before' || when === 'after') texts[when][name!] = `${texts[when][name!] ?? ''}${text}\n`;
    else if (line) {
      const [what, ...values] = line.split(' ');
      series[what!] = values.map(Number);
    }
  }
  const all = (name: string): number[] => {
    const values = series[name];
    if (!values || values.some(Number.isNaN)) throw new Failed(`the program's results lack ${name}`);
    return values;
  };
  const [runNs = 0, shortestNs = 0, dropped = 0] = all('hourglass.facts');
  const [detourRunNs = 0, detourShortestNs = 0] = all('detour.facts');
  return {
    runNs,
    shortestNs,
    dropped,
    gaps: gapsOf(all('hourglass.gaps')),
    bins: all('hourglass.bins'),
    detours: gapsOf(all('detour.detours')),
    detourRunNs,
    detourShortestNs,
    work: all('ftq.work'),
    quantumNs: all('ftq.facts')[0]!,
    times: all('fwq.times'),
    load: all('load')[0]!,
    seconds: all('seconds')[0]!,
    loop: series['loop']?.[0] ?? 0,
    counts: counted(texts.before, texts.after),
    ...traced(told),
  };
}
