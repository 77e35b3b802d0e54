// The apps in C++: the same output with any number of threads as the native program, and clear words for wrong input.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { compileNative } from '../support/native.js';
import { tool } from '../support/needs.js';
import { run } from '../support/spawn.js';

const source = join(root, 'apps/cxx/fem.cpp');
const FLAGS = ['-O3', '-fopenmp'];

async function fem(args: string[], threads = 2) {
  const image = await compileImage([source], FLAGS);
  const { code, stdout, stderr } = await hermit(['run', '-e', `OMP_NUM_THREADS=${threads}`, image, ...args]);
  return { code, stdout: stdout.toString(), stderr };
}

describe('finite elements', () => {
  it('are right with 1, 2 and 4 threads', async () => {
    for (const threads of [1, 2, 4])
      expect(await fem(['33'], threads)).toEqual({
        code: 0,
        stdout: '2178 triangles, 1156 points, 7046 entries\nright\n',
        stderr: '',
      });
    expect((await fem(['--time', '20'])).stdout).toMatch(/^seconds \d+\.\d{6}\n800 triangles/);
  });

  const gxx = tool('g++');
  it.skipIf(gxx.missing)(`are what the native program says${gxx.note}`, async () => {
    const native = await compileNative([source], FLAGS);
    expect((await run(native, ['40'])).stdout.toString()).toBe((await fem(['40'])).stdout);
  });

  it('refuse sizes that are none', async () => {
    for (const size of ['ten', '1', '10x', '99999999999'])
      expect(await fem([size])).toMatchObject({ code: 2, stderr: expect.stringContaining('usage: ') });
  });
});
