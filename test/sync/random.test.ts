import { array, assert, asyncProperty, nat } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Barrier, EventCount, Mailbox, Mutex, NO_SPIN, Semaphore, Spin, type Words } from '../../runtime/sync/index.js';
import { type Model, type Program, walk } from './model.js';
import { abortable } from './programs.js';

/** Programs that are too long for all interleavings, through some of them. */
const survives = (model: Model): Promise<void> =>
  assert(
    asyncProperty(array(nat(11), { maxLength: 120 }), (picks) => walk(model, picks)),
    { numRuns: 150 },
  );

const brief = (): Spin => new Spin(2, 1);

describe('in random order', () => {
  it('a mutex lets one in at a time, whoever is late or aborted', async () => {
    const section =
      (lock: (mutex: Mutex, signal: AbortSignal) => string | Promise<string>): Program =>
      async ({ words, signal }) => {
        const mutex = new Mutex(words, 0, brief());
        for (let i = 0; i < 3; i++) {
          if ((await lock(mutex, signal)) !== 'ok') continue;
          if (words.add(1, 1) !== 0) throw new Error('two are inside');
          words.add(1, -1);
          mutex.unlock();
        }
      };
    const threads = [
      section((mutex) => mutex.lock()),
      section((mutex) => mutex.lock(2)),
      section((mutex, signal) => (signal.aborted ? 'aborted' : abortable(mutex.lockAsync({ signal })))),
      section((mutex) => mutex.lock()),
    ];
    await survives({ threads, memory: [0, 0], check: ([word]) => expect(word).toBe(0) });
  });

  it('a semaphore gives no permit twice and loses none', async () => {
    const use: Program = ({ words }) => {
      const semaphore = new Semaphore(words, 0, brief());
      for (let i = 0; i < 3; i++) {
        semaphore.acquire();
        if (words.add(2, 1) >= 2) throw new Error('three are inside');
        words.add(2, -1);
        semaphore.release();
      }
    };
    const late: Program = ({ words }) => {
      if (new Semaphore(words, 0, NO_SPIN).acquire(1) === 'ok') new Semaphore(words, 0).release();
    };
    const check = (words: readonly number[]): void => expect(words).toEqual([2, 0, 0]);
    await survives({ threads: [use, use, use, late], memory: [2, 0, 0], check });
  });

  it('a barrier keeps three in step', async () => {
    const march: Program = ({ words }) => {
      const barrier = new Barrier(words, 0, 3, brief());
      for (let step = 1; step <= 4; step++) {
        words.add(1, 1);
        barrier.wait();
        const steps = words.load(1);
        if (steps < 3 * step || steps > 3 * step + 3) throw new Error(`step ${step}: ${steps}`);
      }
    };
    const check = (words: readonly number[]): void => expect(words).toEqual([4 << 16, 12]);
    await survives({ threads: [march, march, march], memory: [0, 0], check });
  });

  it('letters go to and fro between two', async () => {
    // Each side sleeps with a word of its own.
    const here = (words: Words): Mailbox => new Mailbox(words, 0, 4, brief());
    const there = (words: Words): Mailbox => new Mailbox(words, 0, 8, brief());
    const other: Program = ({ words, read, write }) => {
      for (let i = 0; i < 4; i++) {
        there(words).wait(1);
        write(0, read(0) + 1);
        here(words).put(0);
      }
    };
    const first: Program = ({ words, read, write }) => {
      for (let i = 0; i < 4; i++) {
        here(words).wait(0);
        write(0, read(0) + 1);
        there(words).put(1);
      }
      here(words).wait(0);
      return read(0);
    };
    await survives({
      threads: [first, other],
      memory: [0, 0, 0],
      data: 1,
      check: (_, [count]) => expect(count).toBe(8),
    });
  });

  it('an event count wakes consumers for all that is produced', async () => {
    const bell = (words: Words): EventCount => new EventCount(words, 4, { slice: 1 });
    const consume: Program = ({ words }) => {
      for (let i = 0; i < 2; i++)
        bell(words).until(() => {
          const there = words.load(0);
          return there > 0 && words.compareExchange(0, there, there - 1) === there;
        });
    };
    const produce: Program = ({ words }) => {
      for (let i = 0; i < 4; i++) {
        words.add(0, 1);
        bell(words).ring();
      }
    };
    const check = ([left, , sleepers]: readonly number[]): void => expect([left, sleepers]).toEqual([0, 0]);
    await survives({ threads: [consume, consume, produce], memory: [0, 0, 0], check });
  });
});
