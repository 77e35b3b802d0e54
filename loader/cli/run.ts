// hermit-wasm run: from the command line to the program's exit code.
import { HermitError } from '../../runtime/errors.js';
import type { CoreThread } from '../../runtime/threads.js';
import { formatCpuList, type IslePlacement, placement, readTopology, type Topology } from '../../runtime/topology.js';
import { bootNet, contradiction, type NetworkOptions, needsLinux } from '../network/options.js';
import type { Network } from '../network/index.js';
import { pinningAvailable, processAffinity } from '../machine/cpus/affinity.js';
import type { Run, RunOptions } from '../machine.js';
import { reportError } from './errors.js';
import { runOptions, type RunValues } from './options.js';
import type { Ending } from './outcome.js';
import { say, sayError, warn, write } from './output.js';
import { type Parsed, parse, usageError } from './parse.js';
import { loadProgram, type Program } from './program.js';
import type { Listening } from '../wasi/listen.js';
import type { WasiGuest } from '../wasi/guest.js';
import type { WasiProgram } from '../wasi/program.js';

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
  parsed: Parsed<typeof runOptions>,
  compilerOptions: string[],
  thread: CoreThread | undefined,
): Promise<number> {
  const { values, operands, given } = parsed;
  const [file, ...args] = operands;
  if (!file) throw usageError('run: expected a program: a C source, a .wasm image or a .wat');
  const wanted = networkOptions(values);
  const wrong = contradiction(wanted);
  if (wrong !== undefined) throw usageError(wrong);
  const note = values.verbose ? say : () => {};
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
  const limited = !program.wasi || given.has('memory') || process.env.HERMIT_MEM !== undefined;
  if (program.memoryMin > values.memory && limited) {
    throw new HermitError(
      'HERMIT_EMEMORY',
      `${file} needs at least ${program.memoryMin / 1024 ** 2} MiB of memory, it gets ${values.memory / 1024 ** 2} MiB: give it more with --mem`,
    );
  }
  if (values.listen.length && !program.wasi)
    throw usageError('--listen is for WASI programs; an image listens itself, and its ports are published with -p');
  const { dirs, cwd, env, guest } = program.wasi
    ? await handToWasi(values, program.wasi, limited ? values.memory : null, [file, ...args])
    : { ...handOver(values), guest: undefined };
  if (program.wasi && limited) {
    const { limitedModule } = require('../wasi/guest.js') as typeof import('../wasi/guest.js');
    program.image = limitedModule(program.wasi, program.image, values.memory);
  }
  const place = placeCores(values, program.image);
  if (values.reportBindings) reportBindings(place);
  for (const { isle, cores, cpus } of place.places) {
    note(
      `${file}: isle ${isle}, ${counted(cores.length, 'core')} on CPU ${formatCpuList(realCpus(cpus, place.real))}, ${values.memory / 1024 ** 2} MiB of memory`,
    );
  }
  const network = needsLinux(wanted) ? await startNetwork(wanted, place.places.length, values) : undefined;
  const { runMachine } = require('../machine.js') as typeof import('../machine.js');
  const options: RunOptions = {
    image: program.image,
    name: file,
    args,
    env,
    places: place.places.map(({ cores, cpus }) => ({ cores: cores.length, cpus: realCpus(cpus, place.real) })),
    ranks: values.ranks,
    bind: values.bind,
    memory: values.memory,
    dirs,
    cwd,
    allowRun: values.allowRun,
    strace: values.strace,
    stats: values.stats || values.json,
    threadsMax: values.threads,
    net: bootNet(wanted),
    mtu: values.mtu,
    label: values.label,
    onWarning: values.quiet ? () => {} : warn,
    ...(guest ? { guest, wasi: guest.grants } : {}),
    ...(thread ? { thread } : {}),
    ...(network ? { network } : {}),
  };
  return watch(runMachine(options), values, program);
}

function networkOptions({ net, publish, mtu, pcap, tun }: RunValues): NetworkOptions {
  return { mode: net.mode, allowed: net.allowed, publish, mtu, pcap, tun };
}

/** Starts what isles find on Linux's side of their network. */
async function startNetwork(wanted: NetworkOptions, isles: number, { quiet, verbose }: RunValues): Promise<Network> {
  for (const { isle, islePort } of wanted.publish) {
    if (isle >= isles)
      throw usageError(
        `-p: port ${islePort} of isle ${isle} is to be published, but there are ${counted(isles, 'isle')}`,
      );
  }
  const { startNetwork: start } = require('../network/index.js') as typeof import('../network/index.js');
  const { Fabric } = require('../../runtime/fabric.js') as typeof import('../../runtime/fabric.js');
  const onWarning = quiet ? (): void => {} : warn;
  const network = await start({ ...wanted, isles, fabric: new Fabric(), onWarning });
  for (const [at, { host, port, isle, islePort, protocol }] of wanted.publish.entries()) {
    const address = host.includes(':') ? `[${host}]` : host;
    if (verbose || (port === 0 && !quiet))
      say(`port ${islePort}/${protocol} of isle ${isle} is published at ${address}:${network.ports[at]}`);
  }
  return network;
}

/** What the program gets of the host. */
function handOver({ dirs, cwd, env }: RunValues): Pick<RunOptions, 'dirs' | 'cwd' | 'env'> {
  if (!dirs.length && !env.length) return { dirs: [], cwd: cwd ?? '/', env: {} };
  const { defaultCwd, environment, resolveGrants } = require('./grants.js') as typeof import('./grants.js');
  const grants = resolveGrants(dirs);
  return { dirs: grants, cwd: cwd ?? defaultCwd(grants), env: environment(env) };
}

/** The same for a WASI program: directories have names, and everything is handed over by the proxy. `limit`: bytes of memory. */
async function handToWasi(
  { dirs, env, listen, strace, stats, json, quiet, verbose }: RunValues,
  program: WasiProgram,
  limit: number | null,
  args: string[],
): Promise<Pick<RunOptions, 'dirs' | 'cwd' | 'env'> & { guest: WasiGuest }> {
  const { environment, resolvePreopens } = require('./grants.js') as typeof import('./grants.js');
  const { WasiGuest: Guest } = require('../wasi/guest.js') as typeof import('../wasi/guest.js');
  const grants = { args, env: environment(env), dirs: resolvePreopens(dirs), listening: await openPorts(listen) };
  for (const [i, { port }] of grants.listening.entries())
    if (verbose || (listen[i]!.port === 0 && !quiet)) say(`descriptor ${3 + i} listens on port ${port}`);
  const guest = new Guest(program, grants, { limit, strace, count: stats || json });
  return { dirs: guest.dirs, cwd: '/', env: {}, guest };
}

/** Ports that a WASI program accepts connections of. */
async function openPorts(addresses: RunValues['listen']): Promise<Listening[]> {
  if (!addresses.length) return [];
  const { Listening: Ports } = require('../wasi/listen.js') as typeof import('../wasi/listen.js');
  return Ports.openAll(addresses);
}

/** Cores and CPUs of every isle. Without a number of cores, time limits of control groups count as well as CPUs. */
function placeCores(values: RunValues, image: Uint8Array): Placement {
  const { cores, cpus, bind, mapBy, ranks } = values;
  const { topology, real } = machineTopology(values.topology);
  const allowed = real ? topology.cpus.map((cpu) => cpu.id) : processAffinity(topology.cpus.map((cpu) => cpu.id));
  const isles = values.isles ?? (reachesOthers(image) ? topology.domains.filter((d) => d.cpus.length).length : 1);
  const request = { isles, cpus, bind, mapBy, allowed };
  const place = (each: number | null): IslePlacement[] => {
    const places = placement(topology, { ...request, cores: each });
    return places.some((p) => p.cores.length < ranks) ? placement(topology, { ...request, cores: ranks }) : places;
  };
  const places = place(cores);
  const madeUp = real !== null;
  if (cores !== null || cpus !== null || places.every((p) => p.cores.length === 1)) return { places, real, madeUp };
  const { cpuQuota } = require('../machine/cpus/quota.js') as typeof import('../machine/cpus/quota.js');
  const quota = cpuQuota();
  const all = places.reduce((sum, p) => sum + p.cores.length, 0);
  if (quota === null || quota >= all) return { places, real, madeUp };
  return { places: place(Math.max(1, Math.ceil(quota / isles))), real, madeUp };
}

interface Placement {
  places: IslePlacement[];
  /** In a made-up machine: the CPU of this machine that stands in for one of its CPUs. */
  real: ((cpu: number) => number) | null;
  madeUp: boolean;
}

/** The machine as it is, or one made up of its CPUs. */
function machineTopology(spec: string | null): { topology: Topology; real: Placement['real'] } {
  if (spec === null) return { topology: readTopology(), real: null };
  const { madeUp } = require('./made-up.js') as typeof import('./made-up.js');
  const present = readTopology().cpus.map((cpu) => cpu.id);
  const usable = processAffinity(present) ?? present;
  return { topology: madeUp(spec), real: (cpu) => usable[cpu % usable.length]! };
}

/** Whether the program can put into or get from other isles, as MPI does. */
const reachesOthers = (image: Uint8Array): boolean => Buffer.from(image).includes('\x04bind');

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

function reportBindings({ places, real, madeUp }: Placement): void {
  const { method, problem } = pinningAvailable();
  if (madeUp) say('the topology is made up; CPUs of this machine stand in for its CPUs');
  for (const { isle, domain, cores } of places) {
    const how = problem ?? (cores.some((cpus) => cpus.length) ? `bound by ${method}` : 'not bound');
    say(`isle ${isle}: NUMA domain ${domain}, ${counted(cores.length, 'core')}, ${how}`);
    for (const [core, cpus] of cores.entries()) {
      const where = cpus.length && !problem ? `CPU ${formatCpuList(cpus)}` : 'any CPU';
      const standIn = real && cpus.length && !problem ? ` (really ${formatCpuList(realCpus(cpus, real))})` : '';
      write(2, `  core ${core}: ${where}${standIn}\n`);
    }
  }
}

const realCpus = (cpus: readonly number[], real: Placement['real']): number[] => [
  ...new Set(real ? cpus.map(real) : cpus),
];

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
