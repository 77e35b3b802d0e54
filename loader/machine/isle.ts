/** An isle of a running machine. */
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import type { Channel } from '../../runtime/channels/channel.js';
import type { ConnectOptions } from '../../runtime/channels/channels.js';
import { HermitError } from '../../runtime/errors.js';
import type { ArrayType, IsleArrays, Slots } from '../calls/posting.js';
import type { CallOptions } from '../calls/options.js';
import type { CalledIsle, Calls } from '../calls/queue.js';
import type { CallArgument, CallResult } from '../calls/values.js';
import type { CountedCall } from './counts.js';
import { ended, here, type IsleOutcome, noCalls, timeOutcome } from './ends.js';
import type { Callable } from './program.js';
import type { IsleStreams } from './streams.js';

export type { ArrayType };

export interface IsleStats {
  /** Threads of the program; threads started as cores. */
  threads: number;
  cores: number;
  /** With `countCalls`. */
  calls: CountedCall[];
}

type SignalName = keyof typeof constants.signals;

/** What runs it: threads of this process, or another process. */
export interface IsleProcess {
  signal(signal: number): void;
  /** Hands out what it has written so far. */
  deliver(): void;
  /** Ends it: resolves when nothing of it runs. */
  close(): Promise<void>;
}

/** What it is made of. */
export interface IsleParts {
  process: IsleProcess;
  /** Bytes of its memory; of a WASI program's, the most that it may have. */
  memory: number;
  ports: number[];
  /** Its program can serve calls. */
  serves: boolean;
  /** Where it serves them: its functions, and where calls are left. */
  calls: { functions: Callable['functions']; declarations?: Callable['declarations']; slots: Slots } | undefined;
  arrays: IsleArrays;
  /** The memory of an isle of this process. */
  wasm?: WebAssembly.Memory;
  callTimeLimit: number | undefined;
  streams: IsleStreams;
  /** The error of calls that run when it ends. */
  whileRunning(outcome: IsleOutcome): HermitError | Promise<HermitError>;
}

/** What its machine does for it. */
export interface IsleMachine {
  connect(isle: number, port: number, options: ConnectOptions): Promise<Channel>;
  stats(isle: Isle): IsleStats;
  /** It has run longer than it may. */
  expire(isle: Isle, outcome: IsleOutcome): void;
  /** It is about to end: wakes those that wait for it. */
  ending(isle: Isle): void;
  /** Releases what is left of it. */
  clear(isle: Isle, outcome: IsleOutcome): Promise<void>;
}

export class Isle {
  /** Resolves when the isle has ended and everything is released; never rejects. */
  readonly done: Promise<IsleOutcome>;
  /** Bytes of its memory; of a WASI program's, the most that it may have. */
  readonly memory: number;
  /** Ports that it listens on, in the order of `listen`. */
  readonly ports: number[];
  /** @internal Resolves when calls are served; rejects when it has ended before. */
  readonly serving: Promise<void>;
  private last: IsleStats | undefined;
  private ending: Promise<void> | undefined;
  private finish: (outcome: IsleOutcome) => void = () => {};
  private outcome: IsleOutcome | undefined;
  private calls: Calls | undefined;
  private readonly arrays: IsleArrays;
  /** Addresses of arrays that alloc made. */
  private readonly taken = new Set<number>();
  /** Until it has ended, so that keeping an Isle does not keep its memory. */
  private process: IsleProcess | undefined;
  private readonly callTimeLimit: number | undefined;
  private readonly serves: boolean;
  /** It was booted to serve calls. */
  private readonly served: boolean;
  private readonly streams: IsleStreams;
  private readonly whileRunning: IsleParts['whileRunning'];

  /** @internal */
  constructor(
    /** Its number in the machine, which a later isle may reuse. */
    readonly number: number,
    /** @internal Until it has ended. */
    public parts: IsleParts | undefined,
    private readonly machine: IsleMachine,
  ) {
    this.done = new Promise((resolve) => (this.finish = resolve));
    const { process, memory, ports, serves, calls, arrays, callTimeLimit, streams, whileRunning } = parts!;
    this.process = process;
    this.memory = memory;
    this.ports = ports;
    this.callTimeLimit = callTimeLimit;
    this.serves = serves;
    this.arrays = arrays;
    this.streams = streams;
    this.whileRunning = whileRunning;
    this.calls = calls && this.callsOf(calls);
    this.served = calls !== undefined;
    this.serving = this.calls?.ready ?? Promise.resolve();
  }

  private callsOf({ slots, functions, declarations }: NonNullable<IsleParts['calls']>): Calls {
    const { Calls: Made } = require('../calls/queue.js') as typeof import('../calls/queue.js');
    const isle: CalledIsle = {
      memory: this.memory,
      block: (bytes) => this.alloc(Uint8Array, bytes),
      release: (block) => this.free(block),
      addressOf: (view) => this.arrays.addressOf(view),
      abort: () => void this.halt(),
      deliver: () => this.process?.deliver(),
      expire: (why) => void this.end({ kind: 'limit', ...why }),
    };
    return new Made(slots, functions, isle, declarations);
  }

  /** @internal Arguments of calls are no more checked by declarations in C: whoever calls has done that. */
  takeAsDeclared(): void {
    this.calls?.takeAsDeclared();
  }

  /** @internal Counts its time from now on. */
  limitTime(limit: number): void {
    const timer = setTimeout(() => this.machine.expire(this, timeOutcome(this.number, limit)), limit);
    void this.done.then(() => clearTimeout(timer));
  }

  /** With `stdio`: the program's standard input. */
  get stdin(): Writable | undefined {
    return this.streams.input?.stream;
  }

  /** With `stdio`: the program's output. The program waits while it is not read. */
  get stdout(): Readable | undefined {
    return this.streams.output?.stdout;
  }

  get stderr(): Readable | undefined {
    return this.streams.output?.stderr;
  }

  /** @internal How it ended, or ends. */
  get lastOutcome(): IsleOutcome | undefined {
    return this.outcome;
  }

  get ended(): boolean {
    return this.ending !== undefined;
  }

  /** Current statistics, or final ones once it has ended. */
  stats(): IsleStats {
    return this.last ?? this.machine.stats(this);
  }

  /**
   * Sends a signal. Its default action is Linux's: a signal that the program neither handles nor ignores may end it.
   * @throws HermitError HERMIT_EINVAL for a signal that does not exist.
   */
  signal(signal: SignalName | number): void {
    const number = typeof signal === 'number' ? signal : constants.signals[signal];
    if (!(number >= 1 && number <= 31)) throw new HermitError('HERMIT_EINVAL', `expected a signal, got ${signal}`);
    if (!this.ended) this.process!.signal(number);
  }

  /** A channel to the program, once it has accepted: see Channels.connect. */
  async connect(port: number, options: ConnectOptions = {}): Promise<Channel> {
    if (this.ended)
      throw new HermitError('HERMIT_EPIPE', `connect to port ${port} of isle ${this.number}: it has ended`);
    return this.machine.connect(this.number, port, options);
  }

  /** Numbers of waiting and running calls. */
  get load(): { waiting: number; running: number } {
    return this.calls?.load ?? { waiting: 0, running: 0 };
  }

  /** Those of an isle that serves them. @throws HermitError HERMIT_EENDED, HERMIT_ECALLS. */
  private get callee(): Calls {
    if (this.calls) return this.calls;
    if (!this.serves) throw noCalls(`isle ${this.number}`);
    if (this.served) throw ended(this.outcome!, this.number);
    throw new HermitError(
      'HERMIT_ECALLS',
      `isle ${this.number} serves no calls: it runs its program from beginning to end. Boot it with { serve: true }, then it stays when main has returned 0`,
    );
  }

  /**
   * Calls an exported function on a core of the isle. Numbers are passed by value (i64 as bigint), arrays from alloc and view as
   * pointers, strings as a `char *` that is valid during the call.
   * @throws HermitError HERMIT_EFUNCTION, HERMIT_EARGUMENT, HERMIT_EARRAY, HERMIT_ETRAP, HERMIT_EENDED, HERMIT_ETIMELIMIT, HERMIT_ECALLS.
   */
  call(name: string, ...args: CallArgument[]): Promise<CallResult> {
    return this.callWith({}, name, ...args);
  }

  /** The same with options. */
  async callWith(options: CallOptions, name: string, ...args: CallArgument[]): Promise<CallResult> {
    const limit = this.callTimeLimit;
    let called: Promise<CallResult>;
    try {
      called = this.callee.call(
        name,
        args,
        limit === undefined || options.timeLimit !== undefined ? options : { ...options, timeLimit: limit },
      );
    } catch (error) {
      // Its caller is still on the stack.
      if (error instanceof HermitError) Error.captureStackTrace(error, this.callWith);
      throw this.refused(name, error);
    }
    try {
      return await called;
    } catch (error) {
      throw this.refused(name, here(error));
    }
  }

  private refused(name: string, error: unknown): unknown {
    const { tell } = require('./diagnostics.js') as typeof import('./diagnostics.js');
    tell('call:error', { isle: this, name, error });
    return error;
  }

  /** Allocates a zeroed array in the isle's memory, which C functions receive as a pointer. @throws HermitError HERMIT_EALLOC and as call. */
  async alloc<T extends NodeJS.TypedArray>(type: ArrayType<T>, length: number): Promise<T> {
    const bytes = length * type.BYTES_PER_ELEMENT;
    let address: number;
    try {
      const calls = this.callee;
      if (!(Number.isInteger(length) && length >= 0 && bytes < this.memory))
        throw new HermitError(
          'HERMIT_EINVAL',
          `alloc: expected a length that fits into ${this.memory} bytes, got ${length}`,
        );
      address = await calls.alloc(bytes);
    } catch (error) {
      throw here(error);
    }
    if (this.outcome) throw ended(this.outcome, this.number);
    const start = this.placed(type, address, length);
    this.taken.add(address);
    return this.arrays.fresh(type, start, length);
  }

  /** Frees an array from alloc, which must not be used afterwards. @throws HermitError HERMIT_EARRAY. */
  async free(array: NodeJS.TypedArray): Promise<void> {
    const calls = this.callee;
    const address = this.arrays.addressOf(array);
    if (address === undefined || !this.taken.delete(address))
      throw new HermitError(
        'HERMIT_EARRAY',
        'free: expected an array that alloc of this isle made and that was not freed yet',
      );
    this.arrays.freed(address);
    try {
      await calls.free(address);
    } catch (error) {
      throw here(error);
    }
  }

  /** The isle's memory at an address that a C function returned, as an array. @throws HermitError HERMIT_EINVAL, HERMIT_EENDED. */
  view<T extends NodeJS.TypedArray>(type: ArrayType<T>, pointer: number, length: number): T {
    return this.arrays.view(type, this.placed(type, pointer, length), length);
  }

  private placed(type: ArrayType<unknown>, pointer: number, length: number): number {
    if (!this.serves) throw noCalls(`isle ${this.number}`);
    if (this.outcome || !this.process) throw ended(this.outcome ?? { kind: 'halted' }, this.number);
    const start = pointer >>> 0;
    const fits = Number.isInteger(length) && length >= 0 && start + length * type.BYTES_PER_ELEMENT <= this.memory;
    if (!fits || start % type.BYTES_PER_ELEMENT !== 0)
      throw new HermitError(
        'HERMIT_EINVAL',
        `view: expected an aligned address and a length within ${this.memory} bytes, got ${pointer} and ${length}`,
      );
    return start;
  }

  /** The text of a `char *` that a C function returned, at most `most` bytes, 1 MiB by default. @throws HermitError HERMIT_EARGUMENT when there is none. */
  string(pointer: number, most?: number): string {
    return this.callee.string(pointer, most);
  }

  /** Ends the isle, even if it computes or waits; resolves when everything is released. */
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
    const { calls } = this;
    this.calls = undefined;
    this.arrays.end();
    if (calls) {
      const after = ended(outcome, this.number);
      calls.end(calls.load.running > 0 ? this.whileRunning(outcome) : after, after);
    }
    const closing = this.process!.close();
    this.machine.ending(this);
    const failed = await closing.then(
      () => undefined,
      (error: Error) => error,
    );
    this.process = undefined;
    this.parts = undefined;
    this.streams.input?.end();
    this.streams.output?.end();
    const left: IsleOutcome = failed ? { kind: 'fault', code: 'HERMIT_EINTERNAL', message: failed.message } : outcome;
    try {
      await this.machine.clear(this, left);
    } finally {
      // A listener of an event may throw. That is its owner's affair, and must not reach those that wait for the end.
      this.finish(left);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.halt();
  }
}
