// Channels between isles, and what a hostile peer can do to them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { hermit, hermitUnder } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { mainImage } from '../support/small.js';

const source = (name: string): string => join(root, `test/isles/${name}.c`);
const program = (name: string): Promise<string> => compileImage([source(name)]);
const two = ['-i', '2', '-n', '1', '--mem', '64M'];

describe('channels between isles', () => {
  it('listen, connect, accept, send, receive, disconnect, and say what is wrong', async () => {
    const { code, stdout, stderr } = await hermit(['run', ...two, await program('channels')]);
    const lines = stdout.toString().trimEnd().split('\n');
    expect([code, stderr]).toEqual([0, '']);
    expect(lines.filter((line) => line.includes('==') && !line.endsWith(': 1'))).toEqual([]);
    // As many packets of 1000 bytes as fit into a queue, all of which arrive.
    expect(lines).toContain('fill(c): 16');
    expect(lines).toContain('isle 1 got 16 packets, 0 wrong, then -110');
    expect(lines.filter((line) => line.startsWith('a crowd'))).toEqual(['a crowd: 1', 'a crowd: 1']);
    const shown = readFileSync(source('channels'), 'utf8').match(/^\tSHOW/gm)!.length;
    expect(lines.length).toBeGreaterThan(shown);
  });

  it('carry 10,000 packets of every length there and back', async () => {
    const { code, stdout, stderr } = await hermit(['run', ...two, await program('packets')]);
    expect([code, stdout.toString(), stderr]).toEqual([0, '10000 packets came back\n', '']);
  });

  it.each([1, 2, 3])('survive nonsense that another isle writes into them (%i)', async (seed) => {
    const args = ['1', String(seed), '1000'];
    const { code, stdout } = await hermit(['run', ...two, await program('hostile'), ...args]);
    expect([code, stdout.toString()]).toEqual([0, 'as good as new\n']);
  });
});

it('more isles than memory allows: the first that has none is named', async () => {
  const limited = ['sh', '-c', 'ulimit -v 120000000; exec "$@"', 'sh'];
  const image = await mainImage('puts("hello");');
  const { code, stdout, stderr } = await hermitUnder(limited, ['run', '-i', '64', '-n', '1', '--mem', '4G', image]);
  expect([code, stdout.toString()]).toEqual([125, '']);
  expect(stderr).toMatch(/isle \d+ of 64: could not reserve 4294967296 bytes of memory/);
});
