/** Fetches the sources of a public suite with apt, checks them, and unpacks the part that holds tests. */
import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { downloadSource } from '../../../dist/loader/build/sysroot/apt.js';

const PACKAGES = {
  libgomp: {
    get: (folder) => sh('apt-get', ['-q', 'download', 'gcc-12-source'], { cwd: folder }),
    file: /^gcc-12-source_.*\.deb$/,
    sha256: '8f2a5411028dfe216aeb6346b926df0cc7471f375c6a375bf180fbf279af02a1',
    tests: 'gcc-12.2.0/libgomp/testsuite',
    unpack(archive, into) {
      sh('dpkg-deb', ['-x', archive, into]);
      const inner = path.join(into, 'usr/src/gcc-12');
      const tar = fs.readdirSync(inner).find((name) => /^gcc-[\d.]+.*\.tar\.xz$/.test(name));
      sh('tar', ['-xJf', path.join(inner, tar), '-C', into, '--wildcards', '*/libgomp/testsuite/libgomp.c*']);
      fs.rmSync(path.join(into, 'usr'), { recursive: true });
    },
  },
  llvm: {
    get: (folder) => downloadSource('llvm-toolchain-19', folder, ''),
    file: /^llvm-toolchain-19_.*\.orig\.tar\.xz$/,
    sha256: 'ae498f3bc58ae2d9f64ef5f0c035c4240152bf015a5b7738b15c22e93bdc97ce',
    tests: 'llvm-toolchain-19_19.1.7/openmp/runtime/test',
    unpack(archive, into) {
      sh('tar', ['-xJf', archive, '-C', into, '--wildcards', '*/openmp/runtime/test/*']);
    },
  },
};

const CACHE = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'hermit-wasm', 'suites');

function sh(command, args, options = {}) {
  execFileSync(command, args, { stdio: ['ignore', 2, 2], ...options });
}

/** The folder of the suite's tests, fetched at the first call. */
export function fetchSuite(name) {
  const { get, file, sha256, tests, unpack } = PACKAGES[name];
  const folder = path.join(CACHE, name);
  const found = path.join(folder, tests);
  if (fs.existsSync(path.join(folder, 'complete'))) return found;
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  process.stderr.write(`fetching the tests of ${name} with apt-get; \`apt-get update\` first if it finds no package\n`);
  get(folder);
  const archive = path.join(
    folder,
    fs.readdirSync(folder).find((entry) => file.test(entry)),
  );
  const sum = crypto.createHash('sha256').update(fs.readFileSync(archive)).digest('hex');
  if (sum !== sha256) throw new Error(`${path.basename(archive)} has the checksum ${sum}, expected ${sha256}`);
  unpack(archive, folder);
  fs.rmSync(archive);
  fs.writeFileSync(path.join(folder, 'complete'), '');
  return found;
}

export const cacheFolder = CACHE;
