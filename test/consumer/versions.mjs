// Tests on other versions of Node, which the package `node` of npm has: node test/consumer/versions.mjs [VERSION…] [-- TEST…]
// Downloads them, and for test/consumer installs the packed project from the registry. Build first. The versions' order is kept.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const VERSIONS = ['20', '22', '24', '26'];
/** What depends on the version: the library, and all that V8 compiles. */
const TESTS = ['consumer', 'library', 'wasi', 'runtime', 'kernel', 'openmp', 'mpi'];

const root = join(fileURLToPath(import.meta.url), '../../..');
const args = process.argv.slice(2);
const split = args.includes('--') ? args.indexOf('--') : args.length;
const versions = split > 0 ? args.slice(0, split) : VERSIONS;
const tests = args.length > split + 1 ? args.slice(split + 1) : TESTS.map((name) => `test/${name}`);
const folder = process.env.HERMIT_NODES ?? join(tmpdir(), 'hermit-nodes');

/** The folder with the command `node` of that version. */
function install(version) {
  const home = join(folder, version);
  const bin = join(home, 'node_modules/node/bin');
  if (existsSync(join(bin, 'node'))) return bin;
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{ "private": true }');
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', `node@${version}`], {
    cwd: home,
    stdio: 'inherit',
  });
  if (status !== 0 || !existsSync(join(bin, 'node')))
    throw new Error(`node@${version} could not be installed in ${home}`);
  return bin;
}

let failed = 0;
for (const version of versions) {
  const bin = install(version);
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, HERMIT_CONSUMER: 'npm' };
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  console.log(`\nNode ${spawnSync(join(bin, 'node'), ['--version']).stdout}`);
  const { status } = spawnSync(join(bin, 'node'), [vitest, 'run', ...tests], { cwd: root, env, stdio: 'inherit' });
  if (status !== 0) failed++;
}
console.log(failed === 0 ? '\nall versions pass' : `\n${failed} of ${versions.length} versions fail`);
process.exitCode = failed === 0 ? 0 : 1;
