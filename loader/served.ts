/** An isle and the proxy that serves it. */
import type { BindThread } from '../runtime/cores.js';
import type { Fabric } from '../runtime/fabric.js';
import { EXIT_SIGNAL, TRACE_COUNT, TRACE_PRINT } from '../runtime/generated/layout.js';
import { Isle } from '../runtime/isle.js';
import type { CoreEnd } from '../runtime/messages.js';
import type { CoreThread } from '../runtime/threads.js';
import type { RunOptions, RunOutcome } from './machine.js';
import { ProxyHost } from './proxy/host.js';
import type { identity } from './proxy/identity.js';
import { parseStack } from './wasm/stack.js';

export interface ServedOptions {
  run: RunOptions;
  isle: number;
  fabric: Fabric;
  bind: BindThread;
  ids: ReturnType<typeof identity>;
  /** CPUs that the process may use; null: not known. */
  affinity: number[] | null;
  /** CPUs that the isle's cores and its proxy have between them; 0 when other isles share them. */
  cpuCount: number;
  /** A thread for core 0 that was started before. */
  first?: CoreThread | undefined;
  /** The isle has ended; `machine`: and wants all others to end. */
  onEnd(outcome: RunOutcome, machine: boolean): void;
}

/** Descriptors that a program may have open, as Linux's default. */
const FDS_MAX = 1024;
/** Polls of the doorbell (some nanoseconds each) before the proxy sleeps, while a CPU is free for it. */
const PROXY_SPIN = 20_000;
const SIGKILL = 9;
/** Signals that end no program by default. */
const HARMLESS = new Set([17, 18, 23, 28]);

export class ServedIsle {
  readonly isle: Isle;
  private readonly proxy: ProxyHost;
  private ended = false;

  constructor(private readonly options: ServedOptions) {
    const { run, isle: number, affinity, ids, cpuCount, first } = options;
    const { cores, cpus } = run.places[number]!;
    this.isle = new Isle({
      isle: number,
      isles: run.places.length,
      cores,
      ranks: run.ranks,
      argv: [run.name, ...run.args],
      env: run.env,
      pid: process.pid + number,
      ...ids,
      cpuCount,
      threadsMax: run.threadsMax,
      fdsMax: FDS_MAX,
      trace: (run.stats || run.strace ? TRACE_COUNT : 0) | (run.strace ? TRACE_PRINT : 0),
      memory: run.memory,
      cpus: bindings(run, number),
      bind: options.bind,
      fabric: options.fabric,
      ...(first ? { first } : {}),
      onEnd: (core, end) => this.end(outcomeOf(number, core, end), true),
    });
    const several = run.places.length > 1;
    this.proxy = new ProxyHost(
      {
        memory: this.isle.memory,
        isle: number,
        dirs: run.dirs,
        cwd: run.cwd,
        allowRun: run.allowRun,
        strace: run.strace,
        spin: PROXY_SPIN,
        input: number === 0,
        ...(run.label ? { label: `[${number}] ` } : several ? { label: '' } : {}),
        ids,
        cpus: cpus ?? affinity,
      },
      {
        onExit: (code, machine) =>
          code >= EXIT_SIGNAL
            ? this.end({ kind: 'signal', signal: code - EXIT_SIGNAL }, true)
            : this.end({ kind: 'exit', code }, machine),
        onCores: () => this.isle.startWantedCores(),
        onSignal: (signal) => this.signal(signal),
        onFault: (message, fatal) => (fatal ? this.end({ kind: 'fault', message }, true) : run.onWarning(message)),
      },
      'this thread',
    );
  }

  private end(outcome: RunOutcome, machine: boolean): void {
    if (this.ended) return;
    this.ended = true;
    this.options.onEnd(outcome, machine);
  }

  /** Sends a signal to the program: 'taken' when it has a handler or ignores it, else it ends the isle. */
  signal(signal: number): 'taken' | 'ended' {
    if (this.ended) return 'taken';
    if (this.isle.handles(signal) && signal !== SIGKILL) this.isle.raise(signal);
    else if (!HARMLESS.has(signal)) {
      this.end({ kind: 'signal', signal }, true);
      return 'ended';
    }
    return 'taken';
  }

  /** Ends the isle's threads. */
  async close(): Promise<void> {
    this.ended = true;
    await Promise.all([this.isle.halt(), this.proxy.stop()]);
  }
}

/** For each core the CPUs it is bound to: one each while there are enough, else all of them to every core. */
function bindings({ places, bind }: RunOptions, isle: number): number[][] {
  const { cores, cpus } = places[isle]!;
  if (bind === 'none' || !cpus?.length) return [];
  return Array.from({ length: cores }, (_, core) => (cpus.length >= cores ? [cpus[core]!] : cpus));
}

function outcomeOf(isle: number, core: number, end: Exclude<CoreEnd, { kind: 'halted' }>): RunOutcome {
  if (end.kind === 'fault') return { kind: 'fault', message: end.message };
  return { kind: 'trap', isle, core, thread: end.thread, message: end.message, frames: parseStack(end.stack) };
}
