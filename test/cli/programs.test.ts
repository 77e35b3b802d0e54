import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { need } from '../support/needs.js';
import { mainImage } from '../support/small.js';

/** A module's bytes from its sections; each is at most 127 bytes long. */
function moduleOf(...sections: [id: number, ...bytes: number[]][]): Uint8Array {
  return Uint8Array.from([
    0,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...sections.flatMap(([id, ...bytes]) => [id, bytes.length, ...bytes]),
  ]);
}
const name = (text: string): number[] => [text.length, ...Buffer.from(text)];
const functionType: [number, ...number[]] = [1, 1, 0x60, 0, 0];

async function runFile(contents: Uint8Array | string, fileName = 'program.wasm', ...options: string[]) {
  const file = join(freshFolder(), fileName);
  writeFileSync(file, contents);
  return { file, ...(await hermit(['run', ...options, file])) };
}

describe('what is no program', () => {
  it('a file that is not there: 127', async () => {
    const { code, stderr } = await hermit(['run', '/no/such/program.wasm']);
    expect(stderr).toContain('/no/such/program.wasm');
    expect(code).toBe(127);
  });

  it.each<[string, Uint8Array | string, string, RegExp]>([
    ['an empty file', '', 'program.wasm', /empty/],
    ['a native program', readFileSync(process.execPath).subarray(0, 4096), 'program', /native/],
    ['a text', 'hello\n', 'program.wasm', /program\.wasm/],
    ['a script', '#!/bin/sh\n', 'program', /script/],
    ['a module without a kernel', moduleOf(), 'program.wasm', /kernel/],
    [
      "another version's image",
      moduleOf(functionType, [2, 1, ...name('hermit_99'), ...name('halt'), 0, 0]),
      'program.wasm',
      /version 99/,
    ],
    [
      'an import that nobody provides',
      moduleOf(functionType, [2, 1, ...name('env'), ...name('mystery'), 0, 0]),
      'program.wasm',
      /mystery/,
    ],
    [
      'a module that only calls itself an image',
      moduleOf(functionType, [2, 1, ...name('hermit_3'), ...name('halt'), 0, 0]),
      'program.wasm',
      /memory/,
    ],
    [
      'a section longer than the file',
      Uint8Array.from([...moduleOf(), 2, 0xff, 0xff, 0xff, 0xff, 0x0f]),
      'program.wasm',
      /program\.wasm/,
    ],
    [
      'a number without end',
      Uint8Array.from([...moduleOf(), 1, ...Array<number>(64).fill(0x80)]),
      'program.wasm',
      /program\.wasm/,
    ],
    [
      'another version of WebAssembly',
      Uint8Array.from([0, 0x61, 0x73, 0x6d, 9, 0, 0, 0]),
      'program.wasm',
      /program\.wasm/,
    ],
  ])('%s: 126', async (_, contents, fileName, message) => {
    const { code, stdout, stderr } = await runFile(contents, fileName);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('internal error');
    expect(stdout.toString()).toBe('');
    expect(code).toBe(126);
  });

  it('a directory: 126', async () => {
    const folder = join(freshFolder(), 'folder.wasm');
    mkdirSync(folder);
    expect((await hermit(['run', folder])).code).toBe(126);
  });

  const user = need(process.getuid?.() !== 0, 'root may read everything');
  it.skipIf(user.missing)(`a file that may not be read: 126${user.note}`, async () => {
    const file = join(freshFolder(), 'secret.wasm');
    writeFileSync(file, 'x');
    chmodSync(file, 0);
    expect((await hermit(['run', file])).code).toBe(126);
  });

  it('an image cut off anywhere ends in an error, not in a fault of the loader', async () => {
    const whole = readFileSync(await mainImage('puts("hello");'));
    for (const part of [9, 20, 100, 1000, whole.length >> 2, whole.length >> 1, whole.length - 100, whole.length - 1]) {
      const { code, stderr } = await runFile(whole.subarray(0, part));
      expect(stderr, `${part} of ${whole.length} bytes`).not.toContain('internal error');
      // A cut in the last section, which only holds names, leaves a program that runs or one that does not compile.
      if (code !== 0) expect(code, `${part} of ${whole.length} bytes: ${stderr}`).toBe(126);
    }
  });

  it('an image with damaged bytes ends in some way of its own', async () => {
    const whole = readFileSync(await mainImage('puts("hello");'));
    let seed = 12345;
    for (let round = 0; round < 12; round++) {
      const damaged = Buffer.from(whole);
      for (let i = 0; i < 5; i++)
        damaged[(seed = (seed * 1103515245 + 12345) & 0x7fffffff) % damaged.length]! ^= 1 << (round % 8);
      // One may compute without end.
      const { code, stderr } = await runFile(damaged, 'damaged.wasm', '--timeout', '10s');
      expect(stderr, `round ${round}`).not.toContain('internal error');
      expect(code, `round ${round}: ${stderr}`).not.toBe(125);
    }
  });
});
