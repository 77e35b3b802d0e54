// Offsets and lengths of 64 bits: what Linux refuses is refused in the same way, and nothing is ever written where it was not meant to be.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { compileNative } from '../support/native.js';
import { gcc } from '../support/needs.js';
import { runs, seed } from '../support/runs.js';
import { run } from '../support/spawn.js';

const source = join(root, 'test/hostile/offsets.c');
const CALLS = '3000';

const asImage = async (args: string[]): ReturnType<typeof hermit> =>
  hermit(['run', '-n', '1', '--dir', '.', await compileImage([source]), ...args], { cwd: freshFolder() });

describe('64-bit offsets and lengths', () => {
  it.skipIf(gcc.missing)(`are answered as Linux answers them, in granted folders${gcc.note}`, async () => {
    for (let left = runs(3); left > 0; left--) {
      const args = [String(seed()), CALLS, 'file', 'print'];
      const native = await run(await compileNative([source]), args, { cwd: freshFolder() });
      const image = await asImage(args);
      const lines = image.stdout.toString().split('\n');
      const wrong = native.stdout
        .toString()
        .split('\n')
        .flatMap((line, i) => (line === lines[i] ? [] : [`${line} | ${lines[i]}`]));
      expect(wrong.slice(0, 5), `seed ${args[0]}`).toEqual([]);
      expect([image.code, image.stderr], `seed ${args[0]}`).toEqual([0, '']);
    }
  });

  it.each(['file', '/tmp/file', '/dev/shm/file'])('change nothing that they do not name: %s', async (file) => {
    for (let left = runs(2); left > 0; left--) {
      const start = String(seed());
      const { code, stdout, stderr } = await asImage([start, CALLS, file, 'check']);
      expect([code, stderr], `seed ${start}: ${stdout}`).toEqual([0, '']);
      expect(Number(stdout), `seed ${start}`).toBeGreaterThan(100);
    }
  });
});
