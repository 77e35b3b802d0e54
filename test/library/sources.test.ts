// Images by their bytes, their files, and what is neither.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { library, memory } from './library.js';

type ImageSource = import('../../loader/library/index.js').ImageSource;

let file: string;
const folder = freshFolder();
beforeAll(async () => {
  file = await compileImage([join(root, 'test/library/functions.c')], ['-fopenmp', '-g']);
});

const told = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'none',
    ({ code, message }: { code: string; message: string }) => `${code} ${message}`,
  );

it('are booted, pooled and run from a path and a URL', async () => {
  const machine = await library.boot(file, { serve: true, memory });
  expect(await machine.isle(0)!.call('add', 1, 2)).toBe(3);
  const isle = await machine.bootIsle(pathToFileURL(file), { serve: true, memory });
  expect(await isle.call('add', 2, 3)).toBe(5);
  expect(await (await machine.reboot(isle)).call('add', 3, 4)).toBe(7);
  expect((await machine.run(['say', 'x'], { image: file, memory })).stdout).toBe('x');
  await machine.halt();
  const pool = await library.createPool(pathToFileURL(file), { memory });
  expect(await pool.call('add', 4, 5)).toBe(9);
  await pool.close();
});

it('that cannot be had are told in words', async () => {
  mkdirSync(join(folder, 'directory'));
  writeFileSync(join(folder, 'empty.wasm'), '');
  const module = new WebAssembly.Module(readFileSync(join(root, 'dist/sysroot/gateway.wasm')));
  for (const [image, expected] of [
    [join(folder, 'missing.wasm'), /^HERMIT_ENOENT image: .*missing\.wasm/],
    [join(folder, 'directory'), /^HERMIT_EIMAGE .*expected a file/],
    ['/dev/zero', /^HERMIT_EIMAGE .*expected a file/],
    [join(folder, 'empty.wasm'), /^HERMIT_EIMAGE /],
    [new URL('https://example.org/a.wasm'), /^HERMIT_EINVAL .*expected a file: URL, got https:/],
    [module, /^HERMIT_EIMAGE .*compiled WebAssembly\.Module/],
    [42, /^HERMIT_EIMAGE .*got 42/],
    ['a\0b', /^HERMIT_EIMAGE /],
  ] as [ImageSource, RegExp][]) {
    expect(await told(library.boot(image, { memory }))).toMatch(expected);
    expect(await told(library.createPool(image, { memory }))).toMatch(expected);
  }
});
