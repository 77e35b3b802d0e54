// The OpenMP apps: the same output with any number of threads as the native program, and clear words for wrong input.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { compileNative } from '../support/native.js';
import { gcc } from '../support/needs.js';
import { run } from '../support/spawn.js';

const folder = join(root, 'apps/openmp');
const image = (name: string) => compileImage([join(folder, `${name}.c`)], ['-O3', '-fopenmp']);

async function app(name: string, args: string[], options: string[] = []) {
  const { code, stdout, stderr } = await hermit(['run', ...options, await image(name), ...args]);
  return { code, stdout: stdout.toString(), stderr };
}

const threads = (count: number) => ['-e', `OMP_NUM_THREADS=${count}`];

/** Smaller than what each takes by itself, and sizes that nothing divides. */
const RUNS: [name: string, args: string[], expected: RegExp][] = [
  ['heat', ['33'], /^33 x 33 points, \d+ steps, largest error \d\.\de-0\d\nright\n$/],
  ['matmul', ['131'], /^order 131, trace -?\d+\nright\n$/],
  ['fft', ['10'], /^1024 points, 2 peaks, strays small, way back exact\nright\n$/],
  ['cg', ['31'], /^order 961, 4681 entries: converged, residual small, error small\nright\n$/],
  ['mergesort', ['30011'], /^30011 numbers, smallest -\d+, middle -?\d+, largest \d+\nright\n$/],
  ['mandelbrot', ['61'], /^61 x 61 points, \d+ inside\nright\n$/],
];

describe('OpenMP apps', () => {
  it.each(RUNS)('%s is right with 1, 2 and 4 threads', async (name, args, expected) => {
    const outputs = [];
    for (const count of [1, 2, 4]) {
      const { code, stdout, stderr } = await app(name, args, threads(count));
      expect(code, stderr).toBe(0);
      outputs.push(stdout);
    }
    expect(outputs[0]).toMatch(expected);
    expect(new Set(outputs).size).toBe(1);
  });

  it.skipIf(gcc.missing).each(RUNS)(`%s says what the native program says${gcc.note}`, async (name, args) => {
    const native = await compileNative([join(folder, `${name}.c`)], ['-O3', '-fopenmp', '-lm']);
    expect((await run(native, args)).stdout.toString()).toBe((await app(name, args)).stdout);
  });

  it('print the time of the computation when asked', async () => {
    expect((await app('matmul', ['--time', '64'])).stdout).toMatch(/^seconds \d+\.\d{6}\norder 64/);
  });

  it('refuse sizes that are none', async () => {
    for (const size of ['ten', '10x', '-4', '99999999999'])
      expect(await app('fft', [size])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(`has to be a number from 4 to 24, not ${size}`),
      });
    const { code, stderr } = await app('heat', ['10', '20']);
    expect(code).toBe(2);
    expect(stderr).toContain('usage: ');
  });
});

describe('the picture of mandelbrot', () => {
  it('is a PPM of the size asked for', async () => {
    const out = freshFolder();
    const file = join(out, 'set.ppm');
    expect((await app('mandelbrot', ['50', file], ['--dir', out])).code).toBe(0);
    const bytes = readFileSync(file);
    expect(bytes.subarray(0, 13).toString()).toBe('P6\n50 50\n255\n');
    expect(bytes.length).toBe(13 + 50 * 50 * 3);
    // The middle belongs to the set and is black; the corner does not.
    const pixel = (x: number, y: number) => [...bytes.subarray(13 + (y * 50 + x) * 3, 16 + (y * 50 + x) * 3)];
    expect(pixel(35, 25)).toEqual([0, 0, 0]);
    expect(pixel(0, 0)).not.toEqual([0, 0, 0]);
  });

  it('is reported missing where it cannot be written', async () => {
    const { code, stderr } = await app('mandelbrot', ['10', '/not/there.ppm']);
    expect(code).toBe(1);
    expect(stderr).toContain('cannot write /not/there.ppm: No such file or directory');
    expect(existsSync('/not/there.ppm')).toBe(false);
  });
});

describe('Matrix Market files of cg', () => {
  it('are solved: symmetric, and the same written in full', async () => {
    const { code, stdout } = await app('cg', [join(folder, 'poisson.mtx')], ['--dir', folder]);
    expect(stdout).toBe('order 100, 460 entries: converged, residual small, error small\nright\n');
    expect(code).toBe(0);
    const out = freshFolder();
    const file = join(out, 'general.mtx');
    writeFileSync(
      file,
      '%%MatrixMarket matrix coordinate integer general\n% two\n\n2 2 4\n2 2 3\n1 1 2\n1 2 -1\n2 1 -1\n',
    );
    expect((await app('cg', [file], ['--dir', out])).stdout).toMatch(/^order 2, 4 entries: converged/);
  });

  const header = '%%MatrixMarket matrix coordinate real general\n';
  const broken: [what: string, text: string, message: string][] = [
    ['no header', '2 2 1\n1 1 1\n', 'line 1: expected the header'],
    ['nothing at all', '', 'is empty'],
    ['an array', '%%MatrixMarket matrix array real general\n2 2\n', 'line 1: only `matrix coordinate` can be read'],
    ['complex numbers', '%%MatrixMarket matrix coordinate complex general\n', 'line 1: the field has to be'],
    ['no size', `${header}% only a comment\n`, 'expected the numbers of rows, columns and entries'],
    ['a size of letters', `${header}a b c\n`, 'line 2: expected the numbers'],
    ['a matrix that is not square', `${header}2 3 1\n1 1 1\n`, 'line 2: the matrix has to be square'],
    ['an index that is too large', `${header}2 2 2\n1 1 1\n3 1 1\n`, 'line 4: the entry lies outside of the matrix'],
    ['an index of 0', `${header}2 2 1\n0 1 1\n`, 'line 3: the entry lies outside'],
    ['too few entries', `${header}2 2 2\n1 1 1\n`, 'the file ends after 1 of 2 entries'],
    ['too many entries', `${header}2 2 1\n1 1 1\n2 2 1\n`, 'there are more entries than announced'],
    ['a value that is none', `${header}2 2 1\n1 1 one\n`, 'line 3: expected a row, a column and a value'],
  ];
  it.each(broken)('with %s are refused', async (_, text, message) => {
    const out = freshFolder();
    writeFileSync(join(out, 'broken.mtx'), text);
    const { code, stderr } = await app('cg', [join(out, 'broken.mtx')], ['--dir', out]);
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  });

  it('that are no matrix to solve end with a verdict', async () => {
    const out = freshFolder();
    writeFileSync(join(out, 'bad.mtx'), `${header}2 2 2\n1 1 1\n2 2 -1\n`);
    const { code, stdout } = await app('cg', [join(out, 'bad.mtx')], ['--dir', out]);
    expect(stdout).toMatch(/NOT POSITIVE DEFINITE.*\nWRONG\n$/);
    expect(code).toBe(1);
  });
});
