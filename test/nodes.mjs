// Runs a part of the tests that meets every mechanism on other versions of Node than the one that runs this: node test/nodes.mjs [VERSION …].
// They come as npm packages, into a folder that goes afterwards. What is built is built once, by any of them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const VERSIONS = ['24.21.0', '26.10.0'];
const PART = [
  'apps/openmp',
  'cli/direct',
  'hostile/modules',
  'hostile/racing',
  'isles/isles',
  'library/calls',
  'library/contained',
  'library/pool',
  'library/source',
  'mpi/ends',
  'net/gateway.test.ts',
  'runtime/',
  'signals/outside',
  'sync/',
  'wasi/threads',
].map((name) => `test/${name}`);

const run = (command, args, options) =>
  spawnSync(command, args, { stdio: 'inherit', cwd: root, ...options }).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'hermit-nodes-'));
const asked = process.argv.slice(2);
let well = true;
try {
  for (const version of asked.length > 0 ? asked : VERSIONS) {
    const name = `node-${process.platform}-${process.arch}`;
    const place = join(folder, version);
    const install = ['install', '--prefix', place, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
    const node = join(place, 'node_modules', name, 'bin/node');
    const PATH = `${dirname(node)}${delimiter}${process.env.PATH}`;
    console.log(`\nNode ${version}`);
    well &&= run('npm', [...install, `${name}@${version}`]);
    well &&= run(node, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...PART], {
      env: { ...process.env, PATH },
    });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = well ? 0 : 1;
