/** Warm isles of one image for request handlers: each is handed out to one request at a time, and booted again when it has ended. */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { onAbort } from '../../runtime/aborts.js';
import { HermitError } from '../../runtime/errors.js';
import type { CallOptions } from '../calls/options.js';
import { type ImageSource, imageBytes } from './image.js';
import { checkAll, checkBytes, CONTAIN } from '../machine/checks.js';
import { tell } from '../machine/diagnostics.js';
import { here, noCalls } from '../machine/ends.js';
import type { Isle } from '../machine/isle.js';
import { Machine } from './machine.js';
import { metricsText } from './metrics.js';
import type { MachineOptions, RunResult } from '../machine/options.js';
import type { CallArgument, CallResult } from '../calls/values.js';
import { preparedProgram } from '../machine/modules.js';
import type { IsleOptions } from '../machine/spec.js';

export interface PoolOptions extends IsleOptions, MachineOptions {
  /** Isles that work at once; 1 by default. */
  size?: number;
  /** Additional booted isles, which replace ended ones at once; 1 by default. */
  spare?: number;
  /** Requests that may wait for an isle; more are rejected with HERMIT_EQUEUE. 100 by default. */
  queueLimit?: number;
  /** Every request gets a newly booted isle. */
  fresh?: boolean;
}

export interface PoolStatistics {
  /** All isles; busy ones; idle ones. */
  isles: number;
  busy: number;
  idle: number;
  /** Waiting requests. */
  waiting: number;
  /** Requests so far: completed; failed, with their isle or without; refused because the queue was full. */
  completed: number;
  failed: number;
  refused: number;
  /** Isles booted to replace others. */
  reboots: number;
  /** Milliseconds that requests waited for an isle, and used it: means, medians and 99th percentiles. */
  wait: Duration;
  work: Duration;
}

export interface Duration {
  mean: number;
  p50: number;
  p99: number;
}

/** Where its isles are. */
interface PoolMachine {
  /** Whether isles of the image serve calls. @throws HermitError as bootIsle. */
  serves(name: string, image: Uint8Array): boolean | Promise<boolean>;
  bootIsle(image: Uint8Array, options: IsleOptions): Promise<Isle>;
  run(args: string[], options: IsleOptions & { image: Uint8Array }): Promise<RunResult>;
  halt(): Promise<void>;
}

function poolMachine(
  image: Uint8Array,
  { name = 'app', memory, size = 1, fresh = false, ...options }: PoolOptions,
): PoolMachine {
  if (options.contain !== undefined) {
    checkAll(options, { contain: CONTAIN });
    const { Fleet } = require('../contained/fleet.js') as typeof import('../contained/fleet.js');
    return new Fleet(options, fresh);
  }
  let machine: Machine | undefined;
  return {
    serves: async () => {
      checkBytes(image);
      const { serves } = await preparedProgram(name, image, memory);
      machine = new Machine({ ...options, ready: options.ready ?? (serves ? 0 : size) });
      return serves;
    },
    bootIsle: (_, each) => machine!.bootIsle(image, each),
    run: (args, each) => machine!.run(args, each),
    halt: async () => machine?.halt(),
  };
}

interface Waiting {
  give(isle: Isle | undefined): void;
  refuse(error: unknown): void;
}

/** Nanoseconds in a millisecond; histograms hold whole numbers from 1 on. */
const NS = 1e6;
/** Between attempts to boot an isle in the place of another (ms). */
const BOOT_AGAIN = 100;

export class IslePool {
  private readonly machine: PoolMachine;
  private readonly idle: Isle[] = [];
  private readonly queue: Waiting[] = [];
  private wanted = 0;
  private readonly size: number;
  private readonly queueLimit: number;
  private readonly fresh: boolean;
  /** Its isles serve calls. Those of a WASI program do not: there is nothing to boot before it is run. */
  private serves = true;
  private options: IsleOptions;
  private readonly spare: number;
  private busy = 0;
  private booting = 0;
  private readonly counts = { completed: 0, failed: 0, refused: 0, reboots: 0 };
  private readonly waits: RecordableHistogram = createHistogram();
  private readonly works: RecordableHistogram = createHistogram();
  private closing: Promise<void> | undefined;
  private emptied: () => void = () => {};
  private timer: NodeJS.Timeout | undefined;

  /** @internal Use createPool. */
  constructor(
    private readonly image: Uint8Array,
    {
      size = 1,
      spare = 1,
      queueLimit = 100,
      fresh = false,
      ready,
      network = { net: 'none' },
      onWarning,
      contain,
      processLimits,
      ...options
    }: PoolOptions,
  ) {
    natural('size', size, 1);
    natural('spare', spare, 0);
    natural('queueLimit', queueLimit, 0);
    this.size = size;
    this.spare = spare;
    this.queueLimit = queueLimit;
    this.fresh = fresh;
    this.options = options;
    const machine = { ready, network, onWarning, contain, processLimits };
    const { name, memory } = options;
    this.machine = poolMachine(image, { ...machine, name: name ?? 'app', memory, size, fresh });
  }

  /** @internal Boots the first isles. */
  async begin(): Promise<this> {
    try {
      const { options, size, spare } = this;
      const name = options.name ?? 'app';
      this.serves = await this.machine.serves(name, this.image);
      if (!this.serves && options.serve) throw noCalls(name);
      this.wanted = this.serves ? size + spare : 0;
      if (this.serves) this.options = { serve: true, ...options };
      this.idle.push(...(await Promise.all(Array.from({ length: this.wanted }, () => this.boot()))));
      return this;
    } catch (error) {
      await this.machine.halt();
      throw error;
    }
  }

  private async boot(): Promise<Isle> {
    const isle = await this.machine.bootIsle(this.image, this.options);
    // One that ends while it is idle (a signal, its time limit).
    void isle.done.then(() => {
      const at = this.idle.indexOf(isle);
      if (at >= 0) this.idle.splice(at, 1);
      this.refill();
    });
    return isle;
  }

  /** Boots isles in the place of those that have ended. */
  private refill(): void {
    if (this.closing && this.queue.length === 0) return;
    while (this.idle.length + this.busy + this.booting < this.wanted) {
      this.booting++;
      this.counts.reboots++;
      this.boot().then(
        (isle) => {
          this.booting--;
          this.idle.push(isle);
          tell('pool:replace', { pool: this, isle });
          this.hand();
        },
        (error: unknown) => {
          this.booting--;
          // Nobody else could tell those that wait. Later ones find another attempt.
          if (this.busy + this.idle.length === 0) for (const one of this.queue.splice(0)) one.refuse(error);
          this.timer = setTimeout(() => this.refill(), BOOT_AGAIN).unref();
        },
      );
    }
  }

  private hand(): void {
    while (this.queue.length > 0 && this.free) this.queue.shift()!.give(this.take());
    if (this.closing && this.busy === 0 && this.queue.length === 0) this.emptied();
  }

  private get free(): boolean {
    return this.busy < this.size && (!this.serves || this.idle.length > 0);
  }

  /** A place, with the isle that waits there; for a WASI program there is none. */
  private take(): Isle | undefined {
    this.busy++;
    return this.idle.shift();
  }

  private acquire(signal: AbortSignal | undefined): Promise<Isle | undefined> {
    if (this.closing) return Promise.reject(new HermitError('HERMIT_ECLOSED', 'the pool is closed'));
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    if (this.free && this.queue.length === 0) return Promise.resolve(this.take());
    if (this.queue.length >= this.queueLimit) {
      this.counts.refused++;
      const text = `${this.queue.length} requests wait already (queueLimit): try again later, or make the pool larger`;
      return Promise.reject(new HermitError('HERMIT_EQUEUE', text));
    }
    return new Promise((resolve, reject) => {
      const deaf =
        signal &&
        onAbort(signal, () => {
          this.queue.splice(this.queue.indexOf(waiting), 1);
          waiting.refuse(signal.reason);
        });
      const waiting: Waiting = {
        give: (isle) => {
          deaf?.();
          resolve(isle);
        },
        refuse: (error) => {
          deaf?.();
          reject(error as Error);
          this.hand();
        },
      };
      this.queue.push(waiting);
    });
  }

  /** The error of one that gets none has its caller's stack. */
  private async acquired(signal: AbortSignal | undefined): Promise<Isle | undefined> {
    try {
      return await this.acquire(signal);
    } catch (error) {
      throw here(error);
    }
  }

  /**
   * Gives `work` exclusive use of an isle until its promise has settled, and resolves with its result. Other requests use the isle afterwards,
   * so `work` must free the arrays that it has allocated, unless `fresh` is set.
   * @throws HermitError HERMIT_EQUEUE, HERMIT_ECLOSED, what bootIsle throws, the signal's reason, and what `work` throws.
   */
  async use<T>(work: (isle: Isle) => Promise<T> | T, options: { signal?: AbortSignal } = {}): Promise<T> {
    if (!this.serves) throw noCalls(this.options.name ?? 'app');
    return await this.lend((isle) => work(isle!), options);
  }

  private async lend<T>(
    work: (isle: Isle | undefined) => Promise<T> | T,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<T> {
    const asked = performance.now();
    const isle = await this.acquired(signal);
    const begun = performance.now();
    record(this.waits, begun - asked);
    try {
      const result = await work(isle);
      this.counts.completed++;
      return result;
    } catch (error) {
      this.counts.failed++;
      throw error;
    } finally {
      record(this.works, performance.now() - begun);
      this.busy--;
      if (this.fresh) void isle?.halt();
      if (isle && !isle.ended) this.idle.push(isle);
      this.refill();
      this.hand();
    }
  }

  /** Calls an exported function on a free isle. @throws as use and Isle.call. */
  call(name: string, ...args: CallArgument[]): Promise<CallResult> {
    return this.use((isle) => isle.call(name, ...args));
  }

  /** The same with options. */
  callWith(options: CallOptions, name: string, ...args: CallArgument[]): Promise<CallResult> {
    return this.use((isle) => isle.callWith(options, name, ...args), options);
  }

  /** Runs the program from the start with these arguments, in its own isle, once the pool has a free one. @throws as use. */
  run(args: string[] = [], options: IsleOptions = {}): Promise<RunResult> {
    const { serve: _, signal: __, output: ___, ...like } = this.options;
    return this.lend(() => this.machine.run(args, { ...like, ...options, image: this.image }), options);
  }

  get statistics(): PoolStatistics {
    const { busy, idle, queue, counts } = this;
    return {
      isles: busy + idle.length,
      busy,
      idle: idle.length,
      waiting: queue.length,
      ...counts,
      wait: duration(this.waits),
      work: duration(this.works),
    };
  }

  /** The statistics in Prometheus text format; `labels` are added to every value. @throws HermitError HERMIT_EINVAL. */
  metrics(labels: Readonly<Record<string, string>> = {}): string {
    return metricsText(this.statistics, labels);
  }

  /** Rejects new requests, completes pending ones, and ends all isles and threads. */
  close(): Promise<void> {
    this.closing ??= this.finish();
    return this.closing;
  }

  private async finish(): Promise<void> {
    // `closing` is set once this has returned.
    await Promise.resolve();
    const empty = new Promise<void>((resolve) => (this.emptied = resolve));
    this.hand();
    await empty;
    clearTimeout(this.timer);
    await this.machine.halt();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Resolves with a pool of `size` booted isles of the image. @throws as Machine.bootIsle; then everything is released. */
export async function createPool(image: ImageSource, options: PoolOptions = {}): Promise<IslePool> {
  try {
    return await new IslePool(await imageBytes(image), options).begin();
  } catch (error) {
    throw here(error);
  }
}

function record(histogram: RecordableHistogram, ms: number): void {
  histogram.record(Math.max(1, Math.round(ms * NS)));
}

function duration(histogram: RecordableHistogram): Duration {
  if (histogram.count === 0) return { mean: 0, p50: 0, p99: 0 };
  return { mean: histogram.mean / NS, p50: histogram.percentile(50) / NS, p99: histogram.percentile(99) / NS };
}

function natural(what: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least && value <= 256) return;
  if (what === 'queueLimit' && Number.isInteger(value) && value >= least) return;
  throw new HermitError('HERMIT_EINVAL', `${what}: expected a whole number from ${least} on, got ${value}`);
}
