// V8's code for the command's own bundle: kept once, taken by the next run, and only where nobody else can have written it.
import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { freshFolder, root } from '../support/folders.js';

// As built: it requires a module late.
const built = join(root, 'dist/loader/cli/kept-code.js');
let keepCode: typeof import('../../loader/cli/kept-code.js').keepCode;
let keptCode: typeof import('../../loader/cli/kept-code.js').keptCode;
beforeAll(async () => void ({ keepCode, keptCode } = await import(built)));

let made = 0;
/** All of one length, which is what V8 compares, and yet none that it has compiled before. */
const script = (cachedData?: Buffer): Script =>
  new Script(`(function () { return ${1000 + made++}; })`, { filename: '/nowhere/bundle.js', cachedData });
const kept = (): Buffer | undefined => keptCode('/nowhere/bundle.js', 'digest of one');
const keep = (one: Script): void => keepCode({ script: one, digest: 'digest of one' });
let folder = '';

beforeEach(() => {
  folder = freshFolder();
  vi.stubEnv('HERMIT_CACHE', folder);
});
afterEach(() => void vi.unstubAllEnvs());

const code = (): string => join(folder, 'hermit-wasm/code');
const files = (): string[] =>
  (readdirSync(code(), { recursive: true }) as string[])
    .map((name) => join(code(), name))
    .filter((name) => statSync(name).isFile() && /digest|gest/.test(name));

it('is kept by the first run and taken by the next one', () => {
  expect(kept()).toBeUndefined();
  keep(script());
  expect(script(kept()).cachedDataRejected).toBe(false);
});

it('is made again where it was damaged', () => {
  keep(script());
  const [file] = files();
  writeFileSync(file!, 'damaged');
  expect(kept()).toBeUndefined();
  keep(script());
  expect(script(kept()).cachedDataRejected).toBe(false);
});

it('is neither taken nor kept where others could write it', () => {
  keep(script());
  expect(kept()).toBeDefined();
  chmodSync(code(), 0o777);
  expect(kept()).toBeUndefined();
});

it('is done without where nothing can be written', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  vi.stubEnv('HERMIT_CACHE', file);
  keep(script());
  expect(kept()).toBeUndefined();
});
