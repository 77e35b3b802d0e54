/** Makes the C++ library of dist/sysroot: headers and archives. Run when a program in C++ is first compiled, and before the package is packed. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { Cache, writeAtomically } from '../../cache';
import { Compilers } from '../../cc/clang';
import { CXX_ARCHIVES, cxxHeaders, cxxInclude, cxxIsThere, cxxStamp } from '../../cc/cxx';
import { projectDirectory, sysrootDirectory, toolchainVersion } from '../../cc/paths';
import { writeTar } from '../../cc/tar';
import { makeArchive } from './archives';
import { cxxSources, type CxxTrees, headerFiles } from './cxx-sources';
import { fetchSource } from './fetch';
import { writeIfChanged } from './files';
import { Builder, tokensOf } from './objects';
import { packages } from './packages';
import { progress } from './progress';
import { Turn } from './turn';

/** Compilers at work at once, if there are as many CPUs; each takes about 600 MB with these files. */
const MAX_COMPILERS = 8;
/** Files of a call of clang: they take seconds each. */
const BATCH = 2;

function writeHeaders(trees: CxxTrees): void {
  const files = headerFiles(trees);
  for (const [name, file] of files) writeIfChanged(path.join(trees.headers, name), fs.readFileSync(file));
  const entries = [...files].map(([name, file]) => ({ name, data: fs.readFileSync(file) }));
  writeAtomically(cxxHeaders(), gzipSync(writeTar(entries), { level: 9 }));
}

async function buildArchives(trees: CxxTrees): Promise<void> {
  const workers = Math.min(os.availableParallelism(), MAX_COMPILERS);
  const compilers = new Compilers(workers, 'no');
  const display = progress('compiling the C++ library, once');
  try {
    const hooks = { onProgress: display.show, onDiagnostics: display.line };
    const builder = new Builder(compilers, workers, new Cache(display.line), hooks, tokensOf(trees), {
      least: 1,
      most: BATCH,
    });
    const sources = cxxSources(trees);
    const objects = await builder.compile(sources);
    for (const library of CXX_ARCHIVES) {
      const members = sources.flatMap((source, at) =>
        source.library === library
          ? [{ name: source.name.replace(/\.(c|cpp)$/, '.o'), data: objects[at] as Uint8Array }]
          : [],
      );
      const archive = await makeArchive(compilers, library, members);
      writeAtomically(path.join(trees.sysroot, 'lib', library), gzipSync(archive, { level: 9 }));
    }
  } finally {
    display.end();
    compilers.close();
  }
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function main(): Promise<void> {
  const sysroot = sysrootDirectory();
  const turn = await Turn.take(path.join(sysroot, 'cxx.turn'), (pid) =>
    say(`waiting for process ${pid}, which makes the C++ library`),
  );
  try {
    // Another process may have made it meanwhile.
    if (cxxIsThere()) return;
    const trees: CxxTrees = {
      llvm: fetchSource(packages.llvm, say),
      kernel: path.join(projectDirectory, 'kernel'),
      sysroot,
      headers: cxxInclude(),
    };
    fs.rmSync(cxxStamp(), { force: true });
    writeHeaders(trees);
    await buildArchives(trees);
    writeAtomically(cxxStamp(), toolchainVersion());
  } finally {
    turn.end();
  }
}

main().catch((error: Error) => {
  const known = 'code' in error ? `${(error as NodeJS.ErrnoException).code}: ${error.message}` : error.stack;
  process.stderr.write(`the C++ library: ${known}\n`);
  process.exitCode = 1;
});
