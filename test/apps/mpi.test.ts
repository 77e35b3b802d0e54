// The MPI apps: right on 1 to 8 ranks, whether these are isles or share one, and with the native program's words.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { mpiTools } from '../support/mpi.js';
import { compileNative } from '../support/native.js';
import { run } from '../support/spawn.js';

const source = (name: string) => join(root, `apps/mpi/${name}.c`);
const image = (name: string) => compileImage([source(name)], ['-O3', '-fopenmp', '-lmpi', '-lm']);

async function app(name: string, args: string[], options: string[]) {
  const all = ['run', '-n', '1', '--mem', '64M', '-e', 'OMP_NUM_THREADS=1', ...options, await image(name), ...args];
  const { code, stdout, stderr } = await hermit(all);
  return { code, stdout: stdout.toString(), stderr };
}

const isles = (count: number) => ['-i', String(count)];

/** Sizes that nothing divides, and small ones: some ranks have nothing to do. */
const RUNS: [name: string, args: string[], expected: RegExp][] = [
  ['pingpong', ['70000', '20'], /^20 turns up to 70000 bytes\nright\n$/],
  ['ring', ['30'], /^30 rounds\nright\n$/],
  ['heat', ['21'], /^21 x 21 points, \d+ steps, error small\nright\n$/],
  ['heat', ['4'], /^4 x 4 points, \d+ steps, error small\nright\n$/],
  ['sort', ['30011'], /^30011 numbers, sum -?\d+\nright\n$/],
  ['sort', ['5'], /^5 numbers, sum -?\d+\nright\n$/],
  ['cg', ['31'], /^order 961: converged, error small\nright\n$/],
  ['cg', ['3'], /^order 9: converged, error small\nright\n$/],
  ['montecarlo', ['100001'], /^100001 darts, \d+ hits, pi is about 3\.1\d+\nright\n$/],
  ['hybrid', ['101', '20'], /^101 bodies, 20 steps: momentum zero, energy kept\nright\n$/],
];

describe('MPI apps', () => {
  it.each(RUNS)('%s %j is right on 2, 3 and 8 ranks', async (name, args, expected) => {
    const outputs = [];
    for (const options of [isles(2), isles(3), isles(8), [...isles(2), '--ranks-per-isle', '2']]) {
      const { code, stdout, stderr } = await app(name, args, options);
      expect([code, stderr]).toEqual([0, '']);
      outputs.push(stdout);
    }
    expect(outputs[0]).toMatch(expected);
    expect(new Set(outputs).size).toBe(1);
  });

  it.each(RUNS.filter(([name]) => name !== 'pingpong'))('%s %j is right on one rank', async (name, args, expected) => {
    const { code, stdout, stderr } = await app(name, args, isles(1));
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(expected);
  });

  it('hybrid has threads of OpenMP in each rank', async () => {
    const image_ = await image('hybrid');
    const { code, stdout } = await hermit([
      'run',
      '-i',
      '2',
      '-n',
      '2',
      '-e',
      'OMP_NUM_THREADS=2',
      image_,
      '101',
      '20',
    ]);
    expect([code, stdout.toString()]).toEqual([0, '101 bodies, 20 steps: momentum zero, energy kept\nright\n']);
  });

  it('print the time of the slowest rank when asked', async () => {
    expect((await app('montecarlo', ['--time', '1000'], isles(2))).stdout).toMatch(/^seconds \d+\.\d{6}\n1000 darts/);
  });

  it('refuse sizes that are none, on every rank', async () => {
    const { code, stdout, stderr } = await app('heat', ['ten'], isles(2));
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('the number of points has to be a number from 3 to 8000, not ten');
  });
});

describe.skipIf(mpiTools.missing)(`MPI apps with a native MPI${mpiTools.note}`, () => {
  it.each(RUNS)('%s %j says the same on 2 ranks', async (name, args) => {
    const native = await compileNative([source(name)], ['-O2', '-fopenmp'], 'mpicc');
    const { stdout } = await run('mpiexec', ['-n', '2', native, ...args], {
      env: { ...process.env, OMP_NUM_THREADS: '1' },
    });
    expect((await app(name, args, isles(2))).stdout).toBe(stdout.toString());
  });
});
