import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { homeOf } from '../../bench/basic/basic';
import { casesOf, compareResults, kernels, memoryFor, question } from '../../bench/compute/kernels';
import { efficiencies, speedUp } from '../../bench/scaling/scaling';
import { cacheSize, readCaches, sizeName, sizesOf } from '../../bench/support/caches';
import { figures } from '../../bench/support/programs';
import { doublings } from '../../bench/support/ranges';
import { freshFolder } from '../support/folders';

describe('amounts of data', () => {
  it('lie in half of the second level, in a part of the last, and far beyond it', () => {
    const sizes = sizesOf({ second: 1 << 20, last: 32 << 20 });
    expect(sizes.map(({ bytes }) => bytes)).toEqual([512 << 10, 8 << 20, 96 << 20]);
    expect(sizes.map(({ name }) => name)).toEqual(['in L2', 'in L3', 'in memory']);
  });

  it('differ where the last level is small, and fit an image where it is huge', () => {
    expect(sizesOf({ second: 2 << 20, last: 4 << 20 }).map(({ bytes }) => bytes)).toEqual([1 << 20, 2 << 20, 64 << 20]);
    expect(sizesOf({ second: 1 << 20, last: 512 << 20 })[2]!.bytes).toBe(1 << 30);
  });

  it('are read as Linux writes them', () => {
    expect(cacheSize('1024K\n')).toBe(1 << 20);
    expect(cacheSize('32M')).toBe(32 << 20);
    expect(cacheSize('unknown')).toBeNaN();
  });

  it('come from the data caches of a CPU, or are usual ones', () => {
    const folder = freshFolder();
    const caches = [
      ['1', 'Data', '48K'],
      ['1', 'Instruction', '64M'],
      ['2', 'Unified', '2048K'],
      ['3', 'Unified', '24M'],
    ];
    for (const [i, [level, type, size]] of caches.entries()) {
      mkdirSync(join(folder, `index${i}`));
      for (const [name, text] of Object.entries({ level, type, size }))
        writeFileSync(join(folder, `index${i}`, name), `${text}\n`);
    }
    expect(readCaches(folder)).toEqual({ second: 2 << 20, last: 24 << 20 });
    expect(readCaches(join(folder, 'absent'))).toEqual({ second: 1 << 20, last: 32 << 20 });
  });

  it('have names', () => {
    expect(sizeName(512 << 10)).toBe('512 KiB');
    expect(sizeName(1.5 * 2 ** 20)).toBe('1.5 MiB');
    expect(memoryFor((8 << 20) + 1)).toBe('73M');
  });
});

describe('kernels', () => {
  it('are asked for by name and bytes', () => {
    const size = { bytes: 65536, name: '64 KiB' };
    const cases = casesOf([size]);
    expect(cases).toHaveLength(Object.keys(kernels).length);
    expect(question(cases[0]!.kernel, size)).toBe('copy 65536');
  });

  it('must have equal results, but for the rounding that a kernel may have', () => {
    expect(() => compareResults('sort', [17, 17, undefined])).not.toThrow();
    expect(() => compareResults('sort', [17, 18])).toThrow('results differ: 17 and 18');
    expect(() => compareResults('cg', [1000, 1000 + 1e-7])).not.toThrow();
    expect(() => compareResults('cg', [1000, 1000 + 1e-5])).toThrow('results differ');
    expect(() => compareResults('cg', [1, Number.NaN])).toThrow('results differ');
    expect(() => compareResults('cg', [])).not.toThrow();
  });
});

describe('scaling', () => {
  it('is the time of one by that of many, turn by turn', () => {
    expect(speedUp([10, 12], [5, 4])).toEqual([2, 3]);
    expect(speedUp(null, [5])).toBeNull();
    expect(speedUp([5], undefined)).toBeNull();
  });

  it('has an efficiency: the speed-up by the number of threads, in per cent', () => {
    expect(efficiencies([1, 2, 4], [[8, 8, 8], [4, 5, 4], undefined])).toEqual([
      [1, 100],
      [2, 100],
    ]);
    expect(efficiencies([1, 4], [[8], [4]])).toEqual([
      [1, 100],
      [4, 50],
    ]);
  });

  it('goes by doublings to the end', () => {
    expect(doublings(1)).toEqual([1]);
    expect(doublings(4)).toEqual([1, 2, 4]);
    expect(doublings(6)).toEqual([1, 2, 4, 6]);
  });
});

describe('programs', () => {
  it('may say more than figures, but must say one', () => {
    expect(figures('seconds 0.25\n100 x 100 points, small\nright\n')).toEqual({ seconds: 0.25 });
    expect(() => figures('right\n')).toThrow('expected lines "NAME NUMBER" of it, got "right');
  });

  it('have calls whose home the table of calls has', () => {
    expect(homeOf('getpid')).toBe('kernel');
    expect(homeOf('write')).toBe('either');
    expect(() => homeOf('no_such')).toThrow('expected the name of a system call, got "no_such"');
  });
});
