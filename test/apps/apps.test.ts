import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { compileNative } from '../support/native.js';
import { gcc } from '../support/needs.js';
import { run } from '../support/spawn.js';

const app = (name: string): string => join(root, 'apps', name);

/** A picture with edges, slopes and noise; its width is odd. */
function picture(width = 201, height = 150): Buffer {
  const samples = Buffer.alloc(width * height * 3);
  let noise = 1;
  for (let i = 0; i < samples.length; i++) {
    const [x, y, c] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3];
    noise = (noise * 16807) % 2147483647;
    samples[i] = c === 0 ? (x * 255) / width : c === 1 ? (((x >> 4) + (y >> 4)) % 2 ? 220 : 30) : noise & 63;
  }
  return Buffer.concat([Buffer.from(`P6\n# made by a test\n${width} ${height}\n255\n`), samples]);
}

describe('hello', () => {
  it('greets and shows its arguments, straight from the source', async () => {
    const { code, stdout, stderr } = await hermit(['run', app('hello/hello.c'), 'one', 'two words']);
    expect(stdout.toString(), stderr).toBe('Hello from an isle!\nargument 1: one\nargument 2: two words\n');
    expect(code).toBe(0);
  });

  it('is small', async () => {
    const size = async (name: string) => readFileSync(await compileImage([app(name)], ['-O2', '-s'])).length;
    expect(await size('hello/hello.c')).toBeLessThanOrEqual(42 * 1024);
    expect(await size('hello/write.c')).toBeLessThanOrEqual(8 * 1024);
  });
});

describe('wordstat', () => {
  const harbour = readFileSync(app('wordstat/harbour.txt'));

  it('counts a file, and the same from standard input', async () => {
    const image = await compileImage([app('wordstat/wordstat.c')]);
    const file = await hermit(['run', '--dir', app('wordstat'), image, '-n', '3', app('wordstat/harbour.txt')]);
    const lines = file.stdout.toString().split('\n');
    expect(lines[0]).toBe('22 lines, 294 words, 1491 characters');
    expect(lines.slice(2)).toEqual(['      34  the', '      11  and', '       8  at', '']);
    const piped = await hermit(['run', image, '-n', '3'], { input: harbour });
    expect(piped.stdout.toString()).toBe(file.stdout.toString());
  });

  it('says which file it cannot read, and goes on with the others', async () => {
    const image = await compileImage([app('wordstat/wordstat.c')]);
    const { code, stdout, stderr } = await hermit([
      'run',
      '--dir',
      app('wordstat'),
      image,
      '/not/there',
      app('wordstat/harbour.txt'),
    ]);
    expect(stderr).toContain('/not/there');
    expect(stdout.toString()).toContain('294 words');
    expect(code).toBe(1);
  });

  it.skipIf(gcc.missing)(`says of a megabyte of text what the native program says${gcc.note}`, async () => {
    const [image, executable] = [
      await compileImage([app('wordstat/wordstat.c')], ['-O2']),
      await compileNative([app('wordstat/wordstat.c')]),
    ];
    const words = harbour.toString().split(/\s+/);
    let text = '';
    for (let i = 0; text.length < 1 << 20; i++)
      text += `${words[(i * i) % words.length]}${i % 97 ? '' : i}${i % 11 ? ' ' : '\n'}`;
    const [a, b] = [
      await hermit(['run', image, '-l', '-n', '200'], { input: text }),
      await run(executable, ['-l', '-n', '200'], { input: text }),
    ];
    expect(a.stdout.toString()).toBe(b.stdout.toString());
  });
});

describe('filter', () => {
  const FILTERS = ['blur', 'edge', 'grey'];
  it.each(FILTERS)('%s gives the same picture with any number of threads', async (filter) => {
    const image = await compileImage([app('ppm/filter.c')], ['-O2']);
    const cwd = freshFolder();
    writeFileSync(join(cwd, 'in.ppm'), picture());
    const one = await hermit(['run', image, filter], { input: picture() });
    expect(one.stdout.length, one.stderr).toBe(201 * 150 * 3 + 'P6\n201 150\n255\n'.length);
    const four = await hermit(['run', '-n', '2', '--dir', '.', image, filter, '-t', '4', 'in.ppm', 'out.ppm'], {
      cwd,
    });
    expect([four.code, four.stderr]).toEqual([0, '']);
    expect(readFileSync(join(cwd, 'out.ppm')).equals(one.stdout)).toBe(true);
  });

  it.skipIf(gcc.missing).each(FILTERS)(`%s gives the native program's picture${gcc.note}`, async (filter) => {
    const image = await compileImage([app('ppm/filter.c')], ['-O2']);
    const { stdout } = await hermit(['run', image, filter], { input: picture() });
    const native = await run(await compileNative([app('ppm/filter.c')]), [filter], { input: picture() });
    expect(native.stdout.equals(stdout)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['another format', 'P3\n1 1\n255\n0 0 0\n'],
    ['a size that is none', 'P6\n-1 5\n255\n'],
    ['a huge size', 'P6\n30000 30000\n255\n'],
    ['half a picture', picture().subarray(0, 1000)],
  ])('refuses %s', async (_, input) => {
    const { code, stdout, stderr } = await hermit(
      ['run', '--mem', '256M', await compileImage([app('ppm/filter.c')]), 'grey'],
      { input },
    );
    expect(stderr).toMatch(/^filter: /);
    expect([code, stdout.length]).toEqual([1, 0]);
  });
});

describe('nbody', () => {
  const energies = (csv: Buffer) =>
    csv
      .toString()
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').map(Number));

  const ARGUMENTS = ['-n', '100', '-s', '100', '-e', '10', '-p', 'positions.csv'];
  it('keeps the energy', async () => {
    const image = await compileImage([app('nbody/nbody.c')], ['-O3']);
    const cwd = freshFolder();
    const { code, stdout, stderr } = await hermit(['run', '--dir', '.', image, ...ARGUMENTS], { cwd });
    expect(code, stderr).toBe(0);
    const rows = energies(stdout);
    expect(rows.length).toBe(11);
    for (const row of rows) expect(row[5]).toBeLessThan(1e-5);
    expect(readFileSync(join(cwd, 'positions.csv'), 'utf8').split('\n').length).toBe(11 * 100 + 2);
  });

  it.skipIf(gcc.missing)(`follows the native program${gcc.note}`, async () => {
    const image = await compileImage([app('nbody/nbody.c')], ['-O3']);
    const { stdout } = await hermit(['run', '--dir', '.', image, ...ARGUMENTS], { cwd: freshFolder() });
    const rows = energies(stdout);
    const native = await run(await compileNative([app('nbody/nbody.c')]), ARGUMENTS, { cwd: freshFolder() });
    for (const [i, row] of energies(native.stdout).entries()) expect(rows[i]![4]!).toBeCloseTo(row[4]!, 7);
  });

  it('says when steps are too large', async () => {
    const { code, stderr } = await hermit([
      'run',
      await compileImage([app('nbody/nbody.c')]),
      '-n',
      '30',
      '-s',
      '50',
      '-d',
      '0.5',
    ]);
    expect(stderr).toContain('smaller step');
    expect(code).toBe(1);
  });
});

describe('barrier', () => {
  it.each([[1], [2]])('64 threads meet on %d cores', async (cores) => {
    const image = await compileImage([app('barrier/barrier.c')], ['-O2']);
    const { code, stdout, stderr } = await hermit(['run', '-n', String(cores), image, '64', '50']);
    expect(stdout.toString(), stderr).toBe('64 threads met 50 times, 0 wrong\n');
    expect(code).toBe(0);
  });
});
