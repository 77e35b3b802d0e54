// Runs a sample of libc++'s own tests: `node test/cxx/suites/libcxx.mjs SOURCE [COUNT] [OPTION…]`. SOURCE is LLVM's tarball, unpacked (libcxx/test/std
// and libcxx/test/support); OPTIONs are for the compiler. Prints what failed, and how many passed.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const [source, count = '1500', ...options] = process.argv.slice(2);
const command = fileURLToPath(new URL('../../../dist/loader/cli/main.js', import.meta.url));
const LIMIT = 300_000;

/** What the tests' conditions may name and is so here. */
const FEATURES = new Set(
  `c++23 stdlib=libc++ stdlib=llvm-libc++ clang clang-22 linux c++experimental has-64-bit-atomics has-fconstexpr-steps
  has-unix-headers can-create-symlinks -fsized-deallocation`.split(/\s+/),
);

/** A condition: names, `!`, `&&`, `||` and parentheses. */
function holds(text) {
  const tokens = text.match(/&&|\|\||!|\(|\)|[^\s()!&|]+/g) ?? [];
  let at = 0;
  const one = () => {
    const token = tokens[at++];
    if (token === '!') return !one();
    if (token !== '(') return FEATURES.has(token);
    const value = any();
    at++;
    return value;
  };
  const all = () => {
    let value = one();
    while (tokens[at] === '&&') {
      at++;
      value = one() && value;
    }
    return value;
  };
  const any = () => {
    let value = all();
    while (tokens[at] === '||') {
      at++;
      value = all() || value;
    }
    return value;
  };
  return any();
}

function read(file) {
  const text = readFileSync(file, 'utf8');
  const said = (name) =>
    [...text.matchAll(new RegExp(`^// ${name}: *(.*)$`, 'gm'))].flatMap(([, list]) =>
      list.split(',').map((part) => part.trim()),
    );
  const wanted = said('REQUIRES').every(holds) && !said('UNSUPPORTED').some(holds) && !said('XFAIL').some(holds);
  const flags = said('ADDITIONAL_COMPILE_FLAGS(?:\\(has-fconstexpr-steps\\))?').flatMap((list) => list.split(' '));
  return {
    file,
    wanted,
    flags: flags.filter(Boolean),
    files: said('FILE_DEPENDENCIES').flatMap((list) => list.split(' ')),
  };
}

function run(args, cwd) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [command, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said = (said + data).slice(-4000)));
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, said });
    });
  });
}

const root = join(source, 'libcxx/test/std');
const tests = readdirSync(root, { recursive: true })
  .filter((name) => name.endsWith('.pass.cpp') && !name.endsWith('.compile.pass.cpp'))
  .sort()
  .map((name) => read(join(root, name)))
  .filter(({ wanted }) => wanted);
const step = Math.max(1, tests.length / Number(count));
const sample = Array.from({ length: Math.min(tests.length, Number(count)) }, (_, i) => tests[Math.floor(i * step)]);
const folder = mkdtempSync(join(tmpdir(), 'hermit-libcxx-'));
const support = ['-I', join(source, 'libcxx/test/support'), '-std=c++23', '-w', '-O1', '-D_LIBCPP_ENABLE_EXPERIMENTAL'];
let passed = 0;
let next = 0;

async function worker(number) {
  const cwd = join(folder, String(number));
  mkdirSync(cwd);
  while (next < sample.length) {
    const { file, flags, files } = sample[next++];
    for (const name of files) cpSync(join(dirname(file), name), join(cwd, basename(name)), { recursive: true });
    const image = join(cwd, `${basename(file)}.wasm`);
    const compiled = await run(['c++', ...options, ...support, ...flags, file, '-o', image], cwd);
    const ran =
      compiled.code === 0
        ? await run(['run', '-q', '--dir', cwd, '--cores', '2', '--allow-run', 'sh', image], cwd)
        : undefined;
    rmSync(image, { force: true });
    if (ran?.code === 0) passed++;
    else
      console.log(
        `${ran ? `exit ${ran.code}` : 'does not compile'}: ${relative(root, file)}\n${(ran ?? compiled).said.split('\n').slice(0, 4).join('\n')}`,
      );
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, (_, i) => worker(i)));
rmSync(folder, { recursive: true });
console.log(`${passed} of ${sample.length} passed`);
