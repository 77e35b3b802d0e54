import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshFolder } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { tool } from '../support/needs.js';
import { run } from '../support/spawn.js';
import { sourcesOf } from './sources.js';

const files = [
  'bzip2.c',
  'blocksort.c',
  'huffman.c',
  'crctable.c',
  'randtable.c',
  'compress.c',
  'decompress.c',
  'bzlib.c',
];

/** Text of few words with numbers between them: compresses well, and nowhere repeats. */
function compressible(size: number): Buffer {
  const words = ['harbour', 'lamp', 'water', 'boat', 'night', 'wall', 'green', 'red', 'skipper', 'the', 'and', 'of'];
  const data = Buffer.alloc(size);
  let state = 42;
  for (let at = 0; at < size;) {
    state = (state * 16807) % 2147483647;
    at += data.write(`${words[state % words.length]} ${state % 31 === 0 ? state : ''}`, at) || size;
  }
  return data;
}

const digest = (data: Buffer): string => createHash('sha256').update(data).digest('hex');

describe('bzip2 1.0.8', () => {
  let bzip2: string;
  let lacking: string;
  beforeAll(async () => {
    const sources = await sourcesOf('bzip2');
    lacking = sources.lacking;
    const { folder } = sources;
    if (!folder) return;
    bzip2 = await compileImage(
      files.map((name) => join(folder, name)),
      ['-O2', '-D_FILE_OFFSET_BITS=64'],
    );
  });

  beforeEach(({ skip }) => skip(lacking !== '', lacking));

  it('packs 20 MB and unpacks the same bytes', async () => {
    const cwd = freshFolder();
    const data = compressible(20_000_000);
    writeFileSync(join(cwd, 'data'), data, { mode: 0o640 });
    const packed = await hermit(['run', '-n', '1', '--dir', '.', bzip2, '-k', 'data'], { cwd });
    expect([packed.code, packed.stderr]).toEqual([0, '']);
    const { size, mode } = statSync(join(cwd, 'data.bz2'));
    expect(size).toBeLessThan(data.length / 3);
    expect(mode & 0o777).toBe(0o640);
    writeFileSync(join(cwd, 'data'), '');
    const unpacked = await hermit(['run', '-n', '1', '--dir', '.', bzip2, '-d', '-f', 'data.bz2'], {
      cwd,
    });
    expect([unpacked.code, unpacked.stderr]).toEqual([0, '']);
    expect(digest(readFileSync(join(cwd, 'data')))).toBe(digest(data));
  });

  const native = tool('bzip2');
  it.skipIf(native.missing)(`packs what the native program reads${native.note}`, async () => {
    const data = compressible(1_000_000);
    const cwd = freshFolder();
    const packed = await hermit(['run', bzip2, '-9'], { input: data });
    writeFileSync(join(cwd, 'data.bz2'), packed.stdout);
    expect(digest((await run('bzip2', ['-dc', 'data.bz2'], { cwd })).stdout)).toBe(digest(data));
  });

  it('works in a pipe', async () => {
    const data = compressible(1_000_000);
    const packed = await hermit(['run', bzip2, '-9'], { input: data });
    const unpacked = await hermit(['run', bzip2, '-d'], { input: packed.stdout });
    expect(digest(unpacked.stdout)).toBe(digest(data));
  });

  it('finds damage and says so', async () => {
    const packed = await hermit(['run', bzip2, '-c'], { input: compressible(100_000) });
    packed.stdout[packed.stdout.length >> 1]! ^= 16;
    const { code, stderr } = await hermit(['run', bzip2, '-t'], { input: packed.stdout });
    expect(stderr).toMatch(/data integrity|CRC/);
    expect(code).toBe(2);
  });
});
