// A report as JSON and back. Reading checks that it is one and of this version: figures of another version may mean something else.
import { readFileSync } from 'node:fs';
import type { Row } from '../model.js';
import { FORMAT, FORMAT_VERSION, type Report } from './document.js';

export const toJson = (report: Report): string => `${JSON.stringify(report, null, 1)}\n`;

/** Digits of samples that are kept where a report is to be small. */
const DIGITS = 6;

/** Without what only plots need: rows with their samples, a line each, so that two kept reports differ by lines. */
export function toRowsJson({ suites, ...rest }: Report): string {
  const rounded = (samples: readonly number[]): number[] => samples.map((v) => Number(v.toPrecision(DIGITS)));
  const brief = ({ samples, ...row }: Row): unknown =>
    samples
      ? { ...row, samples: { image: rounded(samples.image), native: samples.native && rounded(samples.native) } }
      : row;
  const texts = suites.map(({ rows, ...suite }) => {
    const head = JSON.stringify({ ...suite, plots: [], samples: null }).slice(0, -1);
    return `${head},"rows":[\n${rows.map((row) => JSON.stringify(brief(row))).join(',\n')}\n]}`;
  });
  return `${JSON.stringify(rest).slice(0, -1)},"suites":[\n${texts.join(',\n')}\n]}\n`;
}

/** @throws Error with the file's name that says what was expected and what came */
export function readReport(file: string): Report {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`${file}: not readable (${code ?? message})`, { cause: error });
  }
  return parseReport(text, file);
}

export function parseReport(text: string, file: string): Report {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${file}: expected a report written by \`hermit-wasm bench --export FILE.json\`, this is not JSON`);
  }
  const { format, version, suites, environment, results } = (value ?? {}) as Partial<Report> & { results?: unknown };
  if (format !== FORMAT) {
    // The first form had neither a name nor a version.
    if (environment && results) throw new Error(otherVersion(file, 1));
    throw new Error(`${file}: expected a report written by \`hermit-wasm bench --export FILE.json\``);
  }
  if (version !== FORMAT_VERSION) throw new Error(otherVersion(file, version));
  if (!Array.isArray(suites) || !suites.every(isSuite))
    throw new Error(`${file}: the report is damaged: its suites are not whole`);
  return value as Report;
}

const otherVersion = (file: string, version: unknown): string =>
  `${file}: a report of format version ${String(version)}, this command reads version ${FORMAT_VERSION}; measure again with ` +
  'this version, or compare with the version that wrote it';

const isSuite = (suite: unknown): boolean => {
  const { name, rows } = (suite ?? {}) as { name?: unknown; rows?: unknown };
  return typeof name === 'string' && Array.isArray(rows) && rows.every(isRow);
};

const isRow = (row: unknown): boolean => {
  const { name, unit, value } = (row ?? {}) as Partial<Row>;
  return typeof name === 'string' && typeof unit === 'string' && (value === null || typeof value === 'number');
};
