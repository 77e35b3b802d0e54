import { expect, it } from 'vitest';
import { Doorbell, SharedWords } from '../../runtime/sync/index.js';

it('reaches every word of the largest memory', () => {
  // Nothing is touched but the last page.
  const bytes = 2 ** 32;
  const memory = new WebAssembly.Memory({ initial: bytes / 65536, maximum: bytes / 65536, shared: true });
  const words = new SharedWords(memory.buffer);
  const bell = new Doorbell(words, bytes - 4, bytes - 8);
  bell.ring();
  expect([words.length, bell.count]).toEqual([bytes / 4, 1]);
  expect(() => new Doorbell(words, bytes, 0)).toThrow(
    'expected the address of a word, a multiple of 4 below 4294967296',
  );
});
