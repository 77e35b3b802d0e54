/** An isle and the proxy that serves it. */
import type { StartCore } from '../../runtime/core.js';
import type { Fault } from '../../runtime/errors.js';
import type { Fabric } from '../../runtime/fabric.js';
import { EXIT_SIGNAL, TRACE_COUNT, TRACE_PRINT } from '../../runtime/generated/layout.js';
import { Isle } from '../../runtime/cores.js';
import type { CoreEnd } from '../../runtime/messages.js';
import { type RunningProxy, startProxy } from '../proxy/start.js';
import type { identity } from '../proxy/vfs/identity.js';
import type { Grant } from '../grants.js';
import type { Inlet, Outlet } from '../proxy/vfs/standard/flow.js';
import type { WasiGrants } from '../wasi/grants.js';
import { parseStack, type WasmFrame } from '../wasm/stack.js';

/** Where an isle is. */
export interface Place {
  /** Pinned cores. */
  cores: number;
  /** CPUs that the cores take in this order; null: not bound. */
  cpus: number[] | null;
}

/** What a program gets and may do. */
export interface Setup {
  /** argv[0]. */
  name: string;
  /** Arguments without argv[0]. */
  args: string[];
  env: Record<string, string>;
  /** Ranks of each isle. */
  ranks: number;
  bind: 'cores' | 'none';
  dirs: Grant[];
  /** Guest's working directory. */
  cwd: string;
  /** Commands that the guest may start. */
  allowRun: string[];
  strace: boolean;
  stats: boolean;
  /** Threads that may exist at once. */
  threadsMax: number;
  /** Descriptors that may be open at once; as many as the kernel has by default. */
  filesMax?: number;
  /** See ProxyOptions. */
  outputLimit?: number;
  writeLimit?: number;
  tmpLimit?: number;
  /** NET_…: what its virtual IP device reaches. */
  net: number;
  /** Bytes of the longest packet. */
  mtu: number;
  /** Calls of exported functions that are served at once when main has returned 0; without, the program ends then. */
  lanes?: number;
  onWarning(text: string): void;
  /** What a WASI program is given; absent: it is an image. */
  wasi?: WasiGrants;
}

export type RunOutcome =
  | { kind: 'exit'; code: number }
  | { kind: 'signal'; signal: number }
  | { kind: 'trap'; isle: number; core: number; thread: number; message: string; frames: WasmFrame[] }
  /** The program turned out to be none that can run. */
  | { kind: 'unusable'; message: string }
  /** The runtime failed. */
  | ({ kind: 'fault' } & Fault);

export interface ServedOptions {
  run: Setup;
  place: Place;
  isle: number;
  isles: number;
  /** Isles that have names for the program, if not so many. */
  named?: number;
  /** Fresh, all zero. */
  memory: WebAssembly.Memory;
  fabric: Fabric;
  startCore: StartCore;
  /** See CoreTask. */
  thunks?: WebAssembly.Module | undefined;
  ids: ReturnType<typeof identity>;
  /** CPUs that the process may use; null: not known. */
  affinity: number[] | null;
  /** CPUs that the isle's cores and its proxy have between them; 0 when other isles share them. */
  cpuCount: number;
  /** Polls of the doorbell (some nanoseconds each) before the proxy sleeps, while a CPU is free for it. */
  spin: number;
  /** Whether standard input is the program's. */
  input: boolean;
  /** Before each line of output, which is then passed on in whole lines. */
  label?: string | undefined;
  /** Takes what the program writes to standard output and error, in place of the process's own. */
  outlet?: Outlet | undefined;
  /** Gives it standard input. */
  inlet?: Inlet | undefined;
  /** The isle has ended; `machine`: and wants all others to end. */
  onEnd(outcome: RunOutcome, machine: boolean): void;
}

/** Descriptors that a program may have open: MAX_FDS of kernel/include/param.h. */
export const FDS_MAX = 4096;
const SIGKILL = 9;
/** Signals that end no program by default. */
const HARMLESS = new Set([17, 18, 23, 28]);

export class ServedIsle {
  readonly isle: Isle;
  private readonly proxy: RunningProxy;
  private ended = false;

  constructor(private readonly options: ServedOptions) {
    const { run, place, isle: number, affinity, ids, label, outlet, inlet } = options;
    this.isle = new Isle({
      isle: number,
      isles: options.isles,
      cores: place.cores,
      ranks: run.ranks,
      argv: [run.name, ...run.args],
      env: run.env,
      pid: process.pid + number,
      ...ids,
      cpuCount: options.cpuCount,
      threadsMax: run.threadsMax,
      net: run.net,
      mtu: run.mtu,
      fdsMax: run.filesMax ?? FDS_MAX,
      trace: (run.stats || run.strace ? TRACE_COUNT : 0) | (run.strace ? TRACE_PRINT : 0),
      memory: options.memory,
      cpus: bindings(place, run.bind),
      fabric: options.fabric,
      startCore: options.startCore,
      ...(run.lanes && { lanes: run.lanes }),
      thunks: options.thunks,
      onEnd: (core, end) => this.end(outcomeOf(number, core, end), true),
    });
    this.proxy = startProxy(
      {
        memory: this.isle.memory,
        isle: number,
        dirs: run.dirs,
        cwd: run.cwd,
        allowRun: run.allowRun,
        strace: run.strace,
        spin: options.spin,
        filesMax: run.filesMax ?? FDS_MAX,
        input: options.input,
        ...(label === undefined ? {} : { label }),
        ...(outlet && { outlet }),
        ...(inlet && { inlet }),
        ...(run.outputLimit !== undefined && { outputLimit: run.outputLimit }),
        ...(run.writeLimit !== undefined && { writeLimit: run.writeLimit }),
        ...(run.tmpLimit !== undefined && { tmpLimit: run.tmpLimit }),
        ...(run.wasi ? { wasi: run.wasi } : {}),
        ids,
        network: { net: run.net, isles: options.named ?? options.isles },
        cpus: place.cpus ?? affinity,
      },
      {
        onExit: (code, machine) =>
          code >= EXIT_SIGNAL
            ? this.end({ kind: 'signal', signal: code - EXIT_SIGNAL }, true)
            : this.end({ kind: 'exit', code }, machine),
        onCores: () => this.isle.startWantedCores(),
        onNetwork: () => this.isle.startNetwork(),
        onSignal: (signal) => this.signal(signal),
        onFault: (fault) => this.end({ kind: 'fault', ...fault }, true),
        onWarning: run.onWarning,
      },
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
    if (this.isle.master.handles(signal) && signal !== SIGKILL) this.isle.master.signal(signal);
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
function bindings({ cores, cpus }: Place, bind: Setup['bind']): number[][] {
  if (bind === 'none' || !cpus?.length) return [];
  return Array.from({ length: cores }, (_, core) => (cpus.length >= cores ? [cpus[core]!] : cpus));
}

function outcomeOf(isle: number, core: number, end: Exclude<CoreEnd, { kind: 'halted' }>): RunOutcome {
  if (end.kind === 'unusable') return end;
  if (end.kind === 'fault') return { ...end, message: `isle ${isle}, core ${core}: ${end.message}` };
  return { kind: 'trap', isle, core, thread: end.thread, message: end.message, frames: parseStack(end.stack) };
}
