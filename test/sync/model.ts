/**
 * Runs programs through all interleavings of their steps. A program is real code over `Words`: each operation is a step. To find a thread's
 * next step its program is run from the start with the answers that its operations have had, up to the first that has none; so code needs no
 * form of its own to be checked, and threads are independent of each other but for the words. States that were met are not followed again.
 */
import type { Woken } from '../../runtime/sync/index.js';
import {
  ABORT,
  Again,
  begun,
  extended,
  newPast,
  type Operation,
  type Past,
  type Program,
  type Replay,
  replay,
} from './replay.js';

export { Again, type Env, type Program } from './replay.js';

export interface Model {
  threads: Program[];
  /** What the words hold at first. */
  memory: number[];
  /** Plain words, 0 at first. */
  data?: number;
  /** Called at every end with the words and what the programs returned. */
  check?(memory: readonly number[], results: readonly unknown[]): void;
  /** Interleavings are too many beyond so many states. */
  most?: number;
}

export interface Explored {
  states: number;
  /** Different ends. */
  ends: number;
}

const STATES = 60_000;
const STEPS = 2000;

interface State {
  memory: number[];
  data: number[];
  pasts: Past[];
  /** Threads that sleep and the word that they sleep on, in the order in which they began. */
  asleep: { thread: number; index: number }[];
  /** Threads that rest until another one has made a step. */
  resting: { thread: number; after: number }[];
  // What is ordered before what: a count of steps for each thread, as each thread, word and plain word's last write knows it.
  threadClocks: number[][];
  wordClocks: number[][];
  writes: { thread: number; step: number }[];
  trace: Trace | undefined;
}

interface Trace {
  before: Trace | undefined;
  text(): string;
}

function told({ trace }: State): string[] {
  const lines: string[] = [];
  for (let at = trace; at; at = at.before) lines.unshift(at.text());
  return lines;
}

const keyOf = (state: State): string =>
  [
    state.pasts.map(({ id }) => id),
    state.memory,
    state.data,
    state.asleep.map(({ thread }) => thread),
    state.resting.map(({ thread }) => thread),
    state.threadClocks,
    state.wordClocks,
    state.writes.map(({ thread, step: at }) => [thread, at]),
  ].join(';');

const join = (a: number[], b: number[]): number[] => a.map((n, i) => Math.max(n, b[i]!));
const replaced = <T>(list: readonly T[], at: number, value: T): T[] => list.map((old, i) => (i === at ? value : old));

function begin({ threads, memory, data = 0 }: Model): State {
  const zero = threads.map(() => 0);
  return {
    memory,
    data: Array.from({ length: data }, () => 0),
    pasts: threads.map((_, thread) => newPast(thread)),
    asleep: [],
    resting: [],
    threadClocks: threads.map((_, i) => replaced(zero, i, 1)),
    wordClocks: memory.map(() => zero),
    writes: Array.from({ length: data }, () => ({ thread: -1, step: 0 })),
    trace: undefined,
  };
}

/** The states that may follow; none when all threads have ended, as they should. */
async function after(model: Model, state: State): Promise<State[]> {
  const fail = (text: string): never => {
    throw new Error(`${text}\n  ${told(state).join('\n  ')}`);
  };
  const nexts: Replay[] = [];
  for (const past of state.pasts)
    nexts.push((past.replay ??= await replay(model.threads[past.thread]!, past, model.memory.length)));
  const states: State[] = [];
  for (const [thread, env] of nexts.entries()) {
    if (env.next!.at === 'error') fail(`thread ${thread}: ${String((env.next as { error: unknown }).error)}`);
    states.push(...choices(state, thread, env, fail));
  }
  if (states.length > 0) return states;
  if (nexts.some(({ next }) => next?.at !== 'end' || next.result instanceof Again))
    fail('all threads that have not ended sleep');
  try {
    model.check?.(
      state.memory,
      nexts.map(({ next }) => (next as { result: unknown }).result),
    );
  } catch (error) {
    fail((error as Error).message);
  }
  return [];
}

/** Follows all interleavings. */
export async function explore(model: Model): Promise<Explored> {
  const { most = STATES } = model;
  const met = new Set<string>();
  let ends = 0;
  const stack = [begin(model)];
  for (let state = stack.pop(); state; state = stack.pop()) {
    const key = keyOf(state);
    if (met.has(key)) continue;
    met.add(key);
    if (met.size > most) throw new Error(`more than ${most} states`);
    const states = await after(model, state);
    if (states.length === 0) ends++;
    stack.push(...states);
  }
  return { states: met.size, ends };
}

/** Follows one interleaving, for programs that have too many: `picks` say which way is taken; when they are used up, all have their turn. */
export async function walk(model: Model, picks: readonly number[]): Promise<void> {
  let states = [begin(model)];
  for (let i = 0; states.length > 0; i++) {
    if (i > STEPS) throw new Error(`no end after ${STEPS} steps`);
    states = await after(model, states[(picks[i] ?? i) % states.length]!);
  }
}

/** What may happen to a thread next. */
function choices(state: State, thread: number, env: Replay, fail: (text: string) => never): State[] {
  const found: State[] = [];
  const past = state.pasts[thread]!;
  const next = env.next!;
  if (next.at === 'operation') {
    found.push(step(state, thread, next.operation, fail));
  }
  if (next.at === 'end' && next.result instanceof Again && !state.resting.some((one) => one.thread === thread))
    found.push({
      ...state,
      pasts: replaced(state.pasts, thread, begun(past)),
      resting: [...state.resting, { thread, after: next.result.after }],
    });
  if (next.at === 'sleep' && env.sleep!.ms !== Infinity && state.asleep.some((sleeper) => sleeper.thread === thread))
    found.push(woken(state, thread, 'timed-out'));
  // The loop runs while the thread sleeps, and before what follows its sleep.
  const resumed = next.at !== 'sleep' && past.answers.length > 0 && lastIsSleep(past);
  if (env.sleep?.async && past.aborted < 0 && (next.at === 'sleep' || resumed))
    found.push({
      ...state,
      pasts: replaced(state.pasts, thread, extended(past, ABORT)),
      trace: { before: state.trace, text: () => `thread ${thread}: aborted` },
    });
  return found;
}

const lastIsSleep = ({ answers }: Past): boolean => ['ok', 'timed-out'].includes(answers.at(-1) as string);

function woken(state: State, thread: number, how: Woken): State {
  return {
    ...state,
    pasts: replaced(state.pasts, thread, extended(state.pasts[thread]!, how)),
    asleep: state.asleep.filter((sleeper) => sleeper.thread !== thread),
    trace: { before: state.trace, text: () => `thread ${thread}: its sleep ends: ${how}` },
  };
}

/** The state after an operation. */
function step(state: State, thread: number, { kind, index, a, b }: Operation, fail: (text: string) => never): State {
  const was = state.memory[index] ?? 0;
  let answer: unknown = was;
  let to = was;
  if (kind === 'store' || kind === 'exchange') to = a | 0;
  else if (kind === 'add') to = (was + a) | 0;
  else if (kind === 'compareExchange') to = was === (a | 0) ? b | 0 : was;
  const loads = ['load', 'add', 'exchange', 'compareExchange'].includes(kind);
  const stores =
    kind === 'store' || kind === 'add' || kind === 'exchange' || (kind === 'compareExchange' && to !== was);
  let clock = state.threadClocks[thread]!;
  let { wordClocks, data, writes } = state;
  const ordered = data.length > 0;
  if (loads && ordered) clock = join(clock, wordClocks[index]!);
  if (stores && ordered) wordClocks = replaced(wordClocks, index, clock);
  if (kind === 'read' || kind === 'write') {
    const last = writes[index]!;
    if (last.thread >= 0 && last.thread !== thread && clock[last.thread]! < last.step)
      fail(`thread ${thread}: ${kind} of plain word ${index} races with a write of thread ${last.thread}`);
    answer = data[index];
    if (kind === 'write') {
      data = replaced(data, index, a);
      writes = replaced(writes, index, { thread, step: clock[thread]! });
    }
  }
  // What was done so far is known to who reads this store; what follows is not.
  if (stores && ordered) clock = replaced(clock, thread, clock[thread]! + 1);
  const sleeps = kind === 'wait' || kind === 'waitAsync';
  if (sleeps) answer = was === (a | 0) ? 'asleep' : 'not-equal';
  let result: State = {
    ...state,
    memory: replaced(state.memory, index, to),
    data,
    pasts: replaced(state.pasts, thread, extended(state.pasts[thread]!, answer)),
    asleep: sleeps && answer === 'asleep' ? [...state.asleep, { thread, index }] : state.asleep,
    resting: state.resting.filter(({ after }) => after !== thread),
    threadClocks: replaced(state.threadClocks, thread, clock),
    wordClocks,
    writes,
    trace: {
      before: state.trace,
      text: () => `thread ${thread}: ${kind} ${index} (${a}, ${b}): ${String(answer)}`,
    },
  };
  if (kind === 'notify')
    for (const sleeper of state.asleep.filter((other) => other.index === index).slice(0, a))
      result = woken(result, sleeper.thread, 'ok');
  return result;
}
