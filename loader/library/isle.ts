/** An isle of a running machine. */
import { constants } from 'node:os';
import type { Channel } from '../../runtime/channels/channel.js';
import type { ConnectOptions } from '../../runtime/channels/channels.js';
import { HermitError } from '../../runtime/errors.js';
import { type CountedCall, countedCalls } from '../counts.js';
import type { Grant } from '../proxy/messages.js';
import type { RunOutcome, ServedIsle } from '../served.js';

export interface IsleOptions {
  /** argv[0]; 'app' by default. */
  name?: string;
  /** Arguments behind it. */
  args?: string[];
  /** The program's environment; empty by default. */
  env?: Record<string, string>;
  /** How many isles hermit_isles() tells of; by default as many as there are numbers in use, its own included. */
  isles?: number;
  /** Compute cores; 1 by default. */
  cores?: number;
  /** CPUs that the cores are bound to, in this order; not bound by default. */
  cpus?: number[];
  /** Bytes of memory, rounded up to 64 KiB; 64 MiB by default. Pages that are not touched cost nothing. */
  memory?: number;
  /** Directories of the host that the program may use; none by default. */
  dirs?: Grant[];
  /** Its working directory; '/' by default. */
  cwd?: string;
  /** Commands of the host that it may start; none by default. */
  allowRun?: string[];
  /** Threads that may exist at once, 1 to 256; 256 by default. */
  threads?: number;
  /** Takes what the program writes to standard output (1) and error (2); the process's own streams by default. */
  output?: (fd: number, text: Uint8Array) => void;
  /** Counts system calls for stats(). */
  countCalls?: boolean;
  /** Halts the isle when it is aborted. */
  signal?: AbortSignal;
}

/** How an isle ended; 'halted': somebody on the Linux side wanted it. */
export type IsleOutcome = RunOutcome | { kind: 'halted' };

export interface IsleStats {
  /** Threads of the program, threads that were started as cores. */
  threads: number;
  cores: number;
  /** With `countCalls`. */
  calls: CountedCall[];
}

type SignalName = keyof typeof constants.signals;

export class Isle {
  /** Resolves when it has ended and nothing is left of it; never rejects. */
  readonly done: Promise<IsleOutcome>;
  /** Bytes of its memory. */
  readonly memory: number;
  private last: IsleStats | undefined;
  private ending: Promise<void> | undefined;
  private finish: (outcome: IsleOutcome) => void = () => {};

  constructor(
    /** Its number in the machine, which a later isle may have again. */
    readonly number: number,
    /** Until it has ended: whoever keeps an Isle is not to keep its memory. */
    private served: ServedIsle | undefined,
    private readonly machine: {
      connect(isle: number, port: number, options: ConnectOptions): Promise<Channel>;
      /** Takes away what is left of it. */
      clear(isle: Isle, outcome: IsleOutcome): void;
    },
  ) {
    this.done = new Promise((resolve) => (this.finish = resolve));
    this.memory = served!.isle.memory.buffer.byteLength;
  }

  get ended(): boolean {
    return this.ending !== undefined;
  }

  /** Of now, or of its end. */
  stats(): IsleStats {
    if (this.last) return this.last;
    const { isle } = this.served!;
    return { threads: isle.master.threads, cores: isle.coresStarted, calls: countedCalls([isle.master.callCounts()]) };
  }

  /**
   * Sends a signal. A program that has no handler for it and does not ignore it is ended by it, if that is what Linux does.
   * @throws HermitError HERMIT_EINVAL for a signal that does not exist.
   */
  signal(signal: SignalName | number): void {
    const number = typeof signal === 'number' ? signal : constants.signals[signal];
    if (!(number >= 1 && number <= 31)) throw new HermitError('HERMIT_EINVAL', `expected a signal, got ${signal}`);
    if (!this.ended) this.served!.signal(number);
  }

  /** A channel to the program, once it has accepted: see Channels.connect. */
  async connect(port: number, options: ConnectOptions = {}): Promise<Channel> {
    if (this.ended)
      throw new HermitError('HERMIT_EPIPE', `connect to port ${port} of isle ${this.number}: it has ended`);
    return this.machine.connect(this.number, port, options);
  }

  /** Ends it wherever it is; resolves when nothing is left of it. */
  async halt(): Promise<void> {
    await this.end({ kind: 'halted' });
  }

  /** @internal The first outcome counts. */
  end(outcome: IsleOutcome): Promise<void> {
    this.ending ??= this.leave(outcome);
    return this.ending;
  }

  private async leave(outcome: IsleOutcome): Promise<void> {
    this.last = this.stats();
    const closed = await this.served!.close().catch((error: Error) => error);
    this.served = undefined;
    const left: IsleOutcome = closed ? { kind: 'fault', message: `HERMIT_EHALT: ${closed.message}` } : outcome;
    try {
      this.machine.clear(this, left);
    } finally {
      // A listener of an event may throw: that is its owner's to hear, and none of those who wait for the end.
      this.finish(left);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.halt();
  }
}
