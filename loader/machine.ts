/** One run of an image: an isle, the proxy that serves it, and what becomes of them. */
import { realtimeOffset } from '../runtime/clock.js';
import { compileOnCall } from '../runtime/compile.js';
import { BOOT_REALTIME, EXIT_SIGNAL, TRACE_COUNT, TRACE_PRINT } from '../runtime/generated/layout.js';
import { calls } from '../runtime/generated/syscalls.js';
import type { BindThread } from '../runtime/cores.js';
import { Isle } from '../runtime/isle.js';
import type { CoreThread } from '../runtime/threads.js';
import type { CoreEnd } from '../runtime/messages.js';
import { pinThread, processAffinity, threadId } from './linux/affinity.js';
import { ProxyHost } from './proxy/host.js';
import { identity } from './proxy/identity.js';
import type { Grant } from './proxy/messages.js';
import { parseStack, type WasmFrame } from './wasm/stack.js';

export type { Grant, WasmFrame };

export interface RunOptions {
  image: Uint8Array;
  /** argv[0]. */
  name: string;
  /** Arguments without argv[0]. */
  args: string[];
  env: Record<string, string>;
  /** Pinned cores. */
  cores: number;
  /** CPUs that the cores take in this order; null: not bound. */
  cpus: number[] | null;
  bind: 'cores' | 'none';
  /** Bytes, a multiple of 65,536. */
  memory: number;
  dirs: Grant[];
  /** Guest's working directory. */
  cwd: string;
  /** Commands that the guest may start. */
  allowRun: string[];
  strace: boolean;
  stats: boolean;
  /** Threads that may exist at once. */
  threadsMax: number;
  label?: boolean;
  onWarning(text: string): void;
  /** A thread for core 0 that was started before. */
  thread?: CoreThread;
}

export type RunOutcome =
  | { kind: 'exit'; code: number }
  | { kind: 'signal'; signal: number }
  | { kind: 'trap'; isle: number; core: number; thread: number; message: string; frames: WasmFrame[] }
  /** The runtime failed. */
  | { kind: 'fault'; message: string };

export interface RunStats {
  /** Calls that were made at all, with how often; only counted with `stats` or `strace`. */
  calls: { nr: number; name: string; home: string; count: number }[];
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

/** Descriptors that a program may have open, as Linux's default. */
const FDS_MAX = 1024;
/** Polls of the doorbell (some nanoseconds each) before the proxy sleeps, while a CPU is free for it. */
const PROXY_SPIN = 20_000;
/** How often the isle's real-time clock is set to Linux's, which may be adjusted while the program runs (ms). */
const CLOCK_PERIOD = 1000;
const SIGKILL = 9;
/** Signals that end no program by default. */
const HARMLESS = new Set([17, 18, 23, 28]);

/** Boots the image and runs it to its end. Throws HermitError when it cannot be started at all. */
export function runMachine(options: RunOptions): Run {
  const { cores, onWarning } = options;
  let finish: (outcome: RunOutcome) => void = () => {};
  const finished = new Promise<RunOutcome>((resolve) => (finish = resolve));
  const affinity = processAffinity();
  const ids = identity();
  const cpuCount = affinity?.length ?? cores;

  const isle = new Isle({
    isle: 0,
    isles: 1,
    cores,
    argv: [options.name, ...options.args],
    env: options.env,
    pid: process.pid,
    ...ids,
    cpuCount,
    threadsMax: options.threadsMax,
    fdsMax: FDS_MAX,
    trace: (options.stats || options.strace ? TRACE_COUNT : 0) | (options.strace ? TRACE_PRINT : 0),
    memory: options.memory,
    cpus: bindings(options),
    bind: binder(onWarning),
    ...(options.thread ? { first: options.thread } : {}),
    onEnd: (core, end) => finish(outcomeOf(core, end)),
  });
  const proxy = new ProxyHost(
    {
      memory: isle.memory,
      isle: 0,
      dirs: options.dirs,
      cwd: options.cwd,
      allowRun: options.allowRun,
      strace: options.strace,
      spin: PROXY_SPIN,
      ...(options.label ? { label: '[0] ' } : {}),
      ids,
      cpus: options.cpus ?? affinity,
    },
    {
      onExit: (code) =>
        finish(code >= EXIT_SIGNAL ? { kind: 'signal', signal: code - EXIT_SIGNAL } : { kind: 'exit', code }),
      onCores: () => isle.startWantedCores(),
      onSignal: (signal) => deliver(signal),
      onFault: (message, fatal) => (fatal ? finish({ kind: 'fault', message }) : onWarning(message)),
    },
    'this thread',
  );
  isle.prepare();
  keepAway(options, affinity);
  try {
    isle.boot(compileOnCall(options.image));
  } catch (error) {
    void proxy.stop();
    void isle.halt();
    throw error;
  }
  const clock = setInterval(() => {
    new Float64Array(isle.memory.buffer, BOOT_REALTIME, 1)[0] = realtimeOffset();
  }, CLOCK_PERIOD).unref();

  const deliver = (signal: number): 'taken' | 'ended' => {
    if (isle.handles(signal) && signal !== SIGKILL) isle.raise(signal);
    else if (!HARMLESS.has(signal)) {
      finish({ kind: 'signal', signal });
      return 'ended';
    }
    return 'taken';
  };
  return {
    finished,
    signal: deliver,
    end: () => finish({ kind: 'signal', signal: SIGKILL }),
    stats: () => ({ calls: countedCalls(isle.callCounts()), coresStarted: isle.coresStarted }),
    close: async () => {
      clearInterval(clock);
      await Promise.all([isle.halt(), proxy.stop()]);
    },
  };
}

/** For each core the CPUs it is bound to: one each while there are enough, else all of them to every core. */
function bindings({ cores, cpus, bind }: RunOptions): number[][] {
  if (bind === 'none' || !cpus?.length) return [];
  return Array.from({ length: cores }, (_, core) => (cpus.length >= cores ? [cpus[core]!] : cpus));
}

/** Leaves the cores' CPUs to them: this thread, where the proxy is, takes the others, if there are any. */
function keepAway({ bind, cpus, cores }: RunOptions, affinity: number[] | null): void {
  const thread = threadId();
  if (bind === 'none' || !cpus || !affinity || thread === null) return;
  const taken = cpus.slice(0, cores);
  const others = affinity.filter((cpu) => !taken.includes(cpu));
  if (others.length > 0) pinThread(thread, others);
}

/** Binds threads; warns once when that does not work. */
function binder(onWarning: (text: string) => void): BindThread {
  let works = true;
  return (thread, cpus) => {
    if (!works) return;
    const problem = thread === null ? 'their threads are not known to this system' : pinThread(thread, cpus).problem;
    if (problem === undefined) return;
    works = false;
    onWarning(`cores are not bound to CPUs: ${problem}`);
  };
}

function outcomeOf(core: number, end: Exclude<CoreEnd, { kind: 'halted' }>): RunOutcome {
  if (end.kind === 'fault') return { kind: 'fault', message: end.message };
  return { kind: 'trap', isle: 0, core, thread: end.thread, message: end.message, frames: parseStack(end.stack) };
}

function countedCalls(counts: Int32Array): RunStats['calls'] {
  return calls.flatMap(({ nr, name, home }) => {
    const count = counts[nr] ?? 0;
    return count > 0 ? [{ nr, name, home, count }] : [];
  });
}
