// hermit-wasm run: from the command line to the program's exit code.
import { HermitError } from '../../runtime/errors.js';
import type { CoreThread } from '../../runtime/threads.js';
import { formatCpuList, type IslePlacement, placement, readTopology } from '../../runtime/topology.js';
import { pinningAvailable, processAffinity } from '../linux/affinity.js';
import type { Run, RunOptions } from '../machine.js';
import { reportError } from './errors.js';
import { runOptions, type RunValues } from './options.js';
import type { Ending } from './outcome.js';
import { say, sayError, warn, write } from './output.js';
import { type Parsed, parse, usageError } from './parse.js';
import { loadProgram, type Program } from './program.js';

// What is needed only after the machine has been started, or only with some options, is required where it is used: the fewer
// modules stand before the start, the sooner the program runs.

/** `thread` is one for core 0 that was started already. */
export async function runCommand(args: string[], thread?: CoreThread): Promise<number> {
  const compilerOptions: string[] = [];
  const parsed = parse(runOptions, args, {
    stop: true,
    foreign: (all, at) => takeCompilerOption(all, at, compilerOptions),
  });
  const { values } = parsed;
  if (values.help) {
    (require('./dispatch.js') as typeof import('./dispatch.js')).showHelp('run');
    return 0;
  }
  try {
    return await run(parsed, compilerOptions, thread);
  } catch (error) {
    return reportError(error, values);
  }
}

/** The compiler's options that may stand before the program: joined to their value, or with it as the next argument. */
const JOINED = /^-(?:[ODUILlgWw].*|std=.*|f.+|m.+|pthread)$/;
const SEPARATE = /^-[DUILl]$/;

function takeCompilerOption(args: readonly string[], at: number, taken: string[]): number {
  const arg = args[at]!;
  if (!JOINED.test(arg)) return 0;
  const length = SEPARATE.test(arg) && at + 1 < args.length ? 2 : 1;
  taken.push(...args.slice(at, at + length));
  return length;
}

async function run(
  { values, operands, given }: Parsed<typeof runOptions>,
  compilerOptions: string[],
  thread: CoreThread | undefined,
): Promise<number> {
  const [file, ...args] = operands;
  if (!file) throw usageError('run: expected a program: a C source, a .wasm image or a .wat');
  const note = values.verbose ? say : () => {};
  const { dirs, cwd, env } = handOver(values);
  const program = await loadProgram({
    file,
    with: values.with,
    flags: [...(values.cflags ?? []), ...compilerOptions],
    compilerOptions: [
      ...compilerOptions,
      ...(['with', 'cflags'] as const).filter((key) => given.has(key)).map((key) => runOptions[key].flags[0]),
    ],
    onProgress: note,
  });
  if (program.memoryMin > values.memory) {
    throw new HermitError(
      'HERMIT_EMEM',
      `${file} needs ${program.memoryMin / 1024 ** 2} MiB of memory at least, it gets ${values.memory / 1024 ** 2} MiB`,
    );
  }
  const place = placeCores(values);
  if (values.reportBindings) reportBindings(place);
  note(
    `${file}: ${counted(place.cores.length, 'core')} on CPU ${formatCpuList(place.cpus)}, ${values.memory / 1024 ** 2} MiB of memory`,
  );
  const { runMachine } = require('../machine.js') as typeof import('../machine.js');
  const options: RunOptions = {
    image: program.image,
    name: file,
    args,
    env,
    cores: place.cores.length,
    cpus: place.cpus,
    bind: values.bind,
    memory: values.memory,
    dirs,
    cwd,
    allowRun: values.allowRun,
    strace: values.strace,
    stats: values.stats || values.json,
    threadsMax: values.threads,
    label: values.label,
    onWarning: values.quiet ? () => {} : warn,
    ...(thread ? { thread } : {}),
  };
  return watch(runMachine(options), values, program);
}

/** What the program gets of the host. */
function handOver({ dirs, cwd, env }: RunValues): Pick<RunOptions, 'dirs' | 'cwd' | 'env'> {
  if (!dirs.length && !env.length) return { dirs: [], cwd: cwd ?? '/', env: {} };
  const { defaultCwd, environment, resolveGrants } = require('./grants.js') as typeof import('./grants.js');
  const grants = resolveGrants(dirs);
  return { dirs: grants, cwd: cwd ?? defaultCwd(grants), env: environment(env) };
}

/** Cores and CPUs of the one isle. Without a number of cores, time limits of control groups count as well as CPUs. */
function placeCores({ cores, cpus, bind }: RunValues): IslePlacement {
  const topology = readTopology();
  const allowed = processAffinity(topology.cpus.map((cpu) => cpu.id));
  const request = { isles: 1, cpus, bind, allowed };
  const [place] = placement(topology, { ...request, cores });
  if (cores !== null || cpus !== null || place!.cores.length === 1) return place!;
  const { cpuQuota } = require('../linux/cgroup.js') as typeof import('../linux/cgroup.js');
  const quota = cpuQuota();
  if (quota === null || quota >= place!.cores.length) return place!;
  return placement(topology, { ...request, cores: Math.ceil(quota) })[0]!;
}

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

function reportBindings({ isle, domain, cores }: IslePlacement): void {
  const { method, problem } = pinningAvailable();
  const how = problem ?? (cores.some((cpus) => cpus.length) ? `bound by ${method}` : 'not bound');
  say(`isle ${isle}: NUMA domain ${domain}, ${counted(cores.length, 'core')}, ${how}`);
  for (const [core, cpus] of cores.entries()) {
    const where = cpus.length && !problem ? `CPU ${formatCpuList(cpus)}` : 'any CPU';
    write(2, `  core ${core}: ${where}\n`);
  }
}

/** Waits for the run's end, and ends it when a signal or the time limit says so; returns the exit code. */
async function watch(run: Run, values: RunValues, program: Program): Promise<number> {
  const started = process.hrtime.bigint();
  const ending: Ending = { timeLimitMs: null, forced: null };
  const { forwardSignals } = require('./signals.js') as typeof import('./signals.js');
  const { conclude } = require('./outcome.js') as typeof import('./outcome.js');
  forwardSignals(run, (signal) => (ending.forced = signal));
  if (values.timeout !== null) {
    const limit = values.timeout;
    setTimeout(() => {
      ending.timeLimitMs = limit;
      run.end();
    }, limit).unref();
  }
  const outcome = await run.finished;
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const { exitCode, errors, notes } = conclude(outcome, ending, program.image);
  if (values.json) {
    const { frames: _, ...summary } = { frames: undefined, ...outcome };
    write(2, `${JSON.stringify({ outcome: summary, exitCode, errors, seconds, stats: run.stats() })}\n`);
    return exitCode;
  }
  for (const text of errors) sayError(text);
  if (!values.quiet) for (const text of notes) say(text);
  if (values.stats) {
    const { formatStats } = require('./stats.js') as typeof import('./stats.js');
    say(formatStats(run.stats(), seconds));
  }
  return exitCode;
}
