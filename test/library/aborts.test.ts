// Aborts and halts at every moment: after each of the first microtasks of an operation, and then after fractions of milliseconds.
import { getEventListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { library, memory } from './library.js';

type IsleOptions = import('../../loader/library/index.js').IsleOptions;
type Isle = import('../../loader/library/index.js').Isle;
type IslePool = import('../../loader/library/index.js').IslePool;
type Machine = import('../../loader/library/index.js').Machine;

let functions: Uint8Array;
let machine: Machine;
let pool: IslePool;

const options: IsleOptions = { memory, serve: true, output: () => {} };
const ABORTED = 20;
const MICROTASKS = 24;
/** Milliseconds, in which most operations are over. */
const STEPS = Array.from({ length: 24 }, (_, i) => i * i * 0.02);

beforeAll(async () => {
  functions = readFileSync(await compileImage([join(root, 'test/library/functions.c')], ['-fopenmp', '-g']));
  machine = new library.Machine();
  pool = await library.createPool(functions, { size: 2, ...options });
});
afterAll(() => Promise.all([machine.halt(), pool.close()]));

const boot = (more: IsleOptions = {}): Promise<Isle> => machine.bootIsle(functions, { ...options, ...more });

/** What is aborted, on an isle that is there already where `isle` is; the isle ends with the signal where nothing else takes it. */
interface Operation {
  needsIsle?: boolean;
  run(signal: AbortSignal, isle: Isle): Promise<unknown>;
  /** What it may answer: its value, or the code of its error. */
  answers: unknown[];
}

const halting = (signal: AbortSignal, isle: Isle): void =>
  signal.addEventListener('abort', () => void isle.halt(), { once: true });

const operations: Record<string, Operation> = {
  'a boot': {
    run: (signal) => boot({ signal }).then((isle) => isle.call('add', 1, 2)),
    answers: [3, ABORTED, 'HERMIT_EENDED'],
  },
  'a boot without calls': {
    run: (signal) => boot({ signal, serve: false, args: ['spin'] }).then((isle) => isle.halt()),
    answers: [undefined, ABORTED],
  },
  'a call': {
    needsIsle: true,
    run: (signal, isle) => isle.callWith({ signal }, 'rest', 1),
    answers: [undefined, ABORTED],
  },
  'an allocation': {
    needsIsle: true,
    run: async (signal, isle) => {
      halting(signal, isle);
      const data = await isle.alloc(Float64Array, 1000);
      data.fill(1);
      const sum = await isle.call('sum', data, data.length);
      await isle.free(data);
      return sum;
    },
    answers: [1000, 'HERMIT_EENDED', 'HERMIT_EARRAY'],
  },
  'a reboot': {
    run: async (signal) => {
      const isle = await boot({ signal });
      return (await machine.reboot(isle)).call('count');
    },
    answers: [1, ABORTED, 'HERMIT_EENDED'],
  },
  'a run': {
    run: async (signal) => {
      const { stdout } = await machine.run(['say', 'hello'], { image: functions, memory, signal });
      return stdout;
    },
    answers: ['hello', ABORTED],
  },
  'a halt': {
    needsIsle: true,
    run: async (signal, isle) => {
      halting(signal, isle);
      await Promise.all([isle.halt(), isle.done]);
      return isle.ended;
    },
    answers: [true],
  },
  'a request of a pool': {
    run: (signal) => pool.use((isle) => isle.callWith({ signal }, 'rest', 1), { signal }),
    answers: [undefined, ABORTED],
  },
  'one of many calls of a pool': {
    run: async (signal) => {
      const others = [1, 2, 3].map((n) => pool.call('add', n, n));
      const answer = await pool.callWith({ signal }, 'rest', 1).catch((error: { code: unknown }) => error.code);
      expect(await Promise.all(others)).toEqual([2, 4, 6]);
      return answer;
    },
    answers: [undefined, ABORTED],
  },
};

async function aborted({ needsIsle, run }: Operation, wait: (stop: () => void) => void): Promise<unknown> {
  const isle = needsIsle ? await boot() : undefined;
  const stop = new AbortController();
  const answer = run(stop.signal, isle!).catch((error: { code?: unknown }) => error.code ?? error);
  wait(() => stop.abort());
  const result = await answer;
  stop.abort();
  await Promise.all(machine.isles.map((each) => each.halt()));
  return result;
}

describe('an abort at every moment of', () => {
  it.each(Object.entries(operations))('%s ends it with an answer or a code, and nothing else', async (_, operation) => {
    const answers = new Set<unknown>();
    for (let tasks = 0; tasks < MICROTASKS; tasks++) {
      let left = tasks;
      const step = (stop: () => void): void => (left-- > 0 ? queueMicrotask(() => step(stop)) : stop());
      answers.add(await aborted(operation, step));
    }
    for (const ms of STEPS) answers.add(await aborted(operation, (stop) => void setTimeout(stop, ms)));
    answers.add(await aborted(operation, () => {}));
    expect([...answers].filter((answer) => !operation.answers.includes(answer))).toEqual([]);
    // Some came in time; the last one came too late.
    expect(answers.size).toBeGreaterThanOrEqual(Math.min(2, operation.answers.length));
    const isle = await boot();
    expect([isle.number, await isle.call('count'), await pool.call('add', 1, 2)]).toEqual([0, 1, 3]);
    await isle.halt();
    expect(machine.isles).toEqual([]);
  });
});

describe('one signal for many', () => {
  it('has one listener, and none when nobody waits any more', async () => {
    const warnings: Error[] = [];
    const hear = (warning: Error): void => void warnings.push(warning);
    process.on('warning', hear);
    const { signal } = new AbortController();
    const isles = await Promise.all(Array.from({ length: 3 }, () => boot({ signal })));
    const calls = isles.flatMap((isle) => Array.from({ length: 100 }, () => isle.callWith({ signal }, 'add', 1, 2)));
    const requests = Array.from({ length: 100 }, () => pool.callWith({ signal }, 'add', 1, 2));
    const listeners = getEventListeners(signal, 'abort').length;
    expect(new Set(await Promise.all([...calls, ...requests]))).toEqual(new Set([3]));
    await Promise.all(isles.map((isle) => isle.halt()));
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off('warning', hear);
    expect([listeners, getEventListeners(signal, 'abort').length, warnings]).toEqual([1, 0, []]);
  });

  it('ends them all', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const isle = await boot();
    const first = isle.callWith({ signal }, 'rest', 1000);
    const calls = [first, ...Array.from({ length: 50 }, () => isle.callWith({ signal }, 'add', 1, 2))];
    controller.abort(ABORTED);
    expect(new Set(await Promise.all(calls.map((call) => call.catch((error) => error))))).toEqual(new Set([ABORTED]));
    await isle.done;
    expect(getEventListeners(signal, 'abort').length).toBe(0);
  });
});
