// hermit-wasm bench: measures suites, prints their tables, writes reports and compares them.
import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { constants as system } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Suite } from '../../bench/model.js';
import { comparisonText, compareReports, regressions } from '../../bench/report/compare.js';
import type { Report } from '../../bench/report/document.js';
import { type Export, render } from '../../bench/report/exports.js';
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
  const old = checked(values, suites);
  const { report, stopped } = await measure(values, suites, args);
  await writeExports(report, values.export);
  const worse = old ? compared(old, report, values) : 0;
  if (stopped !== null) {
    say(`interrupted: the results until then are kept${values.export.length ? ' and exported' : ''}`);
    return exitCodes.signal + stopped;
  }
  return worse || report.suites.some((suite) => suite.failed.length) ? FAILURE : 0;
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

/** Finds mistakes before minutes are spent; reads the report to compare with. */
function checked(values: BenchValues, suites: readonly Suite[]): Report | null {
  if (values.failAbove !== null && values.compare === null) throw usageError('--fail-above needs --compare OLD.json');
  if (values.export.filter(({ file }) => file === null).length > 1) {
    throw usageError('--export: only one form can go to standard output, give the others a file');
  }
  for (const { file } of values.export) if (file !== null) checkWritable(file);
  try {
    parametersOf(suites, values.parameters);
    return values.compare === null ? null : readReport(values.compare);
  } catch (error) {
    throw usageError((error as Error).message);
  }
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

async function writeExports(report: Report, exports: readonly Export[]): Promise<void> {
  for (const to of exports) {
    const text = await render(report, to);
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
function compared(old: Report, report: Report, { compare, failAbove, export: exports }: BenchValues): number {
  const comparison = compareReports(old, report);
  const text = comparisonText(comparison, compare!);
  if (exports.some(({ file }) => file === null)) write(2, text);
  else print(text);
  if (failAbove === null) return 0;
  const worse = regressions(comparison, failAbove);
  for (const { suite, name, worse: part } of worse) {
    sayError(`${suite}: ${name} got worse by ${(part * 100).toFixed(1)} %, more than ${failAbove * 100} %`);
  }
  return worse.length;
}
