// Runs programs by turns and gathers the figures that they print.
import type { Context } from '../model.js';
import { commandLine, folder } from './build.js';
import { Failed } from './problems.js';
import { output, type Output } from './process.js';

/** Seconds that one run of a program may take. */
const LIMIT = 120;

export type Figures = Record<string, number>;
/** By figure, its samples in the order of the turns. */
export type Gathered = Record<string, number[]>;

/** What takes part in a measurement. */
export interface Contestant {
  /** For notes: what failed. */
  readonly name: string;
  run(context: Context): Promise<Figures>;
}

interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  limit?: number;
}

/** Runs a command on the given CPUs: its threads may use all of these unless it pins them itself. */
export function runOn(
  { signal }: Pick<Context, 'signal'>,
  cpus: readonly number[],
  command: string,
  args: readonly string[],
  { cwd = folder(), env = process.env, limit = LIMIT }: RunOptions = {},
): Promise<Output> {
  return output('taskset', ['-c', cpus.join(','), command, ...args], { cwd, env, limit, signal });
}

/** Lines `NAME NUMBER` as an object; what else a program prints is its own. */
export function figures(text: string): Figures {
  const found: Figures = {};
  for (const line of text.split('\n')) {
    const [name, value, ...more] = line.trim().split(/\s+/);
    if (name && value && !more.length && Number.isFinite(Number(value))) found[name] = Number(value);
  }
  if (Object.keys(found).length) return found;
  throw new Failed(`expected lines "NAME NUMBER" of it, got "${text.trim().slice(0, 100)}"`);
}

/** A way to run a program, null where the program is: the image with options of `hermit-wasm run`, on CPUs that the whole process may use. */
export const asImage = (
  file: string | null,
  cpus: readonly number[],
  options: readonly string[],
  args: readonly string[] = [],
  name = 'image',
): Contestant | null =>
  file === null
    ? null
    : {
        name,
        run: async (context) =>
          figures(
            (
              await runOn(context, cpus, process.execPath, [
                commandLine,
                'run',
                ...options,
                '--dir',
                folder(),
                file,
                ...args,
              ])
            ).stdout,
          ),
      };

/** The native program on the same CPUs; `env` is added to the environment. */
export const asNative = (
  file: string | null,
  cpus: readonly number[],
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
  name = 'native',
): Contestant | null =>
  file === null
    ? null
    : {
        name,
        run: async (context) =>
          figures((await runOn(context, cpus, file, args, { env: { ...process.env, ...env } })).stdout),
      };

/** An MPI program under mpiexec: one rank on each CPU, or more ranks that share them. */
export const asMpi = (
  file: string | null,
  cpus: readonly number[],
  ranks = cpus.length,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Contestant | null =>
  file === null
    ? null
    : {
        name: 'MPICH',
        run: async (context) => {
          const bind = ranks === cpus.length ? ['-bind-to', 'core'] : [];
          const all = ['-n', String(ranks), ...bind, file, ...args];
          return figures((await runOn(context, cpus, 'mpiexec', all, { env: { ...process.env, ...env } })).stdout);
        },
      };

/** What a suite's several measurements have of its rounds: all of them must end in time, so each gets its part. */
export interface Turns {
  /** For the progress line and notes. */
  what: string;
  /** Else the context's. */
  rounds?: number;
}

/** Rounds below which no budget goes. */
const LEAST_ROUNDS = 3;

/**
 * Runs contestants A B A B …, the context's warm-up rounds first, which do not count. One that fails drops out, with a note. Ends early
 * when the suite's time is over or the run is interrupted; only whole rounds count.
 * @returns for each contestant its samples, or null for one that is null or dropped out.
 */
export async function byTurns(
  context: Context,
  contestants: readonly (Contestant | null)[],
  { what, rounds = context.rounds }: Turns,
): Promise<(Gathered | null)[]> {
  const taken: (Figures[] | null)[] = contestants.map((contestant) => contestant && []);
  let whole = 0;
  for (let round = -context.warmUp; round < rounds && taken.some(Boolean); round++) {
    context.progress(round + context.warmUp, rounds + context.warmUp, what);
    if (whole >= LEAST_ROUNDS && performance.now() > context.deadline) {
      context.note(`${what}: ${whole} rounds instead of ${rounds}, the suite's time was over`);
      break;
    }
    for (const [i, contestant] of contestants.entries()) {
      if (!contestant || !taken[i]) continue;
      const figures = await context.attempt(`${what}, ${contestant.name}`, () => contestant.run(context));
      if (context.signal.aborted) return gather(taken, whole);
      if (!figures) taken[i] = null;
      else if (round >= 0) taken[i].push(figures);
    }
    if (round >= 0) whole++;
  }
  return gather(taken, whole);
}

/** Samples of whole rounds by figure. */
function gather(taken: readonly (readonly Figures[] | null)[], whole: number): (Gathered | null)[] {
  return taken.map((rounds) => {
    if (!rounds || !whole) return null;
    const samples: Gathered = {};
    for (const figures of rounds.slice(0, whole)) {
      for (const [name, value] of Object.entries(figures)) (samples[name] ??= []).push(value);
    }
    return samples;
  });
}
