/** Calls of an isle's exported functions: those that run, each in a call slot, and those that wait for one. */
import { onAbort } from '../../runtime/aborts.js';
import { printable } from '../../runtime/printable.js';
import { type Fault, HermitError } from '../../runtime/errors.js';
import { CALL_ALLOC, CALL_FREE } from '../../runtime/generated/layout.js';
import { overdue, turn } from '../../runtime/loop-turn.js';
import type { Signature } from '../wasm/signatures.js';
import type { Slots } from './posting.js';
import { AT_ONCE, noString, RESULT_MAX, STRING_MAX, textOf } from './long-text.js';
import { Deadlines } from './deadlines.js';
import { endOf, type Job, thrownBy } from './job.js';
import type { CallOptions } from './options.js';
import { Passing } from './passing.js';
import { type Target, Targets } from './targets.js';
import { Thrown } from './thrown.js';
import { type CallResult, checkOptions } from './values.js';

/** What the calls need of their isle. */
export interface CalledIsle {
  /** Bytes of its memory. */
  readonly memory: number;
  /** Memory of it for what is copied, and gives that back. */
  block(bytes: number): Promise<Uint8Array>;
  release(block: Uint8Array): Promise<void>;
  /** Where a view lies in its memory; undefined: not there. */
  addressOf(view: NodeJS.TypedArray | DataView): number | undefined;
  /** Ends it because a call that runs was aborted. */
  abort(): void;
  /** Hands out what it has written so far: a call's output comes before its answer. */
  deliver(): void;
  /** Ends it because a call runs too long, or its image is broken. */
  expire(why: Fault): void;
}

/**
 * An answer that comes so soon (ms) may have been slow only because both sides slept. The next call is then looked at for longest: when it is
 * posted, the slot's thread is still on its way back from waking this one.
 */
const SOON_MS = 0.05;

const ALLOC = { signature: { parameters: ['i32'], result: 'i32' } as Signature, rules: undefined };
const FREE = { signature: { parameters: ['i32'], result: null } as Signature, rules: undefined };

export class Calls {
  /** Resolves when calls are served; rejects when the isle ended before. */
  readonly ready: Promise<void>;
  private readonly targets: Targets;
  private readonly passing: Passing;
  /** The call in each slot. */
  private jobs: (Job | undefined)[] = [];
  private running = 0;
  /** The slot whose answer is looked for first: the one behind the last that was taken. */
  private first = 0;
  private readonly queue: Job[] = [];
  private readonly deadlines = new Deadlines<Job>(
    () => this.jobs,
    (job) => this.expire(job),
  );
  private ended: HermitError | undefined;
  private watching = false;
  /** The last call's slot had a thread that looked for it. */
  private awake = false;
  private served: () => void = () => {};
  private failed: (error: HermitError) => void = () => {};

  constructor(
    private readonly slots: Slots,
    functions: ReadonlyMap<string, Signature | undefined>,
    private readonly isle: CalledIsle,
    declarations?: ReadonlyMap<string, string>,
  ) {
    this.targets = new Targets(functions, declarations, isle.memory);
    this.passing = new Passing((view) => isle.addressOf(view));
    this.ready = new Promise((resolve, reject) => {
      this.served = resolve;
      this.failed = reject;
    });
    this.ready.catch(() => {});
    void this.begin();
  }

  /** Calls that wait, and that run. */
  get load(): { waiting: number; running: number } {
    return { waiting: this.queue.length, running: this.running };
  }

  takeAsDeclared(): void {
    this.targets.declarations = undefined;
  }

  private async begin(): Promise<void> {
    const valid = await this.slots.find();
    if (!valid) return this.isle.expire({ code: 'HERMIT_ECALLS', message: 'the image has no valid board of calls' });
    if (this.ended) return;
    this.jobs = Array.from({ length: this.slots.count }, () => undefined);
    this.served();
    this.pump();
  }

  /** @throws HermitError at once for what cannot be called like that. */
  call(name: string, args: readonly unknown[], options: CallOptions): Promise<CallResult> {
    const { passing } = this;
    const target = this.targets.of(name);
    checkOptions(name, options, target.signature);
    const values = passing.pass(target, args, options.copy === true);
    const { copies } = passing;
    if (copies) return copies.during(this.isle, args, (given) => this.call(name, given, { ...options, copy: false }));
    if (passing.texts > this.slots.textMax) return this.withCopies(target, values, passing.arrays, options);
    return this.enter(name, target.index, target, values, passing.arrays, options);
  }

  /** Strings that do not fit into a slot are copied into memory of their own, for the call's time. */
  private async withCopies(
    target: Target,
    values: unknown[],
    arrays: ArrayBufferView[] | undefined,
    options: CallOptions,
  ): Promise<CallResult> {
    const taken: number[] = [];
    try {
      for (const [at, value] of values.entries()) {
        if (!Buffer.isBuffer(value)) continue;
        const address = await this.alloc(value.length);
        taken.push(address);
        this.slots.write(address, value);
        values[at] = address;
      }
      return await this.enter(target.name, target.index, target, values, arrays, options);
    } finally {
      // An isle that has ended has no memory to give back.
      for (const address of taken) void this.free(address).catch(() => {});
    }
  }

  /** Zeroed memory of the isle on a cache line. @throws HermitError HERMIT_EALLOC. */
  async alloc(bytes: number): Promise<number> {
    const address = (await this.enter('alloc', CALL_ALLOC, ALLOC, [bytes], undefined, {})) as number;
    if (address === 0)
      throw new HermitError(
        'HERMIT_EALLOC',
        `the isle cannot allocate ${bytes} bytes: free arrays, or boot it with more memory`,
      );
    return address >>> 0;
  }

  async free(address: number): Promise<void> {
    await this.enter('free', CALL_FREE, FREE, [address], undefined, {});
  }

  /** The text that ends with a zero at an address, at most `most` bytes. @throws HermitError HERMIT_EARGUMENT when none is there. */
  string(pointer: number, most = STRING_MAX): string {
    const start = pointer >>> 0;
    return (start > 0 ? this.slots.text(start, most) : undefined) ?? noString(pointer, most);
  }

  private enter(
    name: string,
    index: number,
    { signature, rules }: Pick<Target, 'signature' | 'rules'>,
    args: readonly unknown[],
    arrays: ArrayBufferView[] | undefined,
    options: CallOptions,
  ): Promise<CallResult> {
    const { ended } = this;
    if (ended) return Promise.reject(new HermitError('HERMIT_EENDED', `${printable(name)}: ${ended.message}`));
    const { signal } = options;
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    return new Promise((resolve, reject) => {
      const job: Job = {
        name,
        function: index,
        signature,
        rules,
        args,
        arrays,
        options,
        resolve,
        reject,
        deaf: undefined,
        due: Infinity,
        began: 0,
        reading: false,
      };
      if (signal) job.deaf = onAbort(signal, () => this.abort(job));
      this.queue.push(job);
      this.pump();
    });
  }

  private abort(job: Job): void {
    const at = this.queue.indexOf(job);
    if (at >= 0) this.queue.splice(at, 1);
    this.settle(job);
    job.reject(job.options.signal!.reason);
    // What computes can be stopped only with its thread, in the middle of whatever it changes.
    if (at < 0) this.isle.abort();
  }

  /** Puts calls that wait into free slots. */
  private pump(): void {
    do {
      while (this.queue.length > 0 && this.running < this.jobs.length)
        this.post(this.jobs.indexOf(undefined), this.queue.shift()!);
      // An answer that was there has left a slot to those that wait.
    } while (
      this.running === 1 &&
      this.awake &&
      this.slots.spins &&
      !overdue() &&
      this.look() &&
      this.queue.length > 0
    );
    if (this.running > 0 && !this.watching) void this.watch();
  }

  private post(slot: number, job: Job): void {
    const { timeLimit = Infinity } = job.options;
    this.jobs[slot] = job;
    this.running++;
    job.began = performance.now();
    job.due = job.began + timeLimit;
    this.deadlines.watch(job.due);
    const text = job.options.returns === 'string';
    this.awake = this.slots.post(slot, job.function, job.signature.parameters, job.args, job.arrays, text);
  }

  private expire(job: Job): void {
    const limit = job.options.timeLimit;
    const message = `${printable(job.name)} ran longer than its time limit of ${limit} ms`;
    this.settle(job);
    job.reject(new HermitError('HERMIT_ETIMELIMIT', `${message}: its isle was ended`));
    this.isle.expire({ code: 'HERMIT_ETIMELIMIT', message });
  }

  /** One call alone, like the last ones of short duration: its answer is there before an event loop could be woken for it. */
  private look(): boolean {
    const slot = this.jobs.findIndex((job) => job !== undefined);
    return this.slots.look(slot) && this.collect();
  }

  /**
   * Takes answers that are there; whether there were any. Each may bring a text to decode, so those for which no time is left stay until the
   * event loop has had its turn. They come first then: slots before them may have answered again.
   */
  private collect(): boolean {
    const { jobs } = this;
    let found = false;
    for (let left = jobs.length, slot = this.first % jobs.length; left > 0; left--, slot = (slot + 1) % jobs.length) {
      const job = jobs[slot];
      if (job === undefined || job.reading || !this.slots.answered(slot)) continue;
      if (found && overdue()) break;
      this.first = slot + 1;
      if (!found) this.isle.deliver();
      found = true;
      this.settle(job);
      if (!this.slots.spins && performance.now() - job.began < SOON_MS) this.slots.missed();
      try {
        const result = this.result(job, slot);
        if (result instanceof Promise) {
          void this.readLater(job, slot, result);
          continue;
        }
        this.vacate(slot);
        job.resolve(result);
      } catch (error) {
        this.vacate(slot);
        job.reject(error instanceof Thrown ? thrownBy(job, error) : error);
      }
    }
    return found;
  }

  private result({ signature, rules, options }: Job, slot: number): CallResult | Promise<CallResult> {
    const value = this.slots.result(slot, signature.result);
    if (options.returns !== 'string') return rules?.result ? rules.result(value!) : value;
    if (value === 0) return undefined;
    const start = (value as number) >>> 0;
    const { slots } = this;
    if (start === 0 || !slots.longText) return this.string(start, RESULT_MAX);
    return slots.text(start, AT_ONCE) ?? textOf(start, slots.longText(start, RESULT_MAX));
  }

  /** The slot is free again. */
  private vacate(slot: number): void {
    this.jobs[slot] = undefined;
    this.running--;
  }

  /** Its call has been answered. Until a long text is read, the slot's thread gets no other call, which might change it. */
  private async readLater(job: Job, slot: number, text: Promise<CallResult>): Promise<void> {
    job.reading = true;
    const answer = await text.then(
      (value) => () => job.resolve(value),
      (error) => () => job.reject(error),
    );
    if (this.ended) return;
    this.vacate(slot);
    answer();
    this.pump();
  }

  private settle(job: Job): void {
    job.deaf?.();
    job.due = Infinity;
  }

  /** Waits for answers while calls run, without holding the event loop. */
  private async watch(): Promise<void> {
    this.watching = true;
    while (this.running > 0 && !this.ended) {
      const seen = this.slots.answers;
      if (!this.collect()) {
        await this.slots.sleep(seen);
        continue;
      }
      // An image may answer without end, and answers may be left.
      if (overdue()) await turn();
      if (!this.ended) this.pump();
    }
    this.watching = false;
  }

  /** The isle ends: `running` is told to those whose calls ran, `waiting` to the others and to those that come later. */
  end(running: HermitError | Promise<HermitError>, waiting: HermitError): void {
    if (this.ended) return;
    this.ended = waiting;
    this.failed(waiting);
    const ran = this.jobs.filter((job) => job !== undefined);
    for (const job of ran) this.settle(job);
    const tell = (why: HermitError): void => {
      for (const job of ran) job.reject(endOf(job, why));
    };
    if (running instanceof HermitError) tell(running);
    else void running.then(tell);
    for (const job of this.queue.splice(0)) {
      this.settle(job);
      job.reject(endOf(job, waiting));
    }
    this.jobs = [];
    this.deadlines.stop();
    this.slots.end();
  }
}
