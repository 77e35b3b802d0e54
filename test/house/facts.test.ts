// A fact that two sides share stands in one place: no TypeScript defines a number under a name that the generator already gives, nor one of
// Linux's own outside the files that test/kernel/structs.test.ts compares with musl's headers.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { E } from '../../runtime/errno.js';
import { root } from '../support/folders.js';

const CHECKED = new Set(['runtime/errno.ts', 'loader/proxy/abi/numbers.ts']);
const CONSTANT = /^\s*(?:export )?const (\w+) = ([^;\n]+);$/gm;

const sources = ['runtime', 'loader'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('generated'))
    .map((file) => `${folder}/${file}`),
);

const text = (file: string): string => readFileSync(join(root, file), 'utf8');

const definitions = (file: string): { name: string; value: string }[] =>
  [...text(file).matchAll(CONSTANT)].map((m) => ({ name: m[1]!, value: m[2]! }));

const generated = readdirSync(join(root, 'runtime/generated'))
  .filter((file) => !['cache-line.ts', 'syscalls.ts'].includes(file))
  .flatMap((file) => definitions(`runtime/generated/${file}`))
  .map(({ name }) => name);

const proxyNumbers = definitions('loader/proxy/abi/numbers.ts')
  .map(({ name }) => name)
  .filter((name) => /^(O|AT|S)_/.test(name));

const isNumber = (value: string): boolean => /^[-\d]/.test(value);

it('defines no number again that comes from a header of the kernel', () => {
  expect(generated.length).toBeGreaterThan(100);
  const names = new Set(generated);
  const again = sources.flatMap((file) =>
    definitions(file)
      .filter(({ name, value }) => names.has(name) && isNumber(value))
      .map(({ name }) => `${file}: ${name}`),
  );
  expect(again).toEqual([]);
});

/** `const NAME = { KEY: number, … }` with the names NAME_KEY. */
const members = (file: string): string[] =>
  [...text(file).matchAll(/^(?:export )?const ([A-Z]\w*) = \{([^{}]*)\}/gm)].flatMap(([, name, body]) =>
    [...body!.matchAll(/\b(\w+): -?\d/g)].map(([, key]) => `${name}_${key}`),
  );

it('has no table of numbers that a header of the kernel defines one by one', () => {
  const names = new Set(generated);
  expect(names).toContain('HERMIT_ISLE_RUNNING');
  const again = sources.flatMap((file) =>
    members(file)
      .filter((name) => names.has(name) || names.has(`HERMIT_${name}`))
      .map((name) => `${file}: ${name}`),
  );
  expect(again).toEqual([]);
});

it('writes the addresses of the network once', () => {
  const kernel = readdirSync(join(root, 'kernel'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.[ch]$/.test(file))
    .map((file) => `kernel/${file}`);
  const again = [...sources, ...kernel]
    .filter((file) => file !== 'kernel/include/layout.h')
    .filter((file) => /fd28|0xfd, ?0x28|c0a81c|192\.168\.28|192, 168, 28/i.test(text(file)));
  expect(again).toEqual([]);
});

it('defines errors, open flags and types of files once', () => {
  const names = new Set([...Object.keys(E), ...proxyNumbers]);
  const again = sources
    .filter((file) => !CHECKED.has(file))
    .flatMap((file) =>
      definitions(file)
        .filter(({ name, value }) => names.has(name) && isNumber(value))
        .map(({ name }) => `${file}: ${name}`),
    );
  expect(again).toEqual([]);
});

it('knows the size of a page of WebAssembly in one place', () => {
  const again = sources.filter((file) => /\b(WASM_)?PAGE = 65536\b/.test(text(file)) && file !== 'runtime/pages.ts');
  expect(again).toEqual([]);
});
