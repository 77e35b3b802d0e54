// Several isles: one-sided access, bells, the end of one among others, ranks, whole lines, placement.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { image, mainImage } from '../support/small.js';

const source = (name: string): string => join(root, `test/isles/${name}.c`);
const sorted = (text: Buffer): string[] => text.toString().trimEnd().split('\n').toSorted();
/** The image of a program that knows isles, given by the body of its main. */
const isleImage = (body: string): Promise<string> =>
  image(`#include <hermit.h>\nint main(void)\n{\n${body}\nreturn 0;\n}\n`);
const small = ['--mem', '32M'];

describe('isles', () => {
  it.each([1, 2, 3, 8])('%i of them put lines into each other', async (isles) => {
    const { code, stdout, stderr } = await hermit(['run', '-i', String(isles), ...small, source('exchange')]);
    const all = Array.from({ length: isles }, (_, i) => i);
    const lines = all.flatMap((to) =>
      all.filter((from) => from !== to).map((from) => `isle ${to} of ${isles} got a line from isle ${from}`),
    );
    expect(stderr).toBe('');
    expect(isles === 1 ? stdout.toString() : sorted(stdout)).toEqual(isles === 1 ? '' : lines.toSorted());
    expect(code).toBe(isles === 1 ? 0 : 3);
  });

  it('work on each other’s regions within bounds, and are told what is wrong', async () => {
    const { code, stdout, stderr } = await hermit(['run', '-i', '2', ...small, source('access')]);
    const lines = stdout.toString().trimEnd().split('\n');
    const values = ['sizes(c): 0', 'old: 7', 'old: 12', 'old: 100', 'hermit_isles_ended(): 1'];
    expect([code, stderr]).toEqual([0, '']);
    for (const value of values) expect(lines).toContain(value);
    expect(lines.filter((line) => line.includes('==') && !line.endsWith(': 1'))).toEqual([]);
    expect(lines.filter((line) => !/==|old|ended|isle/.test(line) && !line.endsWith(': 0'))).toEqual([]);
    expect(lines.length).toBe(readFileSync(source('access'), 'utf8').match(/^\tSHOW/gm)!.length);
  });

  it('put lines that arrive whole, within bounds', async () => {
    const { code, stdout, stderr } = await hermit(['run', '-i', '2', ...small, source('lines')]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.toString().replace(/: 1\n/g, '\n').trimEnd().split('\n')).toEqual([
      'beyond the end',
      'far beyond it',
      'crooked',
      'no capability',
      'a region that is not open',
      'a bell beyond the end',
      'a crooked bell',
      'with a bell: 0',
      'an isle that has ended',
    ]);
  });

  it('wake when another one has ended', async () => {
    const { code, stdout } = await hermit(['run', '-i', '2', ...small, source('ended')]);
    expect([code, stdout.toString()]).toEqual([0, 'isle 1 is in state 2, bind gives -32\n']);
  });

  it('end together when one traps, which is named', async () => {
    const { code, stdout, stderr } = await hermit(['run', '-i', '2', ...small, source('ended'), 'trap']);
    expect([code, stdout.toString()]).toEqual([134, '']);
    expect(stderr).toMatch(/isle 1, core 0, thread \d+: trap:/);
  });

  it('end together when one says so', async () => {
    const { code, stdout } = await hermit(['run', '-i', '3', ...small, source('end')]);
    expect([code, stdout.toString()]).toEqual([9, 'enough\n']);
  });

  it('keep lines whole and may label them', async () => {
    const program = await isleImage(
      'for (int i = 0; i < 300; i++) { printf("isle %d ", hermit_isle()); fflush(stdout); printf("line %d\\n", i); }',
    );
    const { stdout } = await hermit(['run', '-i', '3', '--label', ...small, program]);
    const lines = stdout.toString().trimEnd().split('\n');
    expect(lines.length).toBe(900);
    expect(lines.filter((line) => !/^\[(\d)\] isle \1 line \d+$/.test(line))).toEqual([]);
  });

  it('have standard input on isle 0 alone', async () => {
    const program = await isleImage(
      'char t[9]; int n = read(0, t, 9); printf("isle %d read %d\\n", hermit_isle(), n);',
    );
    const { stdout } = await hermit(['run', '-i', '2', ...small, program], { input: 'words' });
    expect(sorted(stdout)).toEqual(['isle 0 read 5', 'isle 1 read 0']);
  });
});

describe('--ranks-per-isle', () => {
  const ranks = [0, 1].flatMap((isle) => [0, 1, 2].map((rank) => `isle ${isle}/2 rank ${rank}/3`));

  it('runs main once for each rank', async () => {
    const { code, stdout } = await hermit(['run', '-i', '2', '--ranks-per-isle', '3', ...small, source('ranks')]);
    expect([code, sorted(stdout)]).toEqual([0, ranks]);
  });

  it('ends when the last rank has left, with the first code that is not 0', async () => {
    const { code, stdout } = await hermit(['run', '-i', '2', '--ranks-per-isle', '3', ...small, source('ranks'), 'x']);
    expect([code, sorted(stdout)]).toEqual([5, ranks]);
  });

  it('is refused by programs without ranks', async () => {
    const { code, stderr } = await hermit(['run', '--ranks-per-isle', '2', await mainImage('puts("x");')]);
    expect(code).toBe(134);
    expect(stderr).toContain('--ranks-per-isle is for programs with ranks');
  });
});

describe('placement of isles', () => {
  const bindings = async (...options: string[]): Promise<string[]> => {
    const { stderr } = await hermit(['run', '--report-bindings', ...small, ...options, await mainImage('')]);
    return stderr.split('\n');
  };

  it('goes to the domains of a made-up machine in turn, and says that it is made up', async () => {
    const lines = await bindings('-i', '4', '--topology', '2x2');
    expect(lines[0]).toContain('made up');
    expect(
      lines.filter((l) => l.includes('NUMA domain')).map((l) => /isle (\d): NUMA domain (\d)/.exec(l)!.slice(1)),
    ).toEqual([
      ['0', '0'],
      ['1', '1'],
      ['2', '0'],
      ['3', '1'],
    ]);
  });

  it('fills CPUs one after the other with --map-by core', async () => {
    const lines = await bindings('-i', '4', '-n', '2', '--topology', '2x4', '--map-by', 'core');
    const cpus = lines.flatMap((l) => /core \d: CPU (\d)/.exec(l)?.[1] ?? []);
    expect(cpus).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
  });

  it.each(['2x', '0x2', '/no/such/file', '/dev/null'])('refuses the topology %s', async (spec) => {
    const { code, stderr } = await hermit(['run', '--topology', spec, await mainImage('')]);
    expect(code).toBe(2);
    expect(stderr).toContain('--topology');
  });
});
