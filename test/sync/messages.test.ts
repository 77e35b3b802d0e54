import { describe, expect, it } from 'vitest';
import { Doorbell, EventCount, Gate, Mailbox, Mutex, NO_SPIN, type Words } from '../../runtime/sync/index.js';
import { type Env, explore, type Program } from './model.js';
import { abortable, brief, canceller, cancelAt } from './programs.js';

describe('Gate', () => {
  it('lets all through once it is open, with all that was stored before', async () => {
    const through: Program = ({ words, read }) => {
      new Gate(words, 0, brief()).wait();
      return read(0);
    };
    const onLoop: Program = async ({ words, read }) => {
      await new Gate(words, 0).waitAsync();
      return read(0);
    };
    /** As __hermit_serve does. */
    const open: Program = ({ words, write }) => {
      write(0, 7);
      new Gate(words, 0).open(-8);
    };
    const check = ([word]: readonly number[], [a, b]: readonly unknown[]): void =>
      expect([word, a, b]).toEqual([-8, 7, 7]);
    await explore({ threads: [through, onLoop, open], memory: [0], data: 1, check });
    await explore({ threads: [through, through, open], memory: [0], data: 1, check });
  });

  it('lets those go who are late, cancelled or aborted', async () => {
    const late: Program = ({ words }) => new Gate(words, 0, NO_SPIN).wait(1);
    const cancelled: Program = ({ words }) => new Gate(words, 0, NO_SPIN).wait(Infinity, cancelAt(words, 4));
    await explore({ threads: [late, late], memory: [0] });
    await explore({ threads: [cancelled, canceller(4, 0)], memory: [0, 0, 0] });
    const lateOnLoop: Program = ({ words, signal }) => abortable(new Gate(words, 0).waitAsync({ ms: 1, signal }));
    await explore({ threads: [lateOnLoop, lateOnLoop], memory: [0] });
  });
});

// States and words of the request slots: SLOT_STATE, SLOT_SLEEPING, DOORBELL, PROXY_ASLEEP.
const POSTED = 1;
const DONE = 2;

describe('Mailbox and Doorbell', () => {
  const box = (words: Words, spin = NO_SPIN): Mailbox => new Mailbox(words, 0, 4, spin);
  const bell = (words: Words): Doorbell => new Doorbell(words, 8, 12, brief());
  /** As proxy_request does: the C side's steps, each of its atomic operations one here. */
  const core: Program = ({ words, write, read }) => {
    write(0, 5);
    words.store(0, POSTED);
    words.add(2, 1);
    if (words.load(3) !== 0) words.notify(2, 1);
    if (words.load(0) !== DONE) {
      words.store(1, 1);
      while (words.load(0) !== DONE) words.wait(0, POSTED, Infinity);
      words.store(1, 0);
    }
    words.store(0, 0);
    return read(0);
  };
  /** The same with the primitives. */
  const line: Program = ({ words, write, read }) => {
    write(0, 5);
    box(words).put(POSTED);
    bell(words).ring();
    box(words, brief()).wait(DONE);
    words.store(0, 0);
    return read(0);
  };
  const answer = ({ words, read, write }: Env): boolean => {
    if (box(words).state !== POSTED) return false;
    write(0, read(0) + 1);
    box(words).put(DONE);
    return true;
  };
  const proxy: Program = (env) => {
    for (;;) {
      const seen = bell(env.words).count;
      if (answer(env)) return;
      bell(env.words).wait(seen);
    }
  };
  const proxyOnLoop: Program = async (env) => {
    for (;;) {
      const seen = bell(env.words).count;
      if (answer(env)) return;
      await bell(env.words).waitAsync(seen);
    }
  };
  const answered = ([state, sleeping, , asleep]: readonly number[], [result]: readonly unknown[]): void =>
    expect([state, sleeping, asleep, result]).toEqual([0, 0, 0, 6]);

  it('carry a request and its answer, whichever side sleeps', async () => {
    for (const asker of [core, line])
      for (const server of [proxy, proxyOnLoop])
        await explore({ threads: [asker, server], memory: [0, 0, 0, 0], data: 1, check: answered });
  });

  it('carry an answer past a time that was over, a cancellation and an abort', async () => {
    const patient =
      (wait: (words: Words) => string): Program =>
      ({ words }) => {
        if (wait(words) !== 'ok') box(words).wait(DONE);
        return words.load(0);
      };
    const late = patient((words) => box(words).wait(DONE, 1));
    const cancelled = patient((words) => box(words).wait(DONE, Infinity, cancelAt(words, 8)));
    const onLoop: Program = async ({ words, signal }) => {
      if ((await abortable(box(words).waitAsync(DONE, { signal }))) !== 'ok') await box(words).waitAsync(DONE);
      return words.load(0);
    };
    const put: Program = ({ words }) => void box(words).put(DONE);
    const check = ([, sleeping]: readonly number[], [state]: readonly unknown[]): void =>
      expect([sleeping, state]).toEqual([0, DONE]);
    await explore({ threads: [late, put], memory: [1, 0], check });
    await explore({ threads: [cancelled, put, canceller(8, 0)], memory: [1, 0, 0, 0], check });
    await explore({ threads: [onLoop, put], memory: [1, 0], check });
  });

  it('claims a box for one of several', async () => {
    const claim: Program = ({ words }) => (box(words).claim(0, POSTED) ? 1 : 0);
    await explore({
      threads: [claim, claim, claim],
      memory: [0, 0],
      check: (_, won) => expect(won.filter(Boolean)).toHaveLength(1),
    });
  });

  it('answers the rings of several, merged or not', async () => {
    const ringer: Program = ({ words }) => {
      words.add(0, 1);
      new Doorbell(words, 4, 8).ring();
    };
    const alarmed: Program = ({ words }) => {
      words.add(0, 1);
      new Doorbell(words, 4, 8).alarm();
    };
    /** Sleeps until both have been. */
    const answerer: Program = ({ words }) => {
      const doorbell = new Doorbell(words, 4, 8);
      for (;;) {
        const seen = doorbell.count;
        if (words.load(0) === 2) return;
        doorbell.wait(seen);
      }
    };
    const late: Program = ({ words }) => {
      const doorbell = new Doorbell(words, 4, 8);
      for (let tries = 0; ; tries++) {
        const seen = doorbell.count;
        if (words.load(0) === 2) return;
        doorbell.wait(seen, tries < 2 ? 1 : Infinity);
      }
    };
    const onLoop: Program = async ({ words, signal }) => {
      const doorbell = new Doorbell(words, 4, 8);
      for (;;) {
        const seen = doorbell.count;
        if (words.load(0) === 2) return;
        await abortable(doorbell.waitAsync(seen, signal.aborted ? {} : { signal }));
      }
    };
    const check = ([, , asleep]: readonly number[]): void => expect(asleep).toBe(0);
    for (const who of [answerer, late, onLoop])
      await explore({ threads: [who, ringer, alarmed], memory: [0, 0, 0], check });
  });
});

describe('EventCount', () => {
  const bell = (words: Words): EventCount => new EventCount(words, 4);
  const until: Program = ({ words, read }) => {
    bell(words).until(() => words.load(0) !== 0);
    return read(0);
  };
  /** As hermit_bell_arm, hermit_bell_wait and hermit_bell_disarm are used. */
  const core: Program = ({ words, read }) => {
    const seen = words.load(1);
    words.add(2, 1);
    if (words.load(0) === 0) words.wait(1, seen, Infinity);
    words.add(2, -1);
    if (words.load(0) === 0) throw new Error('woken for nothing');
    return read(0);
  };
  const onLoop: Program = async ({ words, read }) => {
    await bell(words).untilAsync(() => words.load(0) !== 0);
    return read(0);
  };
  const ring: Program = ({ words, write }) => {
    write(0, 7);
    words.store(0, 1);
    bell(words).ring();
  };
  /** As hermit_bell_ring and ringAt of fabric.ts do. */
  const coreRings: Program = ({ words, write }) => {
    write(0, 7);
    words.store(0, 1);
    if (words.load(2) === 0) return;
    words.add(1, 1);
    words.notify(1, Infinity);
  };
  const heard = ([, , sleepers]: readonly number[], [a, b]: readonly unknown[]): void =>
    expect([sleepers, a, b]).toEqual([0, 7, 7]);

  it('wakes all who wait for what has come, on either side', async () => {
    for (const ringer of [ring, coreRings])
      for (const pair of [
        [core, until],
        [core, onLoop],
      ])
        await explore({ threads: [...pair, ringer], memory: [0, 0, 0], data: 1, check: heard });
  });

  it('lets those go who are late, cancelled or aborted, and wakes the others', async () => {
    const late: Program = ({ words }) => bell(words).until(() => words.load(0) !== 0, 1);
    const cancelled: Program = ({ words }) =>
      bell(words).until(() => words.load(0) !== 0, Infinity, cancelAt(words, 12));
    const aborted: Program = ({ words, signal }) =>
      abortable(bell(words).untilAsync(() => words.load(0) !== 0, { signal }));
    const check = ([, , sleepers]: readonly number[]): void => expect(sleepers).toBe(0);
    const five = [0, 0, 0, 0, 0];
    const quiet: Program = ({ words }) => {
      words.store(0, 1);
      bell(words).ring();
    };
    const patient: Program = ({ words }) => bell(words).until(() => words.load(0) !== 0);
    await explore({ threads: [late, patient, quiet], memory: [0, 0, 0], check });
    await explore({ threads: [cancelled, quiet, canceller(12, 0)], memory: five, check });
    await explore({ threads: [aborted, patient, quiet], memory: [0, 0, 0], check });
  });

  it('is a condition beside a mutex', async () => {
    const mutex = (words: Words): Mutex => new Mutex(words, 12, NO_SPIN);
    const consumer: Program = ({ words, read }) => {
      mutex(words).lock();
      while (read(0) === 0) {
        const seen = bell(words).arm();
        mutex(words).unlock();
        bell(words).wait(seen);
        bell(words).disarm();
        mutex(words).lock();
      }
      mutex(words).unlock();
    };
    const producer: Program = ({ words, write }) => {
      mutex(words).lock();
      write(0, 1);
      mutex(words).unlock();
      bell(words).ring();
    };
    await explore({ threads: [consumer, producer], memory: [0, 0, 0, 0], data: 1 });
  });
});
