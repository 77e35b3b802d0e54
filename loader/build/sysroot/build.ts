/** `npm run build`, second half: makes dist/sysroot, the headers and libraries that every image is compiled with. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { Cache, cacheDirectory } from '../../cache';
import { Compilers } from '../../cc/clang';
import { compilerVersion } from '../../cc/package';
import { projectDirectory, sysrootDirectory } from '../../cc/paths';
import { fetchSource } from './fetch';
import { filesBelow, writeIfChanged } from './files';
import { makeArchive } from './archives';
import { buildHeaders, unpackCompilerResources } from './headers';
import { Builder, tokensOf } from './objects';
import { packages } from './packages';
import { linkGateway } from './gateway';
import { hidePrivateNames } from './private-names';
import { progress } from './progress';
import { listSources, type Source } from './sources';
import { digestInputs, isUpToDate } from './stamp';
import type { Trees } from './trees';

/** Compilers at work at once, if there are as many CPUs; each takes about 400 MB. */
const MAX_COMPILERS = 4;

/** Libraries that other systems have and whose contents are in libc.a here, as in musl. */
const EMPTY_LIBRARIES = ['atomic', 'm', 'pthread', 'rt', 'dl', 'util', 'crypt', 'resolv', 'xnet'];
const EMPTY_ARCHIVE = '!<arch>\n';

/** Large for what they hold: packed, they take a fifth of the room in each installation. The compiler's tools read them as they were. */
const PACKED: readonly string[] = ['libc.a', 'libhermit.a', 'libmpi.a'];
const packed = (name: string, made: Uint8Array): Uint8Array =>
  PACKED.includes(name) ? gzipSync(made, { level: 9 }) : made;

/** Files there that images are not made of, and those of the C++ library, which may come later: what it is made of counts. */
const NO_PARTS = /^(version|stamp|gateway\.wasm|cxx\..*|lib\/lib(c\+\+|c\+\+abi|unwind)\.a)$/;

/** Names the contents of the sysroot: part of the key of everything that is linked with it. */
function version(sysroot: string): string {
  const hash = createHash('sha256').update(compilerVersion()).update(packages.llvm.sha256);
  const add = (folder: string, wanted?: (file: string) => boolean): void => {
    for (const name of filesBelow(folder, wanted))
      hash.update(`${name}\0`).update(fs.readFileSync(path.join(folder, name)));
  };
  add(sysroot, (file) => !NO_PARTS.test(file));
  add(path.join(projectDirectory, 'kernel/cxx'));
  hash.update(fs.readFileSync(path.join(__dirname, 'cxx-sources.js')));
  return hash.digest('hex').slice(0, 32);
}

async function buildLibraries(trees: Trees): Promise<void> {
  const workers = Math.min(os.availableParallelism(), MAX_COMPILERS);
  const compilers = new Compilers(workers, 'no');
  const display = progress('compiling the C library and the kernel');
  try {
    const builder = new Builder(
      compilers,
      workers,
      new Cache(display.line),
      { onProgress: display.show, onDiagnostics: display.line },
      tokensOf(trees),
    );
    const sources = listSources(trees);
    const objects = hidePrivateNames(await builder.compile(sources), (at) => sources[at]?.library !== 'libc.a');
    const members = (library: Source['library']) =>
      sources.flatMap(({ library: of, name }, at) =>
        of === library ? [{ name: name.replace(/\.c$/, '.o'), data: objects[at] as Uint8Array }] : [],
      );
    const lib = path.join(trees.sysroot, 'lib');
    for (const name of ['libc.a', 'libhermit.a', 'liblwip.a', 'libomp.a', 'libmpi.a'])
      writeIfChanged(
        path.join(lib, name),
        packed(name, await makeArchive(compilers, name, members(name as Source['library']))),
      );
    for (const { data } of members('crt1.o')) writeIfChanged(path.join(lib, 'crt1.o'), data);
    for (const name of EMPTY_LIBRARIES) writeIfChanged(path.join(lib, `lib${name}.a`), EMPTY_ARCHIVE);
    writeIfChanged(
      path.join(trees.sysroot, 'gateway.wasm'),
      await linkGateway(compilers, lib, members('gateway.wasm')),
    );
  } finally {
    display.end();
    compilers.close();
  }
}

const libraries = (sysroot: string): string[] =>
  filesBelow(path.join(sysroot, 'lib'))
    .map((name) => `lib/${name}`)
    .filter((name) => !NO_PARTS.test(name));

async function main(): Promise<void> {
  const sysroot = sysrootDirectory();
  const kernel = path.join(projectDirectory, 'kernel');
  // Libraries count too: one that was removed has to come back.
  const describe = () =>
    digestInputs({
      directories: [kernel, __dirname],
      files: [
        ...['version', 'gateway.wasm', ...libraries(sysroot)].map((name) => path.join(sysroot, name)),
        path.join(__dirname, '../../cc/flags.js'),
      ],
      text: compilerVersion(),
    });
  const stamp = path.join(sysroot, 'stamp');
  if (isUpToDate(stamp, describe())) return;
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  const trees: Trees = {
    musl: fetchSource(packages.musl, say),
    lwip: fetchSource(packages.lwip, say),
    kernel,
    sysroot,
    generated: path.join(cacheDirectory(), 'unpacked/generated'),
  };
  fs.rmSync(stamp, { force: true });
  unpackCompilerResources(trees);
  buildHeaders(trees);
  await buildLibraries(trees);
  writeIfChanged(path.join(sysroot, 'version'), version(sysroot));
  writeIfChanged(stamp, describe());
}

main().catch((error: Error) => {
  const known = 'code' in error ? `${(error as NodeJS.ErrnoException).code}: ${error.message}` : error.stack;
  process.stderr.write(`sysroot: ${known}\n`);
  process.exitCode = 1;
});
