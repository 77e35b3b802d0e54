// Keeps V8's code for the bundle of `run`: compiling it would take a small program longer than all its own work. The code is taken
// after a run, so that it holds the functions that runs need. Where it does not fit (another Node), V8 compiles as ever.
import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const run = join(root, 'dist/loader/cli/run.js');
const bundle = join(root, 'dist/loader/cli/run.bundle.js');
const cache = `${bundle}.${process.versions.v8}.${process.arch}`;

const upToDate = existsSync(cache) && statSync(cache).mtimeMs >= statSync(bundle).mtimeMs;
if (!upToDate) {
  const warm = `
    const { runCommand } = require(${JSON.stringify(run)});
    const { script } = require.cache[${JSON.stringify(run)}];
    runCommand(['-q', ${JSON.stringify(join(root, 'apps/hello/hello.c'))}]).then((code) => {
      // The flags that a run sets are part of what V8 compares.
      const flags = ['--no-experimental-wasm-relaxed-simd', '--no-experimental-wasm-compilation-hints', '--liftoff'];
      for (const flag of flags) require('node:v8').setFlagsFromString(flag);
      require('node:fs').writeFileSync(${JSON.stringify(cache)}, script.createCachedData());
      process.exit(code);
    });`;
  // Twice: the first may have to compile the program, and its code would be kept too.
  for (let i = 0; i < 2; i++)
    execFileSync(process.execPath, ['-e', warm], { stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 });
}
