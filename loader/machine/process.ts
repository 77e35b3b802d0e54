/** The process that an isle is to its program: the boot page, the cores, and the proxy that serves what the kernel does not. */
import { printableLines } from '../../runtime/printable.js';
import { SIGNALS_IGNORED } from '../../runtime/generated/layout.js';
import { type BootFacts, writeBootPage } from '../../runtime/bootpage.js';
import type { StartCore } from '../../runtime/core.js';
import { Cores } from '../../runtime/cores.js';
import type { Fabric } from '../../runtime/fabric/table.js';
import { HostThreads } from '../../runtime/host-threads.js';
import { type Ids, type ProxyOptions, type RunningProxy, type StartProxy } from '../proxy/index.js';
import { bindings } from './cpus/shares.js';
import { coreOutcome, exitOutcome, type IsleOutcome } from './ends.js';
import type { OutputBudget } from '../proxy/vfs/standard/output-budget.js';
import type { Load } from './program.js';

export interface ProcessOptions extends BootFacts {
  load: Load;
  /** Fresh, all zero. */
  memory: WebAssembly.Memory;
  fabric: Fabric;
  startCore: StartCore;
  startProxy: StartProxy;
  ids: Ids;
  /** CPUs that the process may use; null: not known. */
  affinity: number[] | null;
  /** Isles that have names for the program. */
  named: number;
  spin: number;
  streams: StandardStreams;
  /** It has ended; `all`: and wants all other isles to end. Called once, never before the constructor has returned. */
  onEnd(outcome: IsleOutcome, all: boolean): void;
  onWarning(text: string): void;
}

/** Where the program's standard streams lead; without outlet and inlet they are this process's own. */
export type StandardStreams = Pick<ProxyOptions, 'input' | 'outlet' | 'inlet' | 'apart'>;

const SIGKILL = 9;

export class Process {
  readonly cores: Cores;
  private readonly proxy: RunningProxy;
  private ended = false;
  /** Counts what it writes to an outlet. */
  private readonly output: { count: SharedArrayBuffer; budget: OutputBudget } | undefined;
  /** After close(): nothing uses its memory any more. */
  memoryIsFree = false;

  constructor(private readonly options: ProcessOptions) {
    const { load, memory, isle, fabric, startCore, ids, affinity, net, named, spin, streams } = options;
    const { spec, wasi } = load;
    writeBootPage(memory, spec, options);
    const threads = new HostThreads();
    this.cores = new Cores({
      isle,
      spec,
      memory,
      cpus: bindings(spec),
      fabric,
      threads,
      startCore,
      onEnd: (core, end) => this.end(coreOutcome(isle, core, end), true),
    });
    this.output = streams.outlet && counted(spec.outputLimit);
    const outputCount = this.output?.count;
    const proxied = { ...spec, ...streams, outputCount, wasi, memory, isle, spin, ids, threadIds: threads.shared };
    this.proxy = options.startProxy(
      { ...proxied, network: { net, isles: named }, cpus: spec.cpus ?? affinity },
      {
        onExit: (code, all) => {
          const outcome = exitOutcome(code);
          this.end(outcome, all || outcome.kind !== 'exit');
        },
        onCores: () => this.cores.startWantedCores(),
        onNetwork: () => this.cores.startNetwork(),
        onSignal: (signal) => this.signal(signal),
        onFault: (fault) => this.end({ kind: 'fault', ...fault }, true),
        onWarning: options.onWarning,
      },
    );
  }

  /** Resolves when its calls are served, or it has ended because they cannot be. */
  get served(): Promise<void> {
    return this.proxy.started;
  }

  /** Hands out what it has written so far. */
  deliver(): void {
    this.proxy.deliver();
  }

  /** Serves what its core 0 has posted, on that core's thread; false: it has ended. */
  serveHere(): boolean {
    return this.proxy.serveHere!();
  }

  /** Its kernel's last words: they go where its output goes, and count as that. */
  said(line: string): void {
    const { outlet } = this.options.streams;
    if (!outlet || !this.output) return void process.stderr.write(line);
    const bytes = Buffer.from(line);
    const taken = this.output.budget.take(bytes.length);
    if (taken > 0 && outlet.state(2) !== 'closed') outlet.take(2, bytes.subarray(0, taken));
  }

  get memory(): WebAssembly.Memory {
    return this.options.memory;
  }

  private end(outcome: IsleOutcome, all: boolean): void {
    if (this.ended) return;
    this.ended = true;
    // Its words may hold names of the program's.
    const told = 'message' in outcome ? { ...outcome, message: printableLines(outcome.message) } : outcome;
    // The proxy may fail while it is made.
    queueMicrotask(() => this.options.onEnd(told, all));
  }

  /** Sends a signal to the program, which it ends unless the program has a handler or ignores it. */
  signal(signal: number): void {
    if (this.ended) return;
    const { master } = this.cores;
    if (master.handles(signal) && signal !== SIGKILL) master.signal(signal);
    else if (((SIGNALS_IGNORED >> (signal - 1)) & 1) === 0) this.end({ kind: 'signal', signal }, true);
  }

  /** Ends its threads. */
  async close(): Promise<void> {
    this.ended = true;
    [this.memoryIsFree] = await Promise.all([this.proxy.stop(), this.cores.halt()]);
  }
}

function counted(limit: number): { count: SharedArrayBuffer; budget: OutputBudget } {
  const { OutputBudget: Made, outputCount } =
    require('../proxy/vfs/standard/output-budget.js') as typeof import('../proxy/vfs/standard/output-budget.js');
  const count = outputCount();
  return { count, budget: new Made(limit, count) };
}
