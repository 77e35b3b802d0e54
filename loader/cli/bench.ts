// hermit-wasm bench: measures suites, prints their tables, writes reports and compares them.
import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { constants as system } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Suite } from '../../bench/model.js';
import { comparisonText, compareReports, regressions } from '../../bench/report/compare.js';
import type { Report } from '../../bench/report/document.js';
import { type Against, type Export, render } from '../../bench/report/exports.js';
import { needPlots } from '../parts.js';
import { readReport } from '../../bench/report/json.js';
import { machineLines, suiteTable } from '../../bench/report/table.js';
import { DEFAULT_ROUNDS, runBench } from '../../bench/run.js';
import { loadSuite, suiteNames } from '../../bench/suites.js';
import { parametersOf } from '../../bench/support/ranges.js';
import { HermitError } from '../../runtime/errors.js';
import { benchOptions } from './bench-options.js';
import { exitCodes } from './errors.js';
import { print, say, sayError, write } from './output.js';
import { nearest, parse, usageError, type Values } from './parse.js';
import { Progress } from './progress.js';

type BenchValues = Values<typeof benchOptions>;

/** A benchmark that failed, or a median that got worse. */
const FAILURE = 1;

export async function benchCommand(args: string[]): Promise<number> {
  const { values, operands } = parse(benchOptions, args);
  if (values.help) {
    (require('./commands.js') as typeof import('./commands.js')).showHelp('bench');
    return 0;
  }
  const suites = chosen(operands, values.list);
  if (values.list) {
    print(listing(suites));
    return 0;
  }
  const { old, kept } = checked(values, suites, operands);
  const { report, stopped } = kept
    ? { report: told(kept, values), stopped: null }
    : await measure(values, suites, args);
  const against = old && { file: values.compare!, comparison: compareReports(old, report) };
  await writeExports(report, values.export, against);
  const worse = against ? compared(against, values) : 0;
  if (stopped !== null) {
    say(`interrupted: the results until then are kept${values.export.length ? ' and exported' : ''}`);
    return exitCodes.signal + stopped;
  }
  const failed = !kept && report.suites.some((suite) => suite.failed.length);
  return worse || failed ? FAILURE : 0;
}

/** Suites by their names in the order of the list; all that a plain run has where none is named. */
function chosen(names: readonly string[], all: boolean): Suite[] {
  const unknown = names.find((name) => !suiteNames.includes(name));
  if (unknown !== undefined) {
    const near = nearest(unknown, suiteNames);
    throw usageError(
      `unknown suite ${unknown}${near ? `: did you mean ${near}?` : `, expected some of ${suiteNames.join(', ')}`}`,
    );
  }
  const wanted = names.length ? suiteNames.filter((name) => names.includes(name)) : suiteNames;
  const suites = wanted.map(loadSuite);
  return names.length || all ? suites : suites.filter((suite) => !suite.onRequest);
}

interface Reports {
  /** To compare with. */
  old: Report | null;
  /** Taken instead of a measurement. */
  kept: Report | null;
}

/** Finds mistakes before minutes are spent; reads the reports that are named. */
function checked(values: BenchValues, suites: readonly Suite[], names: readonly string[]): Reports {
  if (values.failAbove !== null && values.compare === null) throw usageError('--fail-above needs --compare OLD.json');
  if (values.export.filter(({ file }) => file === null).length > 1) {
    throw usageError('--export: only one form can go to standard output, give the others a file');
  }
  for (const { file } of values.export) if (file !== null) checkWritable(file);
  if (values.export.some(({ form }) => form === 'html' || form === 'svg')) needPlots();
  try {
    parametersOf(suites, values.parameters);
    return {
      old: values.compare === null ? null : readReport(values.compare),
      kept: values.from === null ? null : keptReport(values, names),
    };
  } catch (error) {
    throw usageError((error as Error).message);
  }
}

/** The report of --from, with all its suites or those that are named. */
function keptReport(values: BenchValues, names: readonly string[]): Report {
  const { rounds, time, threads, isles, parameters } = values;
  if ([rounds, time, threads, isles].some((value) => value !== null) || parameters.length) {
    throw new Error('--from measures nothing: leave out -r, --time, --threads, --isles and -P');
  }
  const report = readReport(values.from!);
  const missing = names.find((name) => !report.suites.some((suite) => suite.name === name));
  if (missing !== undefined) {
    throw new Error(`${values.from}: no suite ${missing} in it, only ${report.suites.map((s) => s.name).join(', ')}`);
  }
  return names.length ? { ...report, suites: report.suites.filter(({ name }) => names.includes(name)) } : report;
}

/** Prints a kept report's tables. */
function told(report: Report, { quiet, export: exports }: BenchValues): Report {
  const text = `${machineLines(report.environment).join('\n')}\n\n${report.suites.map(suiteTable).join('')}`;
  if (!quiet) write(exports.some(({ file }) => file === null) ? 2 : 1, text);
  return report;
}

function checkWritable(file: string): void {
  try {
    accessSync(dirname(resolve(file)), constants.W_OK);
  } catch {
    throw usageError(`--export ${file}: cannot write into ${dirname(resolve(file))}`);
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw usageError(`--export ${file}: it is a directory`);
}

function listing(suites: readonly Suite[]): string {
  const lines = suites.flatMap(({ name, title, seconds, onRequest, needs, parameters }) => [
    `${name.padEnd(10)}${title}`,
    `${' '.repeat(10)}about ${seconds} s${needs?.cpus ? `, needs ${needs.cpus} CPUs` : ''}${onRequest ? ', only if it is named' : ''}`,
    ...Object.entries(parameters ?? {}).map(
      ([key, p]) => `${' '.repeat(10)}-P ${key}=${p.default.join(',')}  ${p.help}, ${p.least} to ${p.most}`,
    ),
  ]);
  return `${lines.join('\n')}\n`;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

async function measure(
  values: BenchValues,
  suites: readonly Suite[],
  args: readonly string[],
): Promise<{ report: Report; stopped: number | null }> {
  const abort = new AbortController();
  let stopped: number | null = null;
  for (const name of signals) {
    process.on(name, () => {
      // The second one does not wait for what the first began to write.
      if (stopped !== null) process.exit(exitCodes.signal + system.signals[name]);
      stopped = system.signals[name];
      abort.abort();
    });
  }
  const progress = new Progress(!values.quiet);
  // A report on standard output stands there alone.
  const tables = values.export.some(({ file }) => file === null) ? 2 : 1;
  const tell = (text: string): void => {
    if (values.quiet) return;
    progress.clear();
    if (tables === 1) print(text);
    else write(2, text);
  };
  const { rounds, warmUp, time, threads, isles, parameters } = values;
  const report = await runBench(
    { suites, rounds, warmUp, time, threads, isles, settings: parameters, command: args, signal: abort.signal },
    {
      began: ({ environment, conditions }) =>
        tell(
          `${machineLines(environment).join('\n')}\n` +
            `load ${conditions.loadBefore.toFixed(2)}, clock steps of ${environment.clockResolutionNs} ns, ` +
            `medians of ${rounds ?? (time === null ? DEFAULT_ROUNDS : 'as many rounds as fit')}, 95 % confidence\n\n`,
        ),
      progress: ({ suite, part, what }) => progress.show(part, `${suite}: ${what}`),
      finished: (suite) => tell(suiteTable(suite)),
    },
  );
  progress.clear();
  return { report, stopped };
}

async function writeExports(report: Report, exports: readonly Export[], against: Against | null): Promise<void> {
  for (const to of exports) {
    const text = await render(report, to, against ?? undefined);
    if (to.file === null) print(text);
    else {
      try {
        writeFileSync(to.file, text);
      } catch (error) {
        throw new HermitError('HERMIT_EOUTPUT', `could not write ${to.file}: ${(error as Error).message}`);
      }
    }
  }
}

/** Prints the comparison; how many medians are too much worse. */
function compared({ file, comparison }: Against, { failAbove, export: exports }: BenchValues): number {
  const text = comparisonText(comparison, file);
  if (exports.some(({ file }) => file === null)) write(2, text);
  else print(text);
  if (failAbove === null) return 0;
  const worse = regressions(comparison, failAbove);
  for (const { suite, name, worse: part } of worse) {
    sayError(`${suite}: ${name} got worse by ${(part * 100).toFixed(1)} %, more than ${failAbove * 100} %`);
  }
  return worse.length;
}
