// Requests that no kernel would make, straight into the slots, for every call that the proxy serves.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { runs, seed } from '../support/runs.js';

const generated = join(root, 'dist/runtime/generated/syscalls.js');
const table = join(root, 'dist/loader/proxy/linux/calls/table.js');

/** What the program fills into the words of an argument, by its kind in kernel/syscalls.tbl. */
const kinds: Record<string, string[]> = {
  int: ['WORD'],
  hex: ['WORD'],
  mode: ['WORD'],
  oflags: ['WORD'],
  uint: ['LENGTH'],
  off: ['OFFSET_LOW', 'WORD'],
  ptr: ['POINTER'],
  in: ['BUFFER'],
  out: ['BUFFER'],
  inout: ['BUFFER'],
  iovin: ['VECTORS'],
  iovout: ['VECTORS'],
  fd: ['FILE_HANDLE'],
  dirfd: ['DIRECTORY'],
  path: ['STRING'],
  str: ['STRING'],
};

describe('requests that an image makes up', () => {
  it('fail or are served, for every call, and another isle goes on', async () => {
    const { calls } = (await import(generated)) as typeof import('../../runtime/generated/syscalls.js');
    const { handlers } = (await import(table)) as typeof import('../../loader/proxy/linux/calls/table.js');
    const served = calls.filter(({ nr }) => handlers[nr]);
    // All that the table sends to Linux's side, but what ends the machine: it would end the test.
    const sent = calls.filter(({ home, name }) => (home === 'linux' || home === 'either') && name !== 'machine_end');
    expect(sent.filter((call) => !served.includes(call)).map(({ name }) => name)).toEqual([]);
    const entries = served.map(({ nr, name, args }) => {
      const words = args.flatMap(({ kind }) => kinds[kind] ?? expect.fail(`${name}: an argument of kind ${kind}`));
      while (words.length < 6) words.push('NOTHING');
      return `{ ${nr}, { ${words.slice(0, 6).join(', ')} } }`;
    });
    const header = join(freshFolder(), 'calls.h');
    writeFileSync(header, `#define REQUESTS ${entries.join(', ')}\n`);
    const image = await compileImage([join(root, 'test/hostile/requests.c')], ['-include', header]);
    for (let left = runs(3); left > 0; left--) {
      const cwd = freshFolder();
      for (const name of ['honest', 'hostile']) mkdirSync(join(cwd, name));
      const start = seed();
      const { code, stdout, stderr } = await hermit(
        ['run', '-i', '2', '-n', '1', '--mem', '64M', '--dir', '.', image, String(start), '10000'],
        { cwd },
      );
      const what = `seed ${start}`;
      expect(stderr, what).toBe('');
      expect(stdout.toString(), what).toBe('all right\n');
      expect(code, what).toBe(0);
    }
  });
});
