// kernel/include/hooks.h is the list of the kernel's weak functions.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { weakFunctions } from '../house/objects.mjs';

it('names every weak function of the libraries, and no other', () => {
  const text = readFileSync(join(root, 'kernel/include/hooks.h'), 'utf8');
  const declared = [...text.matchAll(/^[a-z][^\n(]*?\b(\w+)\([^\n]*\);$/gm)].map((m) => m[1]!);
  // Functions of C, or of the compiler's making, need no declaration there.
  const told = [...text.matchAll(/^\/\* ---- [^\n]*\.c: ([\w, ]+?)(?: and (\w+))?\. [^\n]*---- \*\/$/gm)].flatMap(
    (m) => [...m[1]!.split(', '), ...(m[2] ? [m[2]] : [])],
  );
  expect(new Set([...declared, ...told])).toEqual(
    new Set(weakFunctions(root).filter((name) => !name.startsWith('MPI_'))),
  );
});
