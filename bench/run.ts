// Runs suites one after the other and makes a report of what they give.
//
// The same C source is compiled to an image and with gcc -O3; both run by turns in one run, on the same CPUs, and are compared turn by
// turn. The suites are no tests: whether bars were reached changes no exit code.
import type { Context, Suite, SuiteResult } from './model.js';
import { FORMAT, FORMAT_VERSION, type Report, type SuiteReport } from './report/document.js';
import { makeContext } from './support/context.js';
import { allowedCpus, doubts, environment, watchConditions } from './support/environment.js';
import { parametersOf, type Setting } from './support/ranges.js';

export const DEFAULT_ROUNDS = 7;
export const DEFAULT_WARM_UP = 1;
const LEAST_ROUNDS = 3;
const MOST_ROUNDS = 101;
/** A suite may take this many times the seconds that it states before its rounds become fewer, where nobody asked for rounds or time. */
const PATIENCE = 2;
/** Seconds of a run where nobody asked for rounds or time: suites that state more altogether get fewer rounds. */
const DEFAULT_TIME = 570;

export interface BenchRequest {
  suites: readonly Suite[];
  /** Null: DEFAULT_ROUNDS, or as many as fit the time. */
  rounds: number | null;
  warmUp: number;
  /** Seconds for the whole run. */
  time: number | null;
  /** Null: the number of CPUs. */
  threads: number | null;
  isles: number | null;
  settings: readonly Setting[];
  command: readonly string[];
  signal: AbortSignal;
}

/** Who hears of it while it runs. */
export interface Listener {
  began?(report: Report): void;
  progress?(place: Place): void;
  note?(suite: string, text: string): void;
  finished?(suite: SuiteReport): void;
}

export interface Place {
  suite: string;
  /** Part of the whole run that is done, by the suites' own estimates. */
  part: number;
  what: string;
}

interface Share {
  rounds: number;
  seconds: number;
}

/** A suite's rounds and seconds. What others left of a given time is shared out by the seconds that suites state. */
export function shareOf(
  suite: Pick<Suite, 'seconds'>,
  rest: readonly Pick<Suite, 'seconds'>[],
  { rounds, time }: Pick<BenchRequest, 'rounds' | 'time'>,
  elapsed: number,
): Share {
  if (time === null) {
    return rounds === null
      ? { rounds: DEFAULT_ROUNDS, seconds: suite.seconds * PATIENCE }
      : { rounds, seconds: Number.POSITIVE_INFINITY };
  }
  const stated = rest.reduce((sum, s) => sum + s.seconds, 0);
  const seconds = Math.max(0, time - elapsed) * (suite.seconds / stated);
  const fit = Math.floor((DEFAULT_ROUNDS * seconds) / suite.seconds);
  return { rounds: rounds ?? Math.min(MOST_ROUNDS, Math.max(LEAST_ROUNDS, fit)), seconds };
}

/** @throws Error for parameters that the suites do not have */
export async function runBench(request: BenchRequest, listener: Listener = {}): Promise<Report> {
  const { suites, signal, settings } = request;
  const parameters = parametersOf(suites, settings);
  const conditions = watchConditions();
  const cpus = allowedCpus();
  const machine = await environment(signal);
  const begun = performance.now();
  const elapsed = (): number => (performance.now() - begun) / 1000;
  const stated = suites.reduce((sum, s) => sum + s.seconds, 0);
  const time = request.time ?? (request.rounds === null && stated > DEFAULT_TIME ? DEFAULT_TIME : null);
  const done: SuiteReport[] = [];
  const report = (): Report => ({
    format: FORMAT,
    version: FORMAT_VERSION,
    environment: machine,
    settings: {
      command: request.command,
      rounds: request.rounds,
      warmUp: request.warmUp,
      time: request.time,
      threads: request.threads ?? cpus.length,
      isles: request.isles ?? cpus.length,
    },
    conditions: conditions(),
    interrupted: signal.aborted,
    suites: done,
  });
  listener.began?.(report());
  for (const [i, suite] of suites.entries()) {
    if (signal.aborted) break;
    const before = suites.slice(0, i).reduce((sum, s) => sum + s.seconds, 0);
    const share = shareOf(suite, suites.slice(i), { rounds: request.rounds, time }, elapsed());
    const finished = await runSuite(suite, {
      cpus,
      warmUp: request.warmUp,
      ...share,
      deadline: performance.now() + share.seconds * 1000,
      threads: request.threads ?? cpus.length,
      isles: request.isles ?? cpus.length,
      parameters: parameters.get(suite.name)!,
      signal,
      first: i === 0,
      progress: (part, what) =>
        listener.progress?.({ suite: suite.name, part: (before + suite.seconds * part) / stated, what }),
      note: (text) => listener.note?.(suite.name, text),
    });
    done.push(finished);
    listener.finished?.(finished);
  }
  return report();
}

interface SuiteRun extends Omit<Context, 'progress' | 'note' | 'attempt'> {
  /** Nothing was measured before it. */
  first: boolean;
  progress(part: number, what: string): void;
  note(text: string): void;
}

async function runSuite(suite: Suite, run: SuiteRun): Promise<SuiteReport> {
  const { name, title, about, needs } = suite;
  const notes = new Set<string>();
  const failed: string[] = [];
  const note = (text: string): void => {
    if (!notes.has(text)) run.note(text);
    notes.add(text);
  };
  const context = makeContext({
    ...run,
    note,
    failed: (what) => failed.push(what),
    progress: (done, total, what) => run.progress(total > 0 ? Math.min(1, done / total) : 0, what),
  });
  const conditions = watchConditions();
  run.progress(0, 'compiling');
  let result: SuiteResult | null = null;
  if (needs?.cpus && run.cpus.length < needs.cpus)
    note(
      `skipped: it needs ${needs.cpus} CPUs, and there ${run.cpus.length === 1 ? 'is one' : `are ${run.cpus.length}`}`,
    );
  else result = await context.attempt(name, () => suite.run(context));
  const seen = conditions();
  for (const remark of result?.notes ?? []) note(remark);
  if (run.signal.aborted) note('interrupted: what was gathered until then');
  return {
    name,
    title,
    about,
    rounds: run.rounds,
    parameters: run.parameters,
    rows: result?.rows ?? [],
    plots: result?.plots ?? [],
    tables: result?.tables ?? [],
    notes: [...notes],
    doubts: doubts(seen, run.cpus.length, run.first),
    failed,
    conditions: seen,
    samples: result?.samples ?? null,
  };
}
