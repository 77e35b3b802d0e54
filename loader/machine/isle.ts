/** An isle of a running machine. */
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import type { Channel } from '../../runtime/channels/channel.js';
import type { ConnectOptions } from '../../runtime/channels/channels.js';
import { HermitError } from '../../runtime/errors.js';
import { type CountedCall, countedCalls } from './counts.js';
import type { Grant } from '../grants.js';
import type { ServedIsle } from './process.js';
import { Calls, type CallOptions } from '../calls/calls.js';
import type { WasiGuest } from '../wasi/guest.js';
import type { Signature } from '../wasm/signatures.js';
import { ended, endedWhileRunning, type IsleOutcome } from './ends.js';
import type { InputQueue, OutputFunction, OutputStreams } from '../library/streams.js';
import type { CallArgument, CallResult } from '../calls/values.js';
import { noCalls } from './wasi.js';

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
  /**
   * Bytes of memory, rounded up to 64 KiB; 64 MiB by default, for a WASI program as much as it says. Pages that are not touched cost
   * nothing.
   */
  memory?: number;
  /** Directories of the host that the program may use; none by default. A WASI program has them in this order, as `guest`, whatever that is. */
  dirs?: Grant[];
  /** Ports of this machine that a WASI program accepts connections of, by descriptors from 3 on: PORT or '[HOST:]PORT', 0 for a free one. */
  listen?: (number | string)[];
  /** Its working directory; '/' by default. */
  cwd?: string;
  /** Commands of the host that it may start; none by default. */
  allowRun?: string[];
  /** Threads that may exist at once, 1 to 256; 256 by default. */
  threads?: number;
  /** Takes what the program writes to standard output (1) and error (2); the process's own streams by default. */
  output?: OutputFunction;
  /** What the program reads from standard input; nothing by default. */
  input?: string | Uint8Array;
  /** 'stream': the isle has stdin (unless there is `input`), stdout and stderr (unless there is `output`) as streams of Node's. */
  stdio?: 'stream';
  /** Bytes that the program may write to standard output and error together; then EDQUOT. No limit by default. */
  outputLimit?: number;
  /** Bytes that it may write to files of `dirs`; then EDQUOT. No limit by default. */
  writeLimit?: number;
  /** Bytes that /tmp and /dev/shm, which are in memory, may hold each; then ENOSPC. Half of the host's memory by default. */
  tmpLimit?: number;
  /** Descriptors that it may have open at once, 3 to 4096; then EMFILE. 4096 by default. */
  files?: number;
  /**
   * Keeps the isle when main has returned 0, to serve calls of exported functions: so many at once, each on a thread of its own; true
   * is 1, and the others wait. Functions that use OpenMP share the cores.
   */
  serve?: number | boolean;
  /** Milliseconds that a called function may run, unless its call says otherwise; no limit by default. */
  callTimeLimit?: number;
  /** Milliseconds from the boot after which the isle is ended; no limit by default. */
  timeLimit?: number;
  /** Counts system calls for stats(). */
  countCalls?: boolean;
  /** Halts the isle when it is aborted. */
  signal?: AbortSignal;
}

/** A type of arrays, such as Float64Array. */
export interface ArrayType<T> {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
  readonly name: string;
}

/** What can be called of an isle's image. */
export interface Callable {
  image: Uint8Array;
  functions: ReadonlyMap<string, Signature | undefined>;
  callTimeLimit: number | undefined;
}

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
  /** Bytes of its memory; of a WASI program's, the most that it may have. */
  readonly memory: number;
  /** @internal Resolves when calls are served; rejects when it has ended before. */
  readonly serving: Promise<void>;
  private last: IsleStats | undefined;
  private ending: Promise<void> | undefined;
  private finish: (outcome: IsleOutcome) => void = () => {};
  private outcome: IsleOutcome | undefined;
  private calls: Calls | undefined;
  /** What views of its memory have in common, once there are any. */
  private lent: ArrayBufferLike | undefined;
  /** Addresses of arrays that alloc made. */
  private readonly taken = new Set<number>();

  constructor(
    /** Its number in the machine, which a later isle may have again. */
    readonly number: number,
    /** Until it has ended: whoever keeps an Isle is not to keep its memory. */
    private served: ServedIsle | undefined,
    private readonly machine: {
      connect(isle: number, port: number, options: ConnectOptions): Promise<Channel>;
      /** Takes away what is left of it. */
      clear(isle: Isle, outcome: IsleOutcome): void;
      /** A buffer of the isle's memory that nobody else has. */
      lend(memory: WebAssembly.Memory): ArrayBufferLike;
    },
    private readonly callable?: Callable,
    private readonly streams: { input?: InputQueue | undefined; output?: OutputStreams | undefined } = {},
    private readonly guest?: WasiGuest,
  ) {
    this.done = new Promise((resolve) => (this.finish = resolve));
    const { memory } = served!.isle;
    this.memory = guest?.memoryMax ?? memory.buffer.byteLength;
    if (callable)
      this.calls = new Calls(memory, callable.functions, {
        owns: (view) => view.buffer === this.lent,
        abort: () => void this.halt(),
        expire: (why) => void this.end({ kind: 'limit', ...why }),
      });
    this.serving = this.calls?.ready ?? Promise.resolve();
  }

  /** Ports that it listens on by `listen`, in that order. */
  get ports(): number[] {
    return this.guest?.ports ?? [];
  }

  /** With `stdio`: what is written here is the program's standard input. */
  get stdin(): Writable | undefined {
    return this.streams.input?.stream;
  }

  /** With `stdio`: what the program writes. It waits while that is not read. */
  get stdout(): Readable | undefined {
    return this.streams.output?.stdout;
  }

  get stderr(): Readable | undefined {
    return this.streams.output?.stderr;
  }

  get ended(): boolean {
    return this.ending !== undefined;
  }

  /** Of now, or of its end. */
  stats(): IsleStats {
    if (this.last) return this.last;
    const { isle } = this.served!;
    const calls = this.guest?.counts([isle.memory]) ?? countedCalls([isle.master.callCounts()]);
    return { threads: isle.master.threads, cores: isle.coresStarted, calls };
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

  /** Calls that wait for a lane, and that run. */
  get load(): { waiting: number; running: number } {
    return this.calls?.load ?? { waiting: 0, running: 0 };
  }

  /** Those of an isle that serves them. @throws HermitError HERMIT_EENDED, HERMIT_ECALLS. */
  private get callee(): Calls {
    if (this.calls) return this.calls;
    if (this.guest) throw noCalls(`isle ${this.number}`);
    if (this.outcome) throw ended(this.outcome, this.number);
    throw new HermitError('HERMIT_ECALLS', `isle ${this.number} serves no calls: boot it with { serve: true }`);
  }

  /**
   * Calls a function that the image exports, on a core of the isle. Numbers go by value (i64 as bigint), arrays of alloc and view as
   * pointers, strings as `char *` that lives as long as the call.
   * @throws HermitError HERMIT_EFUNCTION, HERMIT_EARGUMENT, HERMIT_EARRAY, HERMIT_ETRAP, HERMIT_EENDED, HERMIT_ETIMELIMIT, HERMIT_ECALLS.
   */
  call(name: string, ...args: CallArgument[]): Promise<CallResult> {
    return this.callWith({}, name, ...args);
  }

  /** The same with options. */
  async callWith(options: CallOptions, name: string, ...args: CallArgument[]): Promise<CallResult> {
    const limit = this.callable?.callTimeLimit;
    return this.callee.call(name, args, limit === undefined ? options : { timeLimit: limit, ...options });
  }

  /** A zeroed array in the memory of the isle, which C functions get as a pointer. @throws HermitError HERMIT_EALLOC and as call. */
  async alloc<T extends NodeJS.TypedArray>(type: ArrayType<T>, length: number): Promise<T> {
    const calls = this.callee;
    const bytes = length * type.BYTES_PER_ELEMENT;
    if (!(Number.isInteger(length) && length >= 0 && bytes < this.memory))
      throw new HermitError(
        'HERMIT_EINVAL',
        `alloc: expected a length that fits into ${this.memory} bytes, got ${length}`,
      );
    const address = await calls.alloc(bytes);
    if (this.outcome) throw ended(this.outcome, this.number);
    this.taken.add(address);
    return this.view(type, address, length);
  }

  /** Gives an array of alloc back to the isle; nobody may use it any more. @throws HermitError HERMIT_EARRAY. */
  async free(array: NodeJS.TypedArray): Promise<void> {
    const calls = this.callee;
    if (array.buffer !== this.lent || !this.taken.delete(array.byteOffset))
      throw new HermitError(
        'HERMIT_EARRAY',
        'free: expected an array that alloc of this isle made and that was not freed yet',
      );
    await calls.free(array.byteOffset);
  }

  /** The memory of the isle at an address that a C function returned, as an array. @throws HermitError HERMIT_EINVAL, HERMIT_EENDED. */
  view<T extends NodeJS.TypedArray>(type: ArrayType<T>, pointer: number, length: number): T {
    if (this.guest) throw noCalls(`isle ${this.number}`);
    if (this.outcome || !this.served) throw ended(this.outcome ?? { kind: 'halted' }, this.number);
    const start = pointer >>> 0;
    const fits = Number.isInteger(length) && length >= 0 && start + length * type.BYTES_PER_ELEMENT <= this.memory;
    if (!fits || start % type.BYTES_PER_ELEMENT !== 0)
      throw new HermitError(
        'HERMIT_EINVAL',
        `view: expected an aligned address and a length within ${this.memory} bytes, got ${pointer} and ${length}`,
      );
    this.lent ??= this.machine.lend(this.served.isle.memory);
    return new type(this.lent, start, length);
  }

  /** The text of a `char *` that a C function returned. @throws HermitError HERMIT_EARGUMENT when there is none. */
  string(pointer: number): string {
    return this.callee.string(pointer);
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
    this.outcome = outcome;
    const { calls, callable } = this;
    this.calls = undefined;
    this.lent = undefined;
    if (calls) {
      const after = ended(outcome, this.number);
      calls.end(calls.load.running > 0 ? endedWhileRunning(outcome, this.number, callable!.image) : after, after);
    }
    const closed = await this.served!.close().catch((error: Error) => error);
    this.served = undefined;
    this.streams.input?.end();
    this.streams.output?.end();
    const left: IsleOutcome = closed ? { kind: 'fault', code: 'HERMIT_EINTERNAL', message: closed.message } : outcome;
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
