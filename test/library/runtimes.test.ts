// The library in Node, and in Deno and Bun where they are.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { tool } from '../support/needs.js';
import { run } from '../support/spawn.js';

const WORKS = `call 144
text "isle ä"
array 500
threads 4
output [1,"said\\n"]
trap HERMIT_ETRAP
pool [1,4,9,16]
compile true
`;
const runtimes: [name: string, command: string[]][] = [
  [process.execPath, []],
  ['deno', ['run', '-A']],
  ['bun', []],
];

for (const [command, args] of runtimes) {
  const name = command === process.execPath ? 'node' : command;
  const needed = tool(name);
  it.skipIf(needed.missing && name !== 'node')(`works in ${name}${name === 'node' ? '' : needed.note}`, async () => {
    const image = await compileImage([join(root, 'test/library/runtimes.c')], ['-mexec-model=reactor']);
    const file = (path: string): string => join(root, path);
    const { stdout, stderr, code } = await run(command, [
      ...args,
      file('test/library/runtimes.mjs'),
      file('dist/loader/library/index.mjs'),
      image,
      file('apps/hello/hello.c'),
    ]);
    expect([stdout.toString(), stderr, code]).toEqual([
      WORKS + (name === 'node' ? '' : 'contain HERMIT_ECONTAIN\n'),
      '',
      0,
    ]);
  });
}
