import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errors, HermitError } from '../../runtime/errors.js';
import { root } from '../support/folders.js';

const sources = ['runtime', 'loader', 'bench'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[mc]?ts$/.test(name) && !name.includes('generated'))
    .map((name) => join(root, folder, name)),
);

it('documents every error in docs/errors.md, in the words of the registry', () => {
  const documented = [
    ...readFileSync(join(root, 'docs/errors.md'), 'utf8').matchAll(/^\| `(HERMIT_E\w+)`\s*\| (.*?)\s*\|$/gm),
  ];
  expect(documented.map(([, code, words]) => [code, words])).toEqual(Object.entries(errors));
});

it('uses every code of the registry, and no other, in sources and documents', () => {
  const used = new Set<string>();
  for (const file of sources) {
    // The registry itself does not count, what is built on it behind it does.
    const text = readFileSync(file, 'utf8').replace(/^export const errors = \{[\s\S]*?^\}/m, '');
    for (const [code] of text.matchAll(/HERMIT_E[A-Z]\w+/g)) used.add(code);
  }
  expect([...used].sort()).toEqual(Object.keys(errors).sort());
  for (const name of readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md')))
    for (const [code] of readFileSync(join(root, 'docs', name), 'utf8').matchAll(/HERMIT_E[A-Z]\w+/g))
      expect(errors, `${name}: ${code}`).toHaveProperty(code);
});

it('has a name of its own, the default words, and a stack', () => {
  const error = new HermitError('HERMIT_EQUEUE');
  expect(String(error)).toBe("HermitError: the pool's queue is full");
  expect(error.stack).toContain('errors.test.ts');
});
