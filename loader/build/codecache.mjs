// Keeps V8's code for the bundle of `run`: compiling it would take a small program longer than all its own work. The code is taken
// after a run in either way, so that it holds the functions that runs need. For another Node the first run keeps its own
// (loader/cli/kept-code.ts).
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { STACK_KIB } from './stack.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const run = join(root, 'dist/loader/cli/run.js');
const bundle = join(root, 'dist/loader/cli/run.bundle.js');
const { packagedCode } = createRequire(import.meta.url)('../../dist/loader/cli/kept-code.js');
const cache = packagedCode(bundle, `--stack-size=${STACK_KIB}`);

const upToDate = existsSync(cache) && statSync(cache).mtimeMs >= statSync(bundle).mtimeMs;
if (!upToDate) {
  const warm = `
    const { runCommand } = require(${JSON.stringify(run)});
    const { script } = require(${JSON.stringify(run)}).compiled;
    const hello = ${JSON.stringify(join(root, 'apps/hello/hello.c'))};
    runCommand(['-q', hello]).then(() => runCommand(['-q', '--bind', 'cores', hello])).then((code) => {
      require(${JSON.stringify(join(root, 'dist/runtime/compile.js'))}).resetFlags();
      require('node:fs').writeFileSync(${JSON.stringify(cache)}, script.createCachedData());
      process.exit(code);
    });`;
  // What is left of another build may be taken for this one's: V8 compares no more than lengths.
  rmSync(cache, { force: true });
  // Twice: the first may have to compile the program, and its code would be kept too.
  for (let i = 0; i < 2; i++)
    execFileSync(process.execPath, [`--stack-size=${STACK_KIB}`, '-e', warm], {
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: 600_000,
    });
}
