import { describe, expect, it } from 'vitest';
import { Barrier, Mutex, NO_SPIN, Semaphore } from '../../runtime/sync/index.js';
import { type Env, explore, type Program } from './model.js';
import { abortable, brief, canceller, cancelAt } from './programs.js';

describe('Mutex', () => {
  const inside = ({ words }: Env): void => {
    if (words.add(1, 1) !== 0) throw new Error('two are inside');
    words.add(1, -1);
  };
  /** Locks in the way given; what it answers. */
  const locked =
    (lock: (mutex: Mutex, env: Env) => string): Program =>
    (env) => {
      const mutex = new Mutex(env.words, 0, NO_SPIN);
      const how = lock(mutex, env);
      if (how !== 'ok') return how;
      inside(env);
      mutex.unlock();
      return how;
    };
  const patient = locked((mutex) => mutex.lock());
  const late = locked((mutex) => mutex.lock(1));
  const cancelled = locked((mutex, { words }) => mutex.lock(Infinity, cancelAt(words, 8)));
  const spinning: Program = (env) => {
    const mutex = new Mutex(env.words, 0, brief());
    mutex.lock();
    inside(env);
    mutex.unlock();
  };
  const onLoop: Program = async (env) => {
    const mutex = new Mutex(env.words, 0);
    const how = await abortable(mutex.lockAsync({ signal: env.signal }));
    if (how !== 'ok') return how;
    inside(env);
    mutex.unlock();
    return how;
  };
  const two = [0, 0];
  const free = ([word]: readonly number[]): void => expect(word).toBe(0);

  it('lets one in at a time and the others after it', async () => {
    await explore({ threads: [spinning, spinning], memory: two, check: free });
    await explore({ threads: [patient, patient, patient], memory: two, check: free });
  });

  it('passes the lock on past those who are late, cancelled or aborted', async () => {
    await explore({ threads: [late, late, patient], memory: two, check: free });
    await explore({ threads: [patient, cancelled, canceller(8, 1)], memory: [0, 0, 0, 0], check: free });
    await explore({ threads: [onLoop, patient], memory: two, check: free });
    await explore({ threads: [onLoop, onLoop], memory: two, check: free });
  });

  it('wakes another when the one that was woken is aborted', async () => {
    const holder: Program = ({ words }) => new Mutex(words, 0).unlock();
    await explore({ threads: [holder, onLoop, patient], memory: [1, 0], check: free });
  });

  it('orders what was stored before the unlock', async () => {
    const add: Program = ({ words, read, write }) => {
      const mutex = new Mutex(words, 0, NO_SPIN);
      mutex.lock();
      write(0, read(0) + 1);
      mutex.unlock();
    };
    await explore({ threads: [add, add], memory: [0], data: 1, check: free });
  });
});

describe('Semaphore', () => {
  const acquire: Program = ({ words }) => new Semaphore(words, 0, brief()).acquire();
  const patient: Program = ({ words }) => new Semaphore(words, 0, NO_SPIN).acquire();
  const late: Program = ({ words }) => new Semaphore(words, 0, NO_SPIN).acquire(1);
  const cancelled: Program = ({ words }) => new Semaphore(words, 0, NO_SPIN).acquire(Infinity, cancelAt(words, 8));
  const onLoop: Program = ({ words, signal }) => abortable(new Semaphore(words, 0).acquireAsync({ signal }));
  const release =
    (permits: number): Program =>
    ({ words }) =>
      new Semaphore(words, 0).release(permits);
  /** As many permits are left as were not taken, and nobody is counted as waiting. */
  const counted =
    (permits: number) =>
    ([left, waiting]: readonly number[], results: readonly unknown[]): void => {
      expect(left! + results.filter((how) => how === 'ok').length).toBe(permits);
      expect(waiting).toBe(0);
    };

  it('gives each permit to one', async () => {
    await explore({ threads: [acquire, release(1)], memory: [0, 0], check: counted(1) });
    await explore({ threads: [patient, patient, release(2)], memory: [0, 0], check: counted(2) });
    await explore({ threads: [patient, patient, release(1)], memory: [1, 0], check: counted(2) });
  });

  it('loses none to those who are late, cancelled or aborted', async () => {
    await explore({ threads: [patient, late, release(2)], memory: [0, 0], check: counted(2) });
    await explore({ threads: [late, late, release(1)], memory: [0, 0], check: counted(1) });
    const four = [0, 0, 0, 0];
    await explore({ threads: [cancelled, release(1), canceller(8, 0)], memory: four, check: counted(1) });
    await explore({ threads: [onLoop, patient, release(2)], memory: [0, 0], check: counted(2) });
    // One permit, and one who may be cancelled or aborted just when it was woken: the other has it then.
    const back =
      (acquiring: Program): Program =>
      async (env) => {
        if ((await acquiring(env)) === 'ok') new Semaphore(env.words, 0).release();
      };
    await explore({ threads: [back(onLoop), patient, release(1)], memory: [0, 0], most: 200_000 });
    const releaseAndCancel: Program = ({ words }) => {
      new Semaphore(words, 0).release();
      cancelAt(words, 8).request();
    };
    /** Another who waits, in as few steps as can be. */
    const other: Program = ({ words }) => {
      words.add(1, 1);
      while (words.compareExchange(0, 1, 0) !== 1) words.wait(0, 0, Infinity);
      words.add(0, 1);
      words.notify(0, 1);
    };
    await explore({ threads: [back(cancelled), other, releaseAndCancel], memory: four });
  });

  it('orders what was stored before the release', async () => {
    const taker: Program = ({ words, read }) => {
      new Semaphore(words, 0, brief()).acquire();
      return read(0);
    };
    const giver: Program = ({ words, write }) => {
      write(0, 7);
      new Semaphore(words, 0).release();
    };
    await explore({
      threads: [taker, giver],
      memory: [0, 0],
      data: 1,
      check: (_, [seen]) => expect(seen).toBe(7),
    });
  });
});

describe('Barrier', () => {
  const meet: Program = ({ words }) => {
    words.add(1, 1);
    new Barrier(words, 0, 2, brief()).wait();
    if (words.load(1) !== 2) throw new Error('passed before all had arrived');
  };
  const late: Program = ({ words }) => new Barrier(words, 0, 2, NO_SPIN).wait(1);
  const cancelled: Program = ({ words }) => new Barrier(words, 0, 2, NO_SPIN).wait(Infinity, cancelAt(words, 4));
  const onLoop: Program = ({ words, signal }) => abortable(new Barrier(words, 0, 2).waitAsync({ signal }));
  /** Both passed or neither: nobody meets one who has given up. */
  const together = ([word]: readonly number[], [a, b]: readonly unknown[]): void => {
    expect(a === 'ok').toBe(b === 'ok');
    expect(word! & 0xffff).toBe(0);
  };

  it('lets nobody pass before all have arrived, again and again', async () => {
    await explore({ threads: [meet, meet], memory: [0, 0] });
    const meets: Program = ({ words }) => new Barrier(words, 0, 3, NO_SPIN).wait();
    const check = (words: readonly number[]): void => expect(words).toEqual([1 << 16]);
    await explore({ threads: [meets, meets, meets], memory: [0], check });
    const twice: Program = ({ words }) => {
      const barrier = new Barrier(words, 0, 2, NO_SPIN);
      barrier.wait();
      barrier.wait();
    };
    // The number of the turn begins again.
    const again = (words: readonly number[]): void => expect(words).toEqual([1 << 16]);
    await explore({ threads: [twice, twice], memory: [-1 << 16], check: again });
  });

  it('takes the arrival of one who gives up back', async () => {
    await explore({ threads: [late, late], memory: [0], check: together });
    await explore({ threads: [late, cancelled, canceller(4, 1)], memory: [0, 0, 0], check: together });
    await explore({ threads: [late, onLoop], memory: [0], check: together }).catch((error: Error) => {
      // Who is never aborted and never late sleeps on: that is no fault of the barrier's.
      expect(error.message).toContain('all threads that have not ended sleep');
    });
  });

  it('orders what each has stored before', async () => {
    const exchange =
      (me: number): Program =>
      ({ words, read, write }) => {
        write(me, me + 1);
        new Barrier(words, 0, 2, NO_SPIN).wait();
        return read(1 - me);
      };
    await explore({
      threads: [exchange(0), exchange(1)],
      memory: [0],
      data: 2,
      check: (_, seen) => expect(seen).toEqual([2, 1]),
    });
  });
});
