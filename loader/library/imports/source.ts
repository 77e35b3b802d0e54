/** The module that stands for an imported C file. */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { exportName, importable } from '../../calls/typescript.js';
import { readDeclarations } from '../../wasm/declarations.js';
import { attributesOf } from './attributes.js';
import { buildImport } from './build.js';

/** Its text. The image is in it: the threads that load modules may be others than those that run them. @throws as buildImport. */
export async function importSource(url: string): Promise<string> {
  const { cflags, options } = attributesOf(url);
  const file = fileURLToPath(url);
  const image = await buildImport(file, cflags, (text) => void writeSync(2, text));
  const { functions } = importable(readDeclarations(image), file);
  const names = functions.map(({ name, returns }) => [name, returns ?? null]);
  const given = [file, names, options, Buffer.from(image).toString('base64')].map((value) => JSON.stringify(value));
  const bindings = functions.map((_, at) => `const $${at} = functions[${at}];\n`).join('');
  const exported = functions.map(({ name }, at) => `$${at} as ${exportName(name)}`).join(', ');
  return `import runtime from ${JSON.stringify(pathToFileURL(join(__dirname, 'imported.js')).href)};
const { kernel, functions } = runtime.imported(${given.join(', ')});
${bindings}export { ${exported}, kernel as default };
`;
}
