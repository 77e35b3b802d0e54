// Keeps V8's code for the bundles of `run` and of the compiler's command: compiling them would take longer than all their own work. The code
// is taken after a run in each way, so that it holds the functions that runs need. For another Node the first run keeps its own (loader/cli/kept-code.ts).
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { STACK_KIB } from './stack.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const { packagedCode } = createRequire(import.meta.url)('../../dist/loader/cli/kept-code.js');
const program = join(root, 'apps/hello/hello.c');

/** `warm`: runs the bundle whose exports are `bundle`; a promise of the exit code. */
function keep(name, warm) {
  const bundle = join(root, `dist/loader/cli/${name}.bundle.js`);
  const cache = packagedCode(bundle, `--stack-size=${STACK_KIB}`);
  // Those of other builds and versions would be packed, too.
  for (const other of readdirSync(dirname(bundle)))
    if (other.startsWith(`${name}.bundle.js.`) && other !== basename(cache)) rmSync(join(dirname(bundle), other));
  if (existsSync(cache) && statSync(cache).mtimeMs >= statSync(bundle).mtimeMs) return;
  // What is left of another build may be taken for this one's: V8 compares no more than lengths.
  rmSync(cache, { force: true });
  const text = `
    const bundle = require(${JSON.stringify(bundle.replace('.bundle.js', '.js'))});
    ${warm}.then((code) => {
      require(${JSON.stringify(join(root, 'dist/runtime/compile.js'))}).resetFlags();
      require('node:fs').writeFileSync(${JSON.stringify(cache)}, bundle.compiled.script.createCachedData());
      process.exit(code);
    });`;
  const cwd = mkdtempSync(join(tmpdir(), 'hermit-code-'));
  const env = { ...process.env, XDG_RUNTIME_DIR: cwd };
  const options = { cwd, env, stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 };
  try {
    // Twice: the first may have to compile the program, or to start the compiler, and its code would be kept too.
    for (let i = 0; i < 2; i++) execFileSync(process.execPath, [`--stack-size=${STACK_KIB}`, '-e', text], options);
    execFileSync(process.execPath, [join(root, 'dist/loader/cli/main.js'), 'cc', '--daemon-stop'], options);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

const run = (...options) => `bundle.runCommand(${JSON.stringify(['-q', ...options, program])})`;
keep('run', `${run()}.then(() => ${run('--bind', 'cores')})`);
keep('tools', `bundle.compilerCommand('cc', [${JSON.stringify(program)}, '-o', 'hello.wasm'])`);
