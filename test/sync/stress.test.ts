import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { Cancel, Doorbell, Mutex, SharedWords } from '../../runtime/sync/index.js';
import { root } from '../support/folders.js';

const workers: Worker[] = [];
afterEach(() => Promise.all(workers.splice(0).map((worker) => worker.terminate())));

/** Runs a body in a thread, with the primitives, `words`, `plain` (an Int32Array of the same memory) and `me`; what it returns. */
function thread<T>(buffer: SharedArrayBuffer, me: number, body: string): Promise<T> {
  const worker = new Worker(
    `const { parentPort, workerData: { buffer, me } } = require('node:worker_threads');
     // A wait on the event loop does not keep it alive.
     parentPort.on('message', () => {});
     const { Barrier, Cancel, Doorbell, EventCount, Gate, Mailbox, Mutex, Semaphore, SharedWords } = require('${root}/dist/runtime/sync/index.js');
     const words = new SharedWords(buffer), plain = new Int32Array(buffer);
     (async () => { ${body} })().then((result) => parentPort.postMessage(result));`,
    { eval: true, workerData: { buffer, me } },
  );
  workers.push(worker);
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

const memory = (): SharedArrayBuffer => new SharedArrayBuffer(4096);
/** Somewhere in the memory, so that offsets count. */
const AT = 1024;
const DATA = 256 >> 2;
const TURNS = 5000;

describe('threads of their own', () => {
  it('count without losing one under a mutex, while others are late and this one waits on its event loop', async () => {
    const buffer = memory();
    const count = `const mutex = new Mutex(words, ${AT});
      let done = 0;
      for (let i = 0; i < ${TURNS}; i++) {
        if (mutex.lock(me === 2 ? 0.01 : Infinity) !== 'ok') continue;
        plain[${DATA}]++;
        mutex.unlock();
        done++;
      }
      return done;`;
    const counted = [0, 1, 2].map((me) => thread<number>(buffer, me, count));
    const words = new SharedWords(buffer);
    const mutex = new Mutex(words, AT);
    const plain = new Int32Array(buffer);
    let own = 0;
    for (let i = 0; i < 200; i++) {
      const { signal } = new AbortController();
      if ((await mutex.lockAsync({ signal, ms: i % 2 ? 1 : 10_000 })) !== 'ok') continue;
      plain[DATA]!++;
      mutex.unlock();
      own++;
    }
    const all = (await Promise.all(counted)).reduce((sum, n) => sum + n, own);
    expect(plain[DATA]).toBe(all);
    expect(words.load(AT >> 2)).toBe(0);
  });

  it('share permits, and never more of them than there are', async () => {
    const buffer = memory();
    new Int32Array(buffer)[AT >> 2] = 2;
    const most = await Promise.all(
      [0, 1, 2].map((me) =>
        thread<number>(
          buffer,
          me,
          `const semaphore = new Semaphore(words, ${AT});
           let most = 0;
           for (let i = 0; i < ${TURNS}; i++) {
             semaphore.acquire();
             most = Math.max(most, words.add(${DATA}, 1) + 1);
             words.add(${DATA}, -1);
             semaphore.release();
           }
           return most;`,
        ),
      ),
    );
    expect(Math.max(...most)).toBeLessThanOrEqual(2);
    expect([...new Int32Array(buffer, AT, 2)]).toEqual([2, 0]);
  });

  it('march in step through a barrier', async () => {
    const buffer = memory();
    const wrong = await Promise.all(
      [0, 1, 2].map((me) =>
        thread<number>(
          buffer,
          me,
          `const barrier = new Barrier(words, ${AT}, 3);
           let wrong = 0;
           for (let i = 0; i < 2000; i++) {
             plain[${DATA} + 16 * me] = i;
             barrier.wait();
             for (let other = 0; other < 3; other++) if (plain[${DATA} + 16 * other] !== i) wrong++;
             barrier.wait();
           }
           return wrong;`,
        ),
      ),
    );
    expect(wrong).toEqual([0, 0, 0]);
  });

  it('send letters to and fro, and ring', async () => {
    const buffer = memory();
    const server = thread<number>(
      buffer,
      0,
      `const box = new Mailbox(words, ${AT}, ${AT + 4}), bell = new Doorbell(words, ${AT + 64}, ${AT + 128});
       for (let served = 0; served < ${TURNS}; ) {
         const seen = bell.count;
         if (box.state !== 1) { bell.wait(seen); continue; }
         plain[${DATA}] = plain[${DATA}] * 2;
         box.put(2);
         served++;
       }
       return bell.count;`,
    );
    const asker = thread<number>(
      buffer,
      1,
      `const box = new Mailbox(words, ${AT}, ${AT + 4}), bell = new Doorbell(words, ${AT + 64}, ${AT + 128});
       let wrong = 0;
       for (let i = 0; i < ${TURNS}; i++) {
         plain[${DATA}] = i;
         box.put(1);
         bell.ring();
         box.wait(2);
         if (plain[${DATA}] !== 2 * i) wrong++;
       }
       return wrong;`,
    );
    expect(await Promise.all([server, asker])).toEqual([TURNS, 0]);
  });

  it('take all that is produced, woken by an event count once a gate is open', async () => {
    const buffer = memory();
    const consumers = [0, 1].map((me) =>
      thread<number>(
        buffer,
        me,
        `new Gate(words, ${AT + 64}).wait();
         const bell = new EventCount(words, ${AT}), gate = ${DATA};
         let taken = 0;
         const take = () => {
           for (let there = words.load(gate); there > 0; there = words.load(gate))
             if (words.compareExchange(gate, there, there - 1) === there) return ++taken > 0;
           return words.load(gate + 1) !== 0;
         };
         while (words.load(gate + 1) === 0 || words.load(gate) > 0) me ? bell.until(take) : await bell.untilAsync(take);
         return taken;`,
      ),
    );
    const producer = thread<number>(
      buffer,
      2,
      `const bell = new EventCount(words, ${AT});
       new Gate(words, ${AT + 64}).open(7);
       for (let i = 0; i < ${TURNS}; i++) { words.add(${DATA}, 1); bell.ring(); }
       words.store(${DATA} + 1, 1);
       bell.ring();
       return ${TURNS};`,
    );
    const [made, ...taken] = await Promise.all([producer, ...consumers]);
    expect(taken.reduce((sum, n) => sum + n, 0)).toBe(made);
    expect(new Int32Array(buffer, AT, 2)[1]).toBe(0);
  });

  it('are cancelled wherever they block', async () => {
    const buffer = memory();
    const blocked = thread<string[]>(
      buffer,
      0,
      `const cancel = new Cancel(words, 0, 4);
       const waits = [
         () => new Mutex(words, ${AT}).lock(Infinity, cancel),
         () => new Semaphore(words, ${AT + 64}).acquire(Infinity, cancel),
         () => new Barrier(words, ${AT + 128}, 2).wait(Infinity, cancel),
         () => new Gate(words, ${AT + 192}).wait(Infinity, cancel),
         () => new Mailbox(words, ${AT + 256}, ${AT + 260}).wait(1, Infinity, cancel),
         () => new Doorbell(words, ${AT + 320}, ${AT + 384}).wait(0, Infinity, cancel),
         () => new EventCount(words, ${AT + 448}).until(() => false, Infinity, cancel),
       ];
       return waits.map((wait) => {
         const how = wait();
         cancel.clear();
         words.add(${DATA}, 1);
         return how;
       });`,
    );
    const words = new SharedWords(buffer);
    words.store(AT >> 2, 2);
    const cancel = new Cancel(words, 0, 4);
    for (let i = 0; i < 7; i++) {
      while (words.load(DATA) < i || words.load(1) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      cancel.request();
      while (words.load(DATA) === i) {
        cancel.wake();
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
    expect(await blocked).toEqual(Array(7).fill('cancelled'));
  });
});

describe('an aborted wait', () => {
  it('rejects with the reason and touches the memory no more', async () => {
    const buffer = memory();
    const controller = new AbortController();
    const words = new SharedWords(buffer);
    const wait = new Doorbell(words, AT, AT + 64).waitAsync(0, { signal: controller.signal });
    expect(words.load((AT + 64) >> 2)).toBe(1);
    controller.abort('over');
    // Somebody else's from here on.
    new Int32Array(buffer).fill(9);
    await expect(wait).rejects.toBe('over');
    expect(new Int32Array(buffer).every((word) => word === 9)).toBe(true);
  });

  it('leaves the event loop its turn while a word never holds still', async () => {
    const doorbell = new Doorbell(new SharedWords(memory()), AT, AT + 64);
    let turned = false;
    setImmediate(() => (turned = true));
    for (let i = 0; !turned; i++) {
      const seen = doorbell.count;
      doorbell.ring();
      await doorbell.waitAsync(seen);
      expect(i).toBeLessThan(1000);
    }
    expect(turned).toBe(true);
  });
});

describe('addresses and uses that cannot be', () => {
  const words = new SharedWords(new SharedArrayBuffer(64));
  it.each([1, -4, 64, 0.5, NaN])('are refused: %d', (address) => {
    expect(() => new Mutex(words, address)).toThrow(RangeError);
  });

  it('a mutex that is free is not unlocked', () => {
    expect(() => new Mutex(words, 0).unlock()).toThrow('free');
  });
});
