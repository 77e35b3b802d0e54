// Removes what tsc once made of sources that are gone: tsc itself never deletes, and what lies in dist is packed.
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Whether a file in dist is tsc's output; what bundle.mjs makes has a name of its own. */
const ofTsc = /^(?!.*\.bundle\.js$)(.*?)(?:\.d)?\.(m?)[jt]s$/;

function clean(folder) {
  for (const entry of readdirSync(join(root, 'dist', folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) clean(path);
    const [, name, module] = (entry.isFile() && ofTsc.exec(path)) || [];
    if (name && !existsSync(join(root, `${name}.${module}ts`))) rmSync(join(root, 'dist', path));
  }
  if (readdirSync(join(root, 'dist', folder)).length === 0) rmdirSync(join(root, 'dist', folder));
}

for (const folder of ['runtime', 'loader', 'bench']) if (existsSync(join(root, 'dist', folder))) clean(folder);
