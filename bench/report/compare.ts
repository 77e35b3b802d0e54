// Two reports of the same suites: which medians changed, and whether that can be chance.
import type { Row } from '../model.js';
import { number } from '../support/rows.js';
import { mannWhitney, median, ratios } from '../support/statistics.js';
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
  /** By how much it got worse, in parts of the old median; negative where it got better. */
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
  const more = now.better === 'more';
  return {
    suite,
    name: now.name,
    unit: pair?.unit ?? now.unit,
    old: before,
    now: after,
    // Half of the throughput is as bad as double of the time.
    worse: more ? (after === 0 ? Number.POSITIVE_INFINITY : before / after - 1) : after / before - 1,
    chance: pair && pair.old.length > 1 && pair.now.length > 1 ? mannWhitney(pair.old, pair.now) : null,
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

/** `worse` as people say it: of times and ratios how much they grew, of rates how much they shrank. */
const said = (c: Change): string => percent(c.now / c.old - 1);

function judgement(c: Change): string {
  if (c.noisy) return 'too noisy to tell';
  if (c.chance === null) return '';
  if (!significant(c)) return 'may be chance';
  return c.worse > 0 ? 'WORSE' : 'better';
}

export function comparisonText({ changes, onlyOld, onlyNow, remarks }: Comparison, file: string): string {
  const lines = [`Compared with ${file}`];
  for (const remark of remarks) lines.push(`  other circumstances: ${remark}`);
  if (changes.length) {
    const head = ['', 'then', 'now', '', 'change', 'chance', ''];
    const rows = changes.map((c) => [
      `${c.suite}: ${c.name}`,
      number(c.old),
      number(c.now),
      c.unit,
      said(c),
      c.chance === null ? '' : c.chance < 0.001 ? '<0.001' : c.chance.toFixed(3),
      judgement(c),
    ]);
    lines.push(...columns([head, ...rows], new Set([0, 3, 6])));
  } else lines.push('  no row is in both');
  if (onlyOld.length) lines.push(`  only then: ${onlyOld.join('; ')}`);
  if (onlyNow.length) lines.push(`  only now: ${onlyNow.join('; ')}`);
  return `${lines.join('\n')}\n`;
}
