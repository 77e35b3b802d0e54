// The C programs of the suites as images: what they compute is right, and they say so when they are used wrongly.
import { beforeAll, describe, expect, it } from 'vitest';
import { SOURCES, compareResults, kernels } from '../../bench/compute/kernels';
import { hermit } from '../support/hermit';
import { compileImage } from '../support/image';
import { compileNative } from '../support/native';
import { gcc } from '../support/needs';
import { run } from '../support/spawn';

const SIZES = [16384, 100_000, 1_000_000];
const LARGEST = '1048576';
const questions = Object.keys(kernels).flatMap((kernel) => SIZES.map((bytes) => `check ${kernel} ${bytes}`));
const input = questions.map((line) => `${line}\n`).join('');
const numbers = (out: Buffer): number[] => out.toString().trim().split('\n').slice(1).map(Number);

describe('kernels', () => {
  let serial: string;
  let parallel: string;
  beforeAll(async () => {
    serial = await compileImage(SOURCES, ['-O3', '-fopenmp-simd']);
    parallel = await compileImage(SOURCES, ['-O3', '-fopenmp']);
  });

  const expectSame = (all: number[][]): void => {
    for (const found of all) expect(found).toHaveLength(questions.length);
    questions.forEach((line, i) =>
      compareResults(
        line.split(' ')[1]!,
        all.map((found) => found[i]),
      ),
    );
  };
  const alone = () => hermit(['run', '-n', '1', serial, '1', LARGEST], { input });

  it('find what they must, on data of all sizes, alone and with three threads', async () => {
    const one = await alone();
    const three = await hermit(['run', '-n', '3', '-e', 'OMP_NUM_THREADS=3', parallel, '1', LARGEST], { input });
    expect([one.code, one.stderr, three.code, three.stderr]).toEqual([0, '', 0, '']);
    expectSame([numbers(one.stdout), numbers(three.stdout)]);
  });

  it.skipIf(gcc.missing)(`find what native ones do${gcc.note}`, async () => {
    const native = await run(await compileNative(SOURCES, ['-O3', '-fopenmp-simd']), ['1', LARGEST], { input });
    const own = await alone();
    expect(own.code).toBe(0);
    expectSame([numbers(own.stdout), numbers(native.stdout)]);
  });

  it('tell the time of a run', async () => {
    const { stdout, code } = await hermit(['run', '-n', '1', serial, '1', LARGEST], { input: 'triad 65536\n' });
    expect(code).toBe(0);
    expect(numbers(stdout)[0]).toBeGreaterThan(0);
  });

  it.each([
    ['an unknown kernel', 'tried 65536\n', /expected a kernel and 16384 to 1048576 bytes, got tried 65536/],
    ['more data than there is room for', 'triad 2000000\n', /got triad 2000000/],
  ])('refuse %s', async (_, line, words) => {
    const { stderr, code } = await hermit(['run', '-n', '1', serial, '1', LARGEST], { input: line });
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
  });
});

describe('the bulk-synchronous program', () => {
  let image: string;
  beforeAll(async () => {
    image = await compileImage(['bench/bsp/bsp.c'], ['-O3']);
  });
  const bsp = (...args: string[]) => hermit(['run', '-i', '2', '-n', '1', image, ...args]);

  it('times steps without and with detours, and counts these', async () => {
    const { stdout, code } = await bsp('100', '200', '1', 'fixed:1000:500', 'exponential:1000:500');
    expect(code).toBe(0);
    const figures = Object.fromEntries(
      stdout
        .toString()
        .trim()
        .split('\n')
        .map((line) => line.split(' ')),
    );
    expect(Object.keys(figures)).toEqual(['step', 'noise_1', 'detours_1', 'noise_2', 'detours_2']);
    // The times themselves depend on what else the machine does.
    for (const name of ['step', 'noise_1', 'noise_2']) expect(Number(figures[name]), name).toBeGreaterThan(0);
    for (const name of ['detours_1', 'detours_2']) expect(Number(figures[name]), name).toBeGreaterThan(0);
  });

  it.each([[['20', '200', '1', 'fixed:100:100']], [['20', '200', '1', 'other:100:10']], [['0', '200', '1']]])(
    'refuses %j',
    async (args) => {
      const { stderr, code } = await bsp(...args);
      expect(stderr).toMatch(/usage: bsp STEPS STEP_US ROUNDS/);
      expect(code).toBe(2);
    },
  );
});

describe('basic services', () => {
  it.each([
    ['wake', ['turns', 'asleep']],
    ['memory', ['malloc', 'touch', 'malloc_again', 'touch_again']],
  ])('%s gives its figures', async (name, names) => {
    const image = await compileImage([`bench/basic/${name}.c`], ['-O3']);
    const { stdout, code } = await hermit(['run', '-n', '2', '--mem', '320M', image]);
    const figures = stdout
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.split(' '));
    expect(code).toBe(0);
    expect(figures.map(([figure]) => figure)).toEqual(names);
    for (const [, ns] of figures) expect(Number(ns)).toBeGreaterThan(0);
  });
});
