import { describe, expect, it } from 'vitest';
import { explore, type Program } from './model.js';
import { cancelAt } from './programs.js';

describe('the checker', () => {
  it('finds a wake-up that is lost between the look and the sleep', async () => {
    const sleeper: Program = ({ words }) => {
      if (words.load(0) === 0 && words.load(1) === 0) {
        // Says that it sleeps after it has looked, and sleeps whatever the word holds now.
        words.store(1, 1);
        words.wait(1, 1, Infinity);
      }
    };
    const waker: Program = ({ words }) => {
      words.store(0, 1);
      if (words.load(1) !== 0) words.notify(1, 1);
    };
    await expect(explore({ threads: [sleeper, waker], memory: [0, 0] })).rejects.toThrow('sleep');
  });

  it('finds two threads in a section that a plain look guards', async () => {
    const enter: Program = ({ words }) => {
      if (words.load(0) !== 0) return;
      words.store(0, 1);
      if (words.add(1, 1) !== 0) throw new Error('two are inside');
      words.add(1, -1);
    };
    await expect(explore({ threads: [enter, enter], memory: [0, 0] })).rejects.toThrow('two are inside');
  });

  it('finds a waiter who gives up with a wake-up that was meant for another', async () => {
    const acquire: Program = ({ words }) => {
      const cancel = cancelAt(words, 8);
      words.add(1, 1);
      while (words.compareExchange(0, 1, 0) !== 1) if (cancel.wait(0, 0, Infinity) === 'cancelled') return 'cancelled';
      return 'ok';
    };
    const other: Program = ({ words }) => {
      words.add(1, 1);
      while (words.compareExchange(0, 1, 0) !== 1) words.wait(0, 0, Infinity);
    };
    const release: Program = ({ words }) => {
      words.add(0, 1);
      words.notify(0, 1);
    };
    const flag: Program = ({ words }) => words.store(2, 1);
    await expect(explore({ threads: [acquire, other, release, flag], memory: [0, 0, 0, 0] })).rejects.toThrow('sleep');
  });

  it('finds plain words that nothing orders', async () => {
    const writer: Program = ({ words, write }) => {
      words.store(0, 1);
      write(0, 1);
    };
    const reader: Program = ({ words, read }) => {
      if (words.load(0) === 1) read(0);
    };
    await expect(explore({ threads: [writer, reader], memory: [0], data: 1 })).rejects.toThrow('races');
  });
});
