// Imports of TypeScript files, read from their text. Types count too: who names another's type has to know that other.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** `from '…'`, `import '…'`, `import('…')`, `require('…')`, `import x = require('…')`, of relative names. */
const IMPORT = /\b(?:from\s*|import\s*\(?\s*|require\s*\(\s*)(['"])(\.{1,2}\/[^'"\n]*)\1/g;

/** The text without comments and without what lies in template literals; strings stay. */
function code(text) {
  return text.replace(/(['"])(?:\\.|(?!\1)[^\\\n])*\1|`(?:\\.|[^\\`])*`|\/\/[^\n]*|\/\*[^]*?\*\//g, (part) =>
    part[0] === "'" || part[0] === '"' ? part : ' ',
  );
}

function resolve(root, from, name) {
  const base = posix.join(posix.dirname(from), name);
  const bare = base.replace(/\.(m?)js$/, '.$1ts');
  return [bare, `${base}.ts`, `${base}.mts`, `${base}/index.ts`, base].find(
    (file) => /\.m?[tj]s$/.test(file) && existsSync(join(root, file)),
  );
}

/** All imports between the files below these folders: [importing file, imported file, same as a reason]. */
export function readImports(root, folders) {
  const edges = [];
  for (const folder of folders) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.m?ts$/.test(entry.name)) continue;
      const from = posix.relative(root, posix.join(entry.parentPath ?? entry.path, entry.name));
      for (const [, , name] of code(readFileSync(join(root, from), 'utf8')).matchAll(IMPORT)) {
        const to = resolve(root, from, name);
        if (to && to !== from && folders.some((f) => to.startsWith(`${f}/`)))
          edges.push([from, to, `${from} imports ${to}`]);
      }
    }
  }
  return edges;
}
