// Two reports of the same suites: which medians changed, and whether that can be chance.
import type { Interval, Row } from '../model.js';
import { cliff, factor, mannWhitney, median, ratios } from '../support/statistics.js';
import { quantity } from './cells.js';
import type { Report } from './document.js';
import { columns } from './table.js';

/** Probability of chance below which a change counts. A run has about a hundred rows: at 0.05 five would change every time. */
export const SIGNIFICANT = 0.01;

export interface Change {
  suite: string;
  name: string;
  unit: string;
  /** Medians of what is compared. */
  old: number;
  now: number;
  /** What is now by what was then: the median over all pairs of samples; that of the medians where there are no samples. */
  times: number;
  /** Confidence interval of that, 95 %. */
  spread: Interval | null;
  /** Cliff's delta: -1 where all samples are smaller now, 1 where all are larger; null where there are no samples. */
  effect: number | null;
  better: 'less' | 'more';
  /** By how much it got worse, in parts of what was then; negative where it got better. */
  worse: number;
  /** Probability that it is chance; null where there are no samples to tell. */
  chance: number | null;
  /** One of the two runs says that the row was measured amid noise. */
  noisy: boolean;
}

export interface Comparison {
  changes: readonly Change[];
  /** `suite: row` that only one of them has. */
  onlyOld: readonly string[];
  onlyNow: readonly string[];
  /** Why the two may not be comparable. */
  remarks: readonly string[];
}

/** Ratios to a native program where both rows have them: they withstand a machine that is faster today. Else the image's own samples. */
function comparable(old: Row, now: Row): { unit: string; old: readonly number[]; now: readonly number[] } | null {
  if (!old.samples || !now.samples) return null;
  const [a, b] = [old.samples, now.samples];
  if (old.ratio && now.ratio && a.native?.length && b.native?.length) {
    return { unit: '×', old: ratios(a.image, a.native), now: ratios(b.image, b.native) };
  }
  return old.unit === now.unit && a.image.length && b.image.length
    ? { unit: now.unit, old: a.image, now: b.image }
    : null;
}

function change(suite: string, old: Row, now: Row): Change | null {
  const pair = comparable(old, now);
  const before = pair ? median(pair.old) : (old.value ?? old.image);
  const after = pair ? median(pair.now) : (now.value ?? now.image);
  if (before === null || after === null || before === 0) return null;
  const sure = pair && pair.old.length > 1 && pair.now.length > 1 ? pair : null;
  const shift = sure && factor(sure.old, sure.now);
  const times = shift?.value ?? after / before;
  const more = now.better === 'more';
  return {
    suite,
    name: now.name,
    unit: pair?.unit ?? now.unit,
    old: before,
    now: after,
    times,
    spread: shift?.spread ?? null,
    effect: sure && cliff(sure.old, sure.now),
    better: more ? 'more' : 'less',
    // Half of the throughput is as bad as double of the time.
    worse: more ? (times === 0 ? Number.POSITIVE_INFINITY : 1 / times - 1) : times - 1,
    chance: sure && mannWhitney(sure.old, sure.now),
    noisy: old.noise !== undefined || now.noise !== undefined,
  };
}

export function compareReports(old: Report, now: Report): Comparison {
  const rowsOf = (report: Report): Map<string, { suite: string; row: Row }> =>
    new Map(
      report.suites.flatMap(({ name, rows }) => rows.map((row) => [`${name}: ${row.name}`, { suite: name, row }])),
    );
  const [before, after] = [rowsOf(old), rowsOf(now)];
  const measured = new Set(now.suites.map(({ name }) => name));
  const remarks = (['cpu', 'kernel', 'node', 'gcc', 'governor'] as const)
    .filter((key) => old.environment[key] !== now.environment[key])
    .map((key) => `${key}: ${old.environment[key] ?? 'none'} then, ${now.environment[key] ?? 'none'} now`);
  if (old.environment.cpus.length !== now.environment.cpus.length) {
    remarks.push(`CPUs: ${old.environment.cpus.length} then, ${now.environment.cpus.length} now`);
  }
  return {
    changes: [...after].flatMap(([key, { suite, row }]) => {
      const earlier = before.get(key);
      return (earlier && change(suite, earlier.row, row)) || [];
    }),
    // Suites that were not asked for this time are not missing.
    onlyOld: [...before.keys()].filter((key) => !after.has(key) && measured.has(before.get(key)!.suite)),
    onlyNow: [...after.keys()].filter((key) => !before.has(key)),
    remarks,
  };
}

export const significant = ({ chance, noisy }: Change): boolean => chance !== null && chance < SIGNIFICANT && !noisy;

/** What got worse by more than a part, surely. */
export const regressions = ({ changes }: Comparison, part: number): Change[] =>
  changes.filter((c) => c.worse > part && significant(c));

const percent = (part: number): string => `${part > 0 ? '+' : part < 0 ? '−' : ''}${Math.abs(part * 100).toFixed(1)} %`;

/** Of at least so much of Cliff's delta they speak (Romano and others 2006). */
const sizes = [
  [0.474, 'large'],
  [0.33, 'medium'],
  [0.147, 'small'],
  [0, 'negligible'],
] as const;

export function judgement(c: Change): string {
  if (c.noisy) return 'too noisy to tell';
  if (c.chance === null) return '';
  if (!significant(c)) return 'may be chance';
  return c.worse > 0 ? 'WORSE' : 'better';
}

const chanceText = (chance: number | null): string =>
  chance === null ? '' : chance < 0.001 ? '<0.001' : chance.toFixed(3);

export function effectText({ effect }: Change): string {
  if (effect === null) return '';
  const word = sizes.find(([least]) => Math.abs(effect) >= least)![1];
  return `${effect < 0 ? '−' : ''}${Math.abs(effect).toFixed(2)} ${word}`;
}

/** Columns of a comparison, and which of them are texts. */
export const CHANGE_HEAD = ['', 'then', 'now', 'change', '95 %', 'effect', 'chance', ''] as const;
export const CHANGE_TEXT: ReadonlySet<number> = new Set([0, 4, 5, 7]);

export function changeCells(c: Change): string[] {
  return [
    `${c.suite}: ${c.name}`,
    quantity(c.old, c.unit),
    quantity(c.now, c.unit),
    percent(c.times - 1),
    c.spread ? `${percent(c.spread.low - 1)} to ${percent(c.spread.high - 1)}` : '',
    effectText(c),
    chanceText(c.chance),
    judgement(c),
  ];
}

export function comparisonText({ changes, onlyOld, onlyNow, remarks }: Comparison, file: string): string {
  const lines = [`Compared with ${file}`];
  for (const remark of remarks) lines.push(`  other circumstances: ${remark}`);
  if (changes.length) lines.push(...columns([CHANGE_HEAD, ...changes.map(changeCells)], CHANGE_TEXT));
  else lines.push('  no row is in both');
  if (onlyOld.length) lines.push(`  only then: ${onlyOld.join('; ')}`);
  if (onlyNow.length) lines.push(`  only now: ${onlyNow.join('; ')}`);
  return `${lines.join('\n')}\n`;
}
