// hermit-wasm init: a small project of C and Node to start from.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { HermitError } from '../../runtime/errors.js';
import { printable } from '../../runtime/printable.js';
import { helpOption } from './options.js';
import { print } from './output.js';
import { parse, usageError } from './parse.js';

const KERNEL = `// Called from Node (index.mjs), and a program of its own: npx hermit-wasm run -fopenmp src/kernel.c 3 4
#include <stdio.h>
#include <stdlib.h>
#define EXPORT(name) __attribute__((export_name(#name)))

// The sum of the squares; the loop runs on all cores that the isle has.
EXPORT(squares) double squares(const double *values, int count)
{
	double sum = 0;
#pragma omp parallel for reduction(+ : sum)
	for (int i = 0; i < count; i++) sum += values[i] * values[i];
	return sum;
}

int main(int argc, char **argv)
{
	double values[argc];
	for (int i = 1; i < argc; i++) values[i - 1] = atof(argv[i]);
	if (argc > 1) printf("%g\\n", squares(values, argc - 1));
	return 0;
}
`;

const INDEX = `// Compiles the C (once: the image is kept) and calls it on threads of its own, off the event loop.
import { join } from 'node:path';
import { boot, compile } from 'hermit-wasm';

/** An isle that serves calls; \`close\` ends it. */
export async function open({ cores = 2 } = {}) {
  const image = await compile(join(import.meta.dirname, 'src/kernel.c'), { flags: ['-O3', '-fopenmp'] });
  const machine = await boot(image, { serve: true, cores });
  const isle = machine.isle(0);
  return {
    async squares(numbers) {
      const values = await isle.alloc(Float64Array, numbers.length);
      values.set(numbers);
      try {
        return await isle.call('squares', values, values.length);
      } finally {
        await isle.free(values);
      }
    },
    close: () => machine.halt(),
  };
}

if (process.argv[1] === import.meta.filename) {
  const kernel = await open();
  console.log(await kernel.squares([3, 4])); // 25
  await kernel.close();
}
`;

const TEST = `import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open } from '../index.mjs';

let kernel;
before(async () => (kernel = await open()));
after(() => kernel.close());

test('adds up squares', async () => {
  assert.equal(await kernel.squares([3, 4]), 25);
  assert.equal(await kernel.squares(new Float64Array(1000).fill(2)), 4000);
});
`;

const readme = (name: string): string => `# ${name}

C that Node calls, with hermit-wasm.

| command                                            |                                             |
| -------------------------------------------------- | ------------------------------------------- |
| \`npm install\`                                      | hermit-wasm, the compiler included          |
| \`npm test\`                                         | compiles \`src/kernel.c\` and calls it        |
| \`npm start\`                                        | the same from \`index.mjs\`                   |
| \`npx hermit-wasm run -fopenmp src/kernel.c 3 4\`    | the C as a program of its own               |
`;

export async function initCommand(args: string[]): Promise<number> {
  const { values, operands } = parse(helpOption, args);
  if (values.help) {
    (require('./commands.js') as typeof import('./commands.js')).showHelp('init');
    return 0;
  }
  if (operands.length > 1) throw usageError(`init: expected one folder, got ${operands.length}`);
  const typed = operands[0] ?? '.';
  const folder = resolve(typed);
  const files = projectFiles(folder);
  const has = existsSync(join(folder, 'package.json'));
  if (has) delete files['package.json'];
  const there = Object.keys(files).find((file) => file !== '.gitignore' && existsSync(join(folder, file)));
  if (there !== undefined)
    throw new HermitError(
      'HERMIT_EOUTPUT',
      `${printable(join(typed, there))} is there already, and init overwrites nothing: name an empty folder, or a new one`,
    );
  for (const [file, text] of Object.entries(files)) create(join(folder, file), text);
  print(`${report(folder, typed, Object.keys(files), has)}\n`);
  return 0;
}

function projectFiles(folder: string): Record<string, string> {
  const name =
    basename(folder)
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, '-')
      .replace(/^[._-]+|-+$/g, '') || 'app';
  const about = {
    name,
    version: '0.1.0',
    private: true,
    type: 'module',
    scripts: { start: 'node index.mjs', test: 'node --test' },
    dependencies: { 'hermit-wasm': dependency() },
    engines: { node: '>=20.20' },
  };
  return {
    'package.json': `${JSON.stringify(about, null, 2)}\n`,
    'src/kernel.c': KERNEL,
    'index.mjs': INDEX,
    'test/kernel.test.mjs': TEST,
    'README.md': readme(name),
    '.gitignore': 'node_modules\n',
  };
}

/** What npm installs: this version, or this checkout where it is none of npm's. */
function dependency(): string {
  // dist/loader/cli → the package
  const own = join(__dirname, '../../..');
  const { version } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8')) as { version: string };
  return own.split(sep).includes('node_modules') ? `^${version}` : `file:${own}`;
}

function create(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    if (!existsSync(file)) writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    throw new HermitError('HERMIT_EOUTPUT', `could not write ${printable(file)}: ${(error as Error).message}`);
  }
}

function report(folder: string, typed: string, files: string[], has: boolean): string {
  const steps = [];
  const place = relative('', folder);
  if (place) steps.push(`cd ${/^[\w./-]+$/.test(typed) ? typed : `'${printable(typed).replaceAll("'", "'\\''")}'`}`);
  if (has) steps.push('npm pkg set scripts.test="node --test"');
  if (!isInstalled(folder)) steps.push('npm install');
  steps.push(has ? 'npm test' : 'npm test && npm start');
  const kept = has ? '\nThe package.json that was there is as it was.' : '';
  return `Made ${files.map((file) => printable(join(typed, file))).join(', ')}.${kept}\nNow:\n${steps.map((step) => `  ${step}`).join('\n')}`;
}

function isInstalled(folder: string): boolean {
  try {
    createRequire(join(folder, 'index.mjs')).resolve('hermit-wasm');
    return true;
  } catch {
    return false;
  }
}
