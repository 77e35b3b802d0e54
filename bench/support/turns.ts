// Long-lived programs that measure by turns of some milliseconds. Each reads names on standard input and answers every one with a
// figure. While one works the others are stopped by signal, polling threads and all, so nobody takes its CPUs away. A machine that
// changes its speed for seconds does so for all: sample i of one is comparable with sample i of another, whatever the hour.
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Context } from '../model.js';
import { commandLine, folder } from './build.js';
import { Failed, Interrupted } from './problems.js';
import { endGroup, startGroup } from './groups.js';
import { ending } from './process.js';
import type { Gathered } from './programs.js';

/** Seconds for one figure. */
const TIME_LIMIT = 60;
/** Turns of each name below which no budget goes. */
const LEAST_TURNS = 6;

export interface TurnCommand {
  /** For notes: what failed. */
  name: string;
  /** Of taskset. */
  argv: readonly string[];
  env: NodeJS.ProcessEnv;
  /**
   * Told when a turn that counts is over, with lines that were printed in it and are neither `ready` nor a number: what V8 says with flags
   * as --trace-gc. It breaks its lines anywhere, so such a program begins a new one before it answers.
   */
  after?: (told: readonly string[]) => void;
}

/** What starts the image, null where there is none, with options of `hermit-wasm run`, on CPUs of the whole process. */
export const imageCommand = (
  file: string | null,
  cpus: readonly number[],
  options: readonly string[],
  args: readonly string[] = [],
  name = 'image',
): TurnCommand | null =>
  file === null
    ? null
    : {
        name,
        argv: ['-c', cpus.join(','), process.execPath, commandLine, 'run', ...options, file, ...args],
        env: process.env,
      };

export const nativeCommand = (
  file: string | null,
  cpus: readonly number[],
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
  name = 'native',
): TurnCommand | null =>
  file === null ? null : { name, argv: ['-c', cpus.join(','), file, ...args], env: { ...process.env, ...env } };

/** A signal reaches a process's threads one after the other; those that wait in the kernel count as stopped at once. */
const isStopped = (pid: number): boolean => /^State:\s*[TtXZ]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

const isAnswer = (line: string): boolean => line === 'ready' || (line !== '' && Number.isFinite(Number(line)));

class Contestant {
  readonly #child: ChildProcess;
  /** Lines of this turn that are no answers. */
  told: string[] = [];
  private readonly talkative: boolean;
  #said = '';
  #wrong = '';
  #waiting: { resolve(line: string): void; reject(error: Error): void } | undefined;
  #failure: Error | undefined;

  constructor(
    { argv, env, after }: TurnCommand,
    private readonly signal: AbortSignal,
  ) {
    this.talkative = after !== undefined;
    const child = startGroup('taskset', argv, { cwd: folder(), env, stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin!.on('error', () => {});
    child.stdout!.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#wrong += text));
    child.on('error', (error) => this.#fail(new Failed(`taskset: ${error.message}`)));
    child.on('close', (code, by) => this.#fail(new Failed(ending(code, by, this.#wrong))));
    signal.addEventListener('abort', this.#interrupt);
    this.#child = child;
  }

  readonly #interrupt = (): void => {
    this.#fail(new Interrupted());
    this.end();
  };

  #hear(text: string): void {
    this.#said += text;
    for (let end = this.#said.indexOf('\n'); end >= 0 && this.#waiting; end = this.#said.indexOf('\n')) {
      const line = this.#said.slice(0, end);
      this.#said = this.#said.slice(end + 1);
      if (this.talkative && !isAnswer(line)) this.told.push(line);
      else {
        this.#waiting.resolve(line);
        this.#waiting = undefined;
      }
    }
  }

  #fail(why: Error): void {
    this.#failure ??= why;
    this.#waiting?.reject(this.#failure);
    this.#waiting = undefined;
  }

  /** The answer to a line, or the first line that the program says by itself. */
  async ask(line: string): Promise<string> {
    if (this.#failure) throw this.#failure;
    const answer = new Promise<string>((resolve, reject) => (this.#waiting = { resolve, reject }));
    const late = new Failed(line ? `no answer to "${line}" in ${TIME_LIMIT} s` : `not ready in ${TIME_LIMIT} s`);
    const timer = setTimeout(() => this.#fail(late), TIME_LIMIT * 1000);
    if (line) this.#child.stdin!.write(`${line}\n`);
    if (this.#said) this.#hear('');
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
    }
  }

  #signal(name: NodeJS.Signals): void {
    if (this.#failure) throw this.#failure;
    process.kill(-this.#child.pid!, name);
  }

  stop(): void {
    this.#signal('SIGSTOP');
    while (!isStopped(this.#child.pid!));
  }

  go(): void {
    this.#signal('SIGCONT');
  }

  end(): void {
    this.signal.removeEventListener('abort', this.#interrupt);
    if (this.#child.exitCode === null && this.#child.signalCode === null) endGroup(this.#child);
  }
}

async function begin(command: TurnCommand, signal: AbortSignal): Promise<Contestant> {
  const contestant = new Contestant(command, signal);
  try {
    // It is ready when it says so.
    await contestant.ask('');
    contestant.stop();
    return contestant;
  } catch (error) {
    contestant.end();
    throw error;
  }
}

async function turnOf(contestant: Contestant, name: string): Promise<number> {
  contestant.told = [];
  contestant.go();
  const answer = await contestant.ask(name);
  const figure = Number(answer);
  if (!answer.trim() || Number.isNaN(figure)) throw new Failed(`expected a number for "${name}", got "${answer}"`);
  contestant.stop();
  return figure;
}

export interface FineTurns {
  /** For the progress line and notes. */
  what: string;
  /** Asked for one after the other. */
  names: readonly string[];
  /** Of each name, or of the one given. */
  turns: number | ((name: string) => number);
  /**
   * Times that the turns are spread over, each with fresh processes: what differs from process to process, as the pages that Linux gives, or from
   * one minute of the machine to the next, is in the interval then. 1 unless given.
   */
  passes?: number;
}

/**
 * Starts the commands and lets them measure each of `names` as many times as `turns` says, the first one being another in every turn. A first answer to
 * each name does not count. A command that fails drops out, with a note. When the suite's time is over each name has fewer turns.
 * @param commands null stands for a program that is absent.
 * @returns for each command, by name, its samples in the order of the turns; null for one that is absent or dropped out. Names that an
 * interrupted run did not come to are missing.
 */
export async function byFineTurns(
  context: Context,
  commands: readonly (TurnCommand | null)[],
  { turns, passes = 1, ...rest }: FineTurns,
): Promise<(Gathered | null)[]> {
  const wanted = typeof turns === 'number' ? () => turns : turns;
  const all: (Gathered | null)[] = commands.map((command) => command && {});
  for (let pass = 0; pass < passes; pass++) {
    if (context.signal.aborted || (pass > 0 && performance.now() > context.deadline)) break;
    const present = commands.map((command, i) => (all[i] ? command : null));
    const progress = (done: number, total: number, doing: string): void =>
      context.progress(pass * total + done, passes * total, doing);
    const samples = await inOnePass({ ...context, progress }, present, {
      ...rest,
      turns: (name) => Math.ceil(wanted(name) / passes),
    });
    for (const [i, gathered] of samples.entries()) {
      if (!gathered) all[i] = null;
      else for (const [name, values] of Object.entries(gathered)) (all[i]![name] ??= []).push(...values);
    }
  }
  return all;
}

async function inOnePass(
  context: Context,
  commands: readonly (TurnCommand | null)[],
  { what, names, turns }: { what: string; names: readonly string[]; turns(name: string): number },
): Promise<(Gathered | null)[]> {
  const contestants: (Contestant | null)[] = [];
  const samples: (Gathered | null)[] = commands.map((command) => command && {});
  const drop = (i: number): void => {
    contestants[i]?.end();
    contestants[i] = null;
    samples[i] = null;
  };
  let short = false;
  try {
    for (const command of commands) {
      const begun =
        command && (await context.attempt(`${what}, ${command.name}`, () => begin(command, context.signal)));
      if (!begun) samples[contestants.length] = null;
      contestants.push(begun);
    }
    const order = [...contestants.keys()].filter((i) => contestants[i]);
    for (const [done, name] of names.entries()) {
      const taken: number[][] = commands.map(() => []);
      const wanted = turns(name);
      for (let turn = -1; turn < wanted; turn++) {
        if (turn >= LEAST_TURNS && performance.now() > context.deadline) {
          short = true;
          break;
        }
        context.progress(done + Math.max(0, turn) / wanted, names.length, `${what}, ${name}`);
        order.push(order.shift()!);
        for (const i of order) {
          const contestant = contestants[i];
          if (!contestant) continue;
          const figure = await context.attempt(`${what}, ${commands[i]!.name}`, () => turnOf(contestant, name));
          if (context.signal.aborted) return samples;
          if (figure === null) drop(i);
          else if (turn >= 0) {
            taken[i]!.push(figure);
            commands[i]!.after?.(contestant.told);
          }
        }
      }
      taken.forEach((values, i) => {
        if (samples[i]) samples[i][name] = values;
      });
    }
  } finally {
    for (const contestant of contestants) contestant?.end();
  }
  if (short) context.note(`${what}: fewer turns than wanted, the suite's time was over`);
  return samples;
}
