/** One run of an image: its isles, the proxies that serve them, and what becomes of them. */
import { realtimeOffset } from '../runtime/clock.js';
import { compileOnCall } from '../runtime/compile.js';
import { reserveMemory } from '../runtime/bootpage.js';
import { startCore } from '../runtime/core.js';
import { HermitError } from '../runtime/errors.js';
import { Fabric, ISLE } from '../runtime/fabric.js';
import { BOOT_REALTIME } from '../runtime/generated/layout.js';
import type { CoreThread } from '../runtime/threads.js';
import type { WasiGuest } from './wasi/guest.js';
import { binder } from './machine/cpus/binder.js';
import { type CountedCall, countedCalls } from './machine/counts.js';
import type { Network } from './network/index.js';
import { pinOthers, processAffinity } from './machine/cpus/affinity.js';
import { identity } from './proxy/vfs/identity.js';
import { type Place, type RunOutcome, ServedIsle, type Setup } from './machine/process.js';

export type { Grant } from './grants.js';
export type { Place, RunOutcome } from './machine/process.js';
export type { WasmFrame } from './wasm/stack.js';

export interface RunOptions extends Setup {
  image: Uint8Array;
  /** One entry an isle. */
  places: Place[];
  /** Bytes of each isle, a multiple of 65,536. */
  memory: number;
  label?: boolean;
  /** The image is a WASI program. */
  guest?: WasiGuest;
  /** Linux's side of the network, if there is one: the run ends it. */
  network?: Network;
  /** A thread for core 0 that was started before. */
  thread?: CoreThread;
}

export interface RunStats {
  calls: CountedCall[];
  coresStarted: number;
}

export interface Run {
  /** Resolves when the program has ended, for whatever reason; never rejects. */
  finished: Promise<RunOutcome>;
  /** Sends a signal to the program: 'taken' when it has a handler or ignores it, else it ends the run. */
  signal(n: number): 'taken' | 'ended';
  /** Ends the run at once, as SIGKILL would. */
  end(): void;
  stats(): RunStats;
  /** Ends all threads of the run; for processes that live on after it. */
  close(): Promise<void>;
}

/** How often the isles' real-time clocks are set to Linux's, which may be adjusted while the program runs (ms). */
const CLOCK_PERIOD = 1000;
/** Polls of the doorbell (some nanoseconds each) before the proxy sleeps, while a CPU is free for it. */
const PROXY_SPIN = 20_000;
const SIGKILL = 9;

/** Boots the image on every isle and runs it to its end. Throws HermitError when it cannot be started at all. */
export function runMachine(options: RunOptions): Run {
  const { network, guest } = options;
  let finish: (outcome: RunOutcome) => void = () => {};
  const ended = new Promise<RunOutcome>((resolve) => (finish = resolve));
  const finished = network ? ended.then((outcome) => closeNetwork(outcome)) : ended;
  void network?.failed.then((fault) => finish({ kind: 'fault', ...fault }));
  const affinity = processAffinity();
  const fabric = network?.fabric ?? new Fabric();
  const several = options.places.length > 1;
  const bound = new Set<number>();
  const bind = binder(options.onWarning, bound);
  const shared = { run: options, isles: options.places.length, fabric, ids: identity(), affinity, spin: PROXY_SPIN };
  const isles: ServedIsle[] = [];
  let left = options.places.length;
  let code = 0;

  /** The machine ends when its last isle has, with the first code that was not 0, or when one asks for it or fails. */
  const onEnd = (isle: number, outcome: RunOutcome, machine: boolean): void => {
    left--;
    if (outcome.kind === 'exit') code ||= outcome.code;
    if (machine || left === 0) return finish(outcome.kind === 'exit' ? { ...outcome, code } : outcome);
    fabric.setState(isle, ISLE.ENDED);
    network?.ended(isle, outcome.kind === 'exit');
    for (const [number, other] of isles.entries()) if (number !== isle) other.isle.master.isleEnded();
    void isles[isle]!.close();
  };
  /** What the isles have sent before the machine's end still arrives. */
  async function closeNetwork(outcome: RunOutcome): Promise<RunOutcome> {
    for (const isle of isles.keys()) network?.ended(isle, outcome.kind === 'exit');
    await network?.close();
    return outcome;
  }
  const close = async (): Promise<void> => {
    clearInterval(clock);
    await Promise.all(isles.map((isle) => isle.close()));
  };

  const clock = setInterval(() => {
    for (const { isle } of isles) new Float64Array(isle.memory.buffer, BOOT_REALTIME, 1)[0] = realtimeOffset();
  }, CLOCK_PERIOD).unref();
  try {
    for (const isle of options.places.keys()) isles.push(start(isle));
    const known = isles.map(({ isle }) => isle.peer);
    network?.meet(known);
    for (const { isle } of isles) isle.meet([...known, ...(network?.peers ?? [])]);
    for (const { isle } of isles) isle.prepare();
    keepAway(options, affinity, bound);
    const module = compileOnCall(options.image);
    for (const { isle } of isles) isle.boot(module, guest?.begin());
  } catch (error) {
    void close();
    void network?.close();
    throw error;
  }

  function start(isle: number): ServedIsle {
    try {
      return new ServedIsle({
        ...shared,
        isle,
        place: options.places[isle]!,
        memory: reserveMemory(guest?.staging ?? options.memory),
        startCore: (task, cpus) =>
          startCore(task, cpus, bind, isle === 0 && task.core === 0 ? options.thread : undefined),
        cpuCount: cpuShare(options, isle, affinity),
        input: isle === 0,
        label: options.label ? `[${isle}] ` : several ? '' : undefined,
        onEnd: (outcome, machine) => onEnd(isle, outcome, machine),
      });
    } catch (error) {
      if (!(error instanceof HermitError) || options.places.length === 1) throw error;
      throw new HermitError(error.code, `isle ${isle} of ${options.places.length}: ${error.message}`);
    }
  }

  return {
    finished,
    signal: (signal) => {
      const answers = isles.map((isle) => isle.signal(signal));
      return answers.includes('ended') ? 'ended' : 'taken';
    },
    end: () => finish({ kind: 'signal', signal: SIGKILL }),
    stats: () => ({
      calls: guest
        ? guest.counts(isles.map(({ isle }) => isle.memory))
        : countedCalls(isles.map(({ isle }) => isle.master.callCounts())),
      coresStarted: isles.reduce((sum, { isle }) => sum + isle.coresStarted, 0),
    }),
    close,
  };
}

/** CPUs that an isle can count on: its cores' own and those that nobody's cores take; 0 when there are more cores than CPUs. */
function cpuShare({ places }: RunOptions, isle: number, affinity: number[] | null): number {
  const cores = places.reduce((sum, place) => sum + place.cores, 0);
  const cpus = affinity?.length ?? cores;
  if (places.length === 1) return cpus;
  return cores > cpus ? 0 : places[isle]!.cores + cpus - cores;
}

/**
 * Leaves the cores' CPUs to them, if there are others: the proxy, the network's threads, V8's own (which collect garbage of any thread, and
 * compile), and those that are started later, which take after the one that starts them.
 */
function keepAway({ bind, places }: RunOptions, affinity: number[] | null, cores: ReadonlySet<number>): void {
  if (bind === 'none' || !affinity) return;
  const taken = places.flatMap(({ cpus, cores }) => cpus?.slice(0, cores) ?? []);
  const others = affinity.filter((cpu) => !taken.includes(cpu));
  if (others.length > 0) pinOthers(cores, others);
}
