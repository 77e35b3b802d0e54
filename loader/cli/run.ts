// hermit-wasm run: from the command line to the program's exit code.
import type { CoreThread } from '../../runtime/threads.js';
import { formatCpuList } from '../../runtime/cpulist.js';
import type { Isle } from '../machine/isle.js';
import type { LocalMachine } from '../machine/machine.js';
import type { Program } from '../machine/program.js';
import type { Boot } from '../machine/slot.js';
import { contradiction, type NetworkOptions } from '../network/options.js';
import { runsDirectly } from './direct.js';
import { reportError } from './errors.js';
import { runOptions, type RunValues } from './options.js';
import { say, warn } from './output.js';
import { type Parsed, parse, usageError } from './parse.js';
import { counted, placeCores, type Placement, realCpus, reportBindings } from './placement.js';
import { loadProgram } from './program.js';

// What is needed only after the machine has been started, or only with some options, is required where it is used: the fewer
// modules stand before the start, the sooner the program runs.

/** `thread` is one for core 0 that was started already. */
export async function runCommand(args: string[], thread?: CoreThread): Promise<number> {
  const compilerOptions: string[] = [];
  const parsed = parse(runOptions, args, {
    stop: true,
    foreign: (all, at) => takeCompilerOption(all, at, compilerOptions),
    elsewhere: (arg) => (require('./elsewhere.js') as typeof import('./elsewhere.js')).optionElsewhere(arg),
  });
  const { values } = parsed;
  if (values.help) {
    (require('./commands.js') as typeof import('./commands.js')).showHelp('run');
    return 0;
  }
  try {
    return await run(parsed, args, compilerOptions, thread);
  } catch (error) {
    return reportError(error, values);
  }
}

/** The compiler's options that may stand before the program: joined to their value, or with it as the next argument. */
const JOINED = /^-(?:[ODUILlgWw].*|std=.*|f.+|m.+|pthread)$/;
const SEPARATE = /^-[DUILl]$/;
/** Own options, or those of mpirun, with one dash too few to be told from the compiler's. */
const MISTYPED = /^-(label|listen|with|mem|memory|mtu|map-by|mca|machinefile|wdir|wd)(=|$)/;

function takeCompilerOption(args: readonly string[], at: number, taken: string[]): number {
  const arg = args[at]!;
  if (!JOINED.test(arg) || MISTYPED.test(arg)) return 0;
  const length = SEPARATE.test(arg) && at + 1 < args.length ? 2 : 1;
  taken.push(...args.slice(at, at + length));
  return length;
}

async function run(
  { values, operands, given }: Parsed<typeof runOptions>,
  all: string[],
  compilerOptions: string[],
  thread: CoreThread | undefined,
): Promise<number> {
  const [file, ...args] = operands;
  if (!file) throw usageError('run: expected a program: a source of C or C++, a .wasm image or a .wat');
  const flags = [...(values.cflags ?? []), ...compilerOptions];
  if (values.watch) {
    const { rerun } = require('./rerun.js') as typeof import('./rerun.js');
    const before = all.slice(0, all.length - operands.length).filter((arg) => arg !== '--watch');
    return rerun({ file, with: values.with, flags, args: [...before, ...operands], quiet: values.quiet });
  }
  const network = networkOptions(values);
  const wrong = contradiction(network);
  if (wrong !== undefined) throw usageError(wrong);
  const program = await loadProgram({
    file,
    with: values.with,
    args,
    flags,
    compilerOptions: [
      ...compilerOptions,
      ...(['with', 'cflags'] as const).filter((key) => given.has(key)).map((key) => runOptions[key].flags[0]),
    ],
    onProgress: values.verbose ? say : () => {},
  });
  const place = placeCores(values, program);
  if (values.reportBindings) reportBindings(place);
  checkPublished(network, place.places.length);
  const direct = thread === undefined && runsDirectly(values, given, program, place.places.length);
  const { LocalMachine: Made } = require('../machine/machine.js') as typeof import('../machine/machine.js');
  const { commandPolicy, directPolicy } = require('../machine/policy.js') as typeof import('../machine/policy.js');
  const onWarning = values.quiet ? (): void => {} : warn;
  const machine = new Made(
    { onWarning },
    { network, policy: direct ? directPolicy(onWarning) : commandPolicy(onWarning, thread) },
  );
  const boots = specs(values, file, args, program, place);
  const isles = await machine.begin(() => program, boots);
  tell(machine, isles, boots, network, values);
  const { watch } = require('./watch.js') as typeof import('./watch.js');
  return watch(machine, values, program, direct);
}

function networkOptions({ net, publish, mtu, pcap, tun }: RunValues): NetworkOptions {
  return { mode: net.mode, allowed: net.allowed, publish, mtu, pcap, tun };
}

function checkPublished({ publish }: NetworkOptions, isles: number): void {
  const astray = publish.find(({ isle }) => isle >= isles);
  if (astray)
    throw usageError(
      `-p: port ${astray.islePort} of isle ${astray.isle} is to be published, but there are ${counted(isles, 'isle')}`,
    );
}

/** What each isle is booted with: options by their own names, and what the command line says in its own way. */
function specs(values: RunValues, name: string, args: string[], program: Program, { places, real }: Placement): Boot[] {
  const { isleSpec } = require('../machine/spec.js') as typeof import('../machine/spec.js');
  const isles = places.length;
  const { stats, json, label: labelled } = values;
  const granted = grants(values, program);
  return places.map(({ isle, cores, cpus }) => {
    const label = labelled ? `[${isle}] ` : isles > 1 ? '' : undefined;
    const own = { name: values.argv0 ?? name, args, isles, cores: cores.length, cpus: realCpus(cpus, real), label };
    // Standard input is the first one's.
    return {
      spec: isleSpec({ ...values, ...granted, ...own, countCalls: stats || json }),
      streams: { input: isle === 0 },
    };
  });
}

/** What the program gets of the host. */
function grants({ dirs, cwd, env }: RunValues, program: Program): Pick<Boot['spec'], 'dirs' | 'cwd' | 'env'> {
  if (!dirs.length && !env.length) return { dirs: [], cwd: cwd ?? '/', env: {} };
  const { defaultCwd, environment, resolveGrants } = require('./grants.js') as typeof import('./grants.js');
  const granted = resolveGrants(dirs, program);
  return { dirs: granted, cwd: cwd ?? defaultCwd(granted), env: environment(env) };
}

/** Says where isles run and which ports are theirs. */
function tell(
  machine: LocalMachine,
  isles: Isle[],
  boots: Boot[],
  { publish }: NetworkOptions,
  values: RunValues,
): void {
  const { quiet, verbose, listen } = values;
  for (const [at, { host, port, isle, islePort, protocol }] of publish.entries()) {
    const address = host.includes(':') ? `[${host}]` : host;
    if (verbose || (port === 0 && !quiet))
      say(`port ${islePort}/${protocol} of isle ${isle} is published at ${address}:${machine.published[at]}`);
  }
  for (const [i, { port }] of listen.entries())
    if (verbose || (port === 0 && !quiet)) say(`descriptor ${3 + i} listens on port ${isles[0]!.ports[i]}`);
  if (!verbose) return;
  for (const { number, memory } of isles) {
    const { name, cores, cpus } = boots[number]!.spec;
    say(
      `${name}: isle ${number}, ${counted(cores, 'core')} on CPU ${formatCpuList(cpus!)}, ${memory / 1024 ** 2} MiB of memory`,
    );
  }
}
