// Runs a public OpenMP test suite and prints which programs fail and why. Not part of the project's own tests.
//
//   node test/openmp/suites/run.mjs libgomp|llvm [--filter REGEX] [--limit SECONDS] [--cores N] [--all]
//
// The suite is fetched with apt-get once, into the user's cache folder. --all names the programs that pass, too.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { suites } from './suites.mjs';

const root = path.resolve(import.meta.dirname, '../../..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    filter: { type: 'string', default: '' },
    limit: { type: 'string', default: '20' },
    cores: { type: 'string', default: '2' },
    all: { type: 'boolean', default: false },
  },
});
const suite = suites[positionals[0]];
if (!suite) {
  console.error(`expected the name of a suite: ${Object.keys(suites).join(', ')}`);
  process.exit(2);
}

/** Folder with the suite's sources. */
function fetchSuite() {
  const cache = path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'hermit-wasm', 'suites');
  const folder = path.join(cache, positionals[0]);
  if (fs.existsSync(path.join(folder, 'complete'))) return folder;
  fs.mkdirSync(folder, { recursive: true });
  for (const [command, ...args] of suite.fetch) {
    const { status, error } = spawnSync(command, args, { cwd: folder, stdio: 'inherit', timeout: 900_000 });
    if (status !== 0)
      throw new Error(`${command} ${args.join(' ')} failed in ${folder}${error ? `: ${error.message}` : ''}`);
  }
  fs.writeFileSync(path.join(folder, 'complete'), '');
  return folder;
}

/** Runs a command; answers its exit code (null: out of time) and what it said. */
function execute(command, args, options, limit) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, limit);
    const take = (data) => {
      if (text.length < 100_000) text += data;
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: late ? null : code, text });
    });
  });
}

const firstError = (text) =>
  /(?:error|fatal|undefined symbol)[^\n]*/.exec(text)?.[0].slice(0, 140) ?? text.split('\n')[0]?.slice(0, 140) ?? '';
const lastLine = (text) => text.trim().split('\n').slice(-3).join(' | ').slice(0, 200);

const require = createRequire(import.meta.url);
const { runDriver } = require(path.join(root, 'dist/loader/cc/driver.js'));
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'openmp-suite-'));

async function test(program) {
  const image = path.join(work, 'test.wasm');
  let said = '';
  let status;
  try {
    status = await runDriver({
      args: ['-O2', '-w', '-fopenmp', ...program.flags, program.file, '-o', image, '-lm'],
      cwd: path.dirname(program.file),
      timeLimitMs: 60_000,
      onDiagnostics: (text) => (said += text),
    });
  } catch (error) {
    return { outcome: 'compile', reason: error.message.split('\n')[0] };
  }
  if (status !== 0) return { outcome: 'compile', reason: firstError(said) };
  if (!program.runs) return { outcome: 'pass', reason: '' };
  const env = Object.entries(program.env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const args = [path.join(root, 'dist/loader/cli/main.js'), 'run', '-n', values.cores, ...env, image];
  const { code, text } = await execute(process.execPath, args, { cwd: work }, Number(values.limit) * 1000);
  if (code === null) return { outcome: 'time', reason: lastLine(text) };
  const good = program.fails ? code !== 0 : code === 0;
  return { outcome: good ? 'pass' : 'fail', reason: good ? '' : `exit ${code}: ${lastLine(text)}` };
}

const folder = fetchSuite();
const wanted = new RegExp(values.filter);
const counts = {};
for (const program of suite.programs(folder).filter(({ name }) => wanted.test(name))) {
  const skipped = suite.skip(program);
  const { outcome, reason } = skipped ? { outcome: 'skip', reason: skipped } : await test(program);
  counts[outcome] = (counts[outcome] ?? 0) + 1;
  if (values.all || (outcome !== 'pass' && outcome !== 'skip'))
    console.log(`${outcome.padEnd(8)}${program.name.padEnd(50)} ${reason}`);
}
fs.rmSync(work, { recursive: true, force: true });
console.log(
  Object.entries(counts)
    .map(([outcome, n]) => `${outcome} ${n}`)
    .join(', '),
);
