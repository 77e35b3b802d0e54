/** One thread of the checker's: its program, run from the start along the answers that its operations have had. */
import type { Words, Woken } from '../../runtime/sync/index.js';

export interface Env {
  readonly words: Words;
  /** Plain words, as a lock's data are: an access that is not ordered after the last write of another thread is an error. */
  read(index: number): number;
  write(index: number, value: number): void;
  /** Aborted at any moment at which the thread's event loop runs. */
  readonly signal: AbortSignal;
}

export type Program = (env: Env) => unknown;

/** What a program answers that is to be run again once a thread has made a step: for loops that look again and again. */
export class Again {
  constructor(readonly after: number) {}
}

type Kind =
  | 'load'
  | 'store'
  | 'add'
  | 'exchange'
  | 'compareExchange'
  | 'wait'
  | 'waitAsync'
  | 'notify'
  | 'read'
  | 'write';
export interface Operation {
  kind: Kind;
  index: number;
  a: number;
  b: number;
}
/** Thrown where a program has come as far as it is to go. */
const STOP = Symbol('stop');

/** What a thread is about to do. */
type Next =
  | { at: 'operation'; operation: Operation; inAbort: boolean }
  | { at: 'sleep' }
  | { at: 'end'; result: unknown }
  | { at: 'error'; error: unknown };

/** All that a thread's past amounts to: each is there once, and knows how it goes on. */
export interface Past {
  readonly id: number;
  readonly thread: number;
  readonly answers: readonly unknown[];
  /** Number of the sleep during which the signal was aborted, -1: not yet; answers in its listeners. */
  readonly aborted: number;
  readonly abortAnswers: readonly unknown[];
  /** The thread's past before its first step, from the second on. */
  readonly first: Past | undefined;
  readonly after: Map<unknown, Past>;
  replay: Replay | undefined;
}

let pasts = 0;
export const newPast = (thread: number, rest: Partial<Past> = {}): Past => ({
  thread,
  answers: [],
  aborted: -1,
  abortAnswers: [],
  first: undefined,
  ...rest,
  id: pasts++,
  after: new Map(),
  replay: undefined,
});

export const ABORT = Symbol('abort');

/** The thread's past before its first step. */
export function begun(past: Past): Past {
  return past.first ?? past;
}

/** The past that this one becomes by an answer (inside the signal's listeners, if they run), or by an abort during the sleep that it knows of. */
export function extended(past: Past, answer: unknown): Past {
  let after = past.after.get(answer);
  if (after) return after;
  if (answer === ABORT)
    after = newPast(past.thread, { ...past, first: begun(past), aborted: past.replay!.sleep!.number });
  else if (typeof answer !== 'string' && (past.replay!.next as { inAbort: boolean }).inAbort)
    after = newPast(past.thread, { ...past, first: begun(past), abortAnswers: [...past.abortAnswers, answer] });
  else after = newPast(past.thread, { ...past, first: begun(past), answers: [...past.answers, answer] });
  past.after.set(answer, after);
  return after;
}

class FakeSignal {
  aborted = false;
  readonly reason = 'aborted';
  private listeners: (() => void)[] = [];
  addEventListener(_: string, listener: () => void): void {
    this.listeners.push(listener);
  }
  removeEventListener(_: string, listener: () => void): void {
    this.listeners = this.listeners.filter((other) => other !== listener);
  }
  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }
  abort(): void {
    this.aborted = true;
    for (const listener of this.listeners) listener();
  }
}

/** One run of a program along its past. */
export class Replay implements Env, Words {
  readonly words = this;
  readonly length: number;
  readonly signal: AbortSignal;
  next: Next | undefined;
  /** What it sleeps on or has just slept on, with its number. */
  sleep: { index: number; ms: number; number: number; async: boolean } | undefined;
  private readonly fake = new FakeSignal();
  private used = 0;
  private abortUsed = 0;
  private inAbort = false;
  private sleeps = 0;
  private time = 0;

  constructor(
    private readonly past: Past,
    words: number,
  ) {
    this.length = words;
    this.signal = this.fake as unknown as AbortSignal;
  }

  private answer(kind: Kind, index: number, a = 0, b = 0): unknown {
    if (this.next) throw STOP;
    const { past } = this;
    const [answers, at] = this.inAbort ? [past.abortAnswers, this.abortUsed++] : [past.answers, this.used++];
    if (at < answers.length) return answers[at];
    this.next = { at: 'operation', operation: { kind, index, a, b }, inAbort: this.inAbort };
    throw STOP;
  }

  load = (index: number): number => this.answer('load', index) as number;
  store = (index: number, value: number): void => void this.answer('store', index, value);
  add = (index: number, value: number): number => this.answer('add', index, value) as number;
  exchange = (index: number, value: number): number => this.answer('exchange', index, value) as number;
  compareExchange = (index: number, expected: number, value: number): number =>
    this.answer('compareExchange', index, expected, value) as number;
  notify = (index: number, count: number): void => void this.answer('notify', index, count);
  read = (index: number): number => this.answer('read', index) as number;
  write = (index: number, value: number): void => void this.answer('write', index, value);
  now = (): number => this.time;

  private woken(ms: number, how: Woken): Woken {
    if (how === 'timed-out') this.time += ms;
    return how;
  }

  wait(index: number, seen: number, ms: number): Woken {
    // The first answer: whether it begins to sleep; the second: how that ended.
    if (this.answer('wait', index, seen) === 'not-equal') return 'not-equal';
    this.sleep = { index, ms, number: this.sleeps++, async: false };
    if (this.used >= this.past.answers.length) {
      this.next = { at: 'sleep' };
      throw STOP;
    }
    return this.woken(ms, this.past.answers[this.used++] as Woken);
  }

  waitAsync(index: number, seen: number, ms: number): Woken | Promise<Woken> {
    if (this.answer('waitAsync', index, seen) === 'not-equal') return 'not-equal';
    const number = this.sleeps++;
    this.sleep = { index, ms, number, async: true };
    return new Promise((resolve) => {
      queueMicrotask(() => {
        if (this.past.aborted === number && !this.listen()) return;
        if (this.used < this.past.answers.length) resolve(this.woken(ms, this.past.answers[this.used++] as Woken));
        else this.next = { at: 'sleep' };
      });
    });
  }

  /** Runs the signal's listeners; false if they have not come to their end. */
  private listen(): boolean {
    this.inAbort = true;
    try {
      this.fake.abort();
    } catch (error) {
      if (error !== STOP) this.next = { at: 'error', error };
      return false;
    }
    this.inAbort = false;
    return true;
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export async function replay(program: Program, past: Past, words: number): Promise<Replay> {
  const env = new Replay(past, words);
  let end: Next = { at: 'sleep' };
  try {
    const result = program(env);
    if (result instanceof Promise) {
      result.then(
        (value: unknown) => (end = { at: 'end', result: value }),
        (error: unknown) => (end = { at: 'error', error }),
      );
      await turn();
      await turn();
    } else end = { at: 'end', result };
  } catch (error) {
    end = { at: 'error', error };
  }
  env.next ??= end;
  return env;
}
