// Builds programs of the distribution's archive by their own build systems, and runs their own tests: node test/programs/archive.mjs [NAME…]
// Build first. Fetches source packages with apt, and needs make, tar, and what the programs' tests call. Prints a row of a table for each.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(fileURLToPath(import.meta.url), '../../..');
const { downloadSource } = createRequire(import.meta.url)(join(root, 'dist/loader/build/sysroot/apt.js'));

const CONFIGURE = './configure';
/** Package, and the commands that configure, build and test it. `--disable-nls`: its translations are programs of their own. */
const PROGRAMS = {
  bc: [
    'bc',
    CONFIGURE,
    'make -C lib && make -C bc && make -C dc',
    'test "$(echo "2^100" | ./bc/bc)" = 1267650600228229401496703205376',
  ],
  bzip2: [
    'bzip2',
    'true',
    'make libbz2.a bzip2 CC="$CC" AR="$AR" RANLIB="$RANLIB"',
    'make test CC="$CC" AR="$AR" RANLIB="$RANLIB"',
  ],
  grep: ['grep', `${CONFIGURE} --disable-nls`, 'make', 'make check SUBDIRS=tests'],
  gzip: ['gzip', CONFIGURE, 'make', 'make check SUBDIRS=tests'],
  lua: [
    'lua5.4',
    'true',
    'make -C src posix CC="$CC" AR="$AR rcu" RANLIB="$RANLIB"',
    'test "$(./src/lua -e "print(6 * 7)")" = 42',
  ],
  mawk: ['mawk', CONFIGURE, 'make', 'make check'],
  sed: ['sed', `${CONFIGURE} --disable-nls`, 'make', 'make check SUBDIRS=.'],
  zlib: ['zlib', 'sh ./configure --static', 'make libz.a example minigzip', 'make teststatic'],
};
/** Milliseconds for one of the commands. */
const LIMIT = 30 * 60_000;

const folder = mkdtempSync(join(tmpdir(), 'hermit-archive-'));
const bin = join(folder, 'bin');
mkdirSync(bin);
const { bin: commands } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
for (const [name, file] of Object.entries(commands)) symlinkSync(join(root, file), join(bin, name));
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, HERMIT_DIR: '/' };

/** Sources of a package, fetched once, unpacked anew. */
function unpack(name) {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'hermit-wasm/archive', name);
  const isSource = (file) => /\.orig\.tar\.\w+$/.test(file);
  if (!existsSync(cache) || !readdirSync(cache).some(isSource)) {
    mkdirSync(cache, { recursive: true });
    downloadSource(name, cache, 'The programs come from the distribution.');
  }
  const tarball = readdirSync(cache).find(isSource);
  const into = join(folder, name);
  mkdirSync(into);
  const { status } = spawnSync('tar', ['xf', join(cache, tarball), '-C', into, '--strip-components=1']);
  if (status !== 0) throw new Error(`${tarball} could not be unpacked`);
  return { into, version: /_([^_]+)\.orig/.exec(tarball)[1] };
}

/** Runs a command in a shell that has the tools; its output goes to a file. */
function step(cwd, name, command) {
  const begun = performance.now();
  const script = `eval "$(hermit-wasm env)"; ${command}`;
  const { status, stdout } = spawnSync('sh', ['-c', `(${script}) 2>&1`], {
    cwd,
    env,
    timeout: LIMIT,
    maxBuffer: 1 << 28,
  });
  writeFileSync(join(cwd, `hermit-${name}.log`), stdout);
  return { passed: status === 0, text: stdout.toString(), seconds: Math.round((performance.now() - begun) / 1000) };
}

/** What tests of automake say, or how the command ended. */
function outcome({ passed, text }) {
  const count = (what) => Number(new RegExp(`^# ${what}: +(\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  const total = count('TOTAL') - count('SKIP');
  return total > 0 ? `${count('PASS') + count('XFAIL')} of ${total}` : passed ? 'pass' : 'fail';
}

let failed = 0;
const wanted = process.argv.slice(2);
console.log('| program | version | configure | build | own tests |\n| --- | --- | --- | --- | --- |');
for (const name of wanted.length > 0 ? wanted : Object.keys(PROGRAMS)) {
  const [source, ...steps] = PROGRAMS[name] ?? [];
  if (!source) throw new Error(`expected one of ${Object.keys(PROGRAMS).join(', ')}, got ${name}`);
  const { into, version } = unpack(source);
  const results = [];
  for (const [at, command] of steps.entries()) {
    results.push(step(into, ['configure', 'build', 'check'][at], command));
    if (at < 2 && !results[at].passed) break;
  }
  const [configured, built, checked] = results;
  const told = (result) => (result ? (result.passed ? `${result.seconds} s` : 'fails') : '');
  console.log(`| ${name} | ${version} | ${told(configured)} | ${told(built)} | ${checked ? outcome(checked) : ''} |`);
  if (!checked) {
    failed++;
    console.error(results.at(-1).text.slice(-3000));
  }
  if (failed === 0) rmSync(into, { recursive: true, force: true });
}
if (failed === 0) rmSync(folder, { recursive: true, force: true });
else console.error(`logs are in ${folder}`);
process.exitCode = failed === 0 ? 0 : 1;
