// Removes the declarations in dist that those of the package's entry do not lead to: nobody can import them, and each is a file to install.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ENTRIES = ['loader/library/index.d.ts', 'loader/library/index.d.mts', 'loader/library/register.d.ts'];
const IMPORT = /(?:\bfrom|\bimport|\bimport\()\s*['"](\.[^'"]+)['"]/g;

function follow(file, wanted) {
  if (wanted.has(file) || !existsSync(file)) return;
  wanted.add(file);
  for (const [, name] of readFileSync(file, 'utf8').matchAll(IMPORT))
    follow(join(dirname(file), name.replace(/\.(m?)js$/, '.d.$1ts')), wanted);
}

export function removeUnusedTypes(dist) {
  const wanted = new Set();
  for (const entry of ENTRIES) follow(join(dist, entry), wanted);
  for (const folder of ['runtime', 'loader', 'bench'])
    for (const name of readdirSync(join(dist, folder), { recursive: true })) {
      const file = join(dist, folder, name);
      if (/\.d\.m?ts$/.test(name) && !wanted.has(file)) rmSync(file);
    }
}
