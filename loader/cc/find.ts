/** A clang of this machine in place of the package's: finding it, and trying whether it will do. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { HermitError } from '../../runtime/errors';
import { Cache, cacheDirectory, writeAtomically } from '../cache';
import { makeFolder } from '../folders';
import { unpacked } from '../wasm/archive';
import { digest } from './digest';
import { headerFlags, linkFlags, machineFlags, setjmpFlags, vectorFlags } from './flags';
import { sysrootDirectory, toolchainVersion } from './paths';

/** clang's version that has all that is needed. */
const OLDEST = 19;
/** Versions that a name may end with. */
const NEWEST = 40;

export interface NativeCompiler {
  clang: string;
  /** wasm-ld */
  linker: string;
  /** As it says: `19.1.7`. */
  version: string;
}

/** What -mllvm calls the form of exceptions, and what newer versions take for granted. */
export function nativeFlags(version: string): string[] {
  const exceptions = Number.parseInt(version, 10) < 20 ? setjmpFlags.filter((_, at) => at < 3) : setjmpFlags;
  return [...machineFlags, ...vectorFlags, ...exceptions, '-mnontrapping-fptoint', `--sysroot=${sysrootDirectory()}`];
}

/** The sysroot's libraries as a linker of this machine reads them: the build has packed the large ones. Throws what Node's fs throws. */
export function nativeLibraries(): string {
  const lib = path.join(sysrootDirectory(), 'lib');
  const folder = path.join(cacheDirectory(), 'unpacked', `lib-${toolchainVersion().slice(0, 32)}`);
  for (const name of fs.readdirSync(lib)) {
    const file = path.join(folder, name);
    if (fs.existsSync(file)) continue;
    makeFolder(folder);
    const data = fs.readFileSync(path.join(lib, name));
    writeAtomically(file, name.endsWith('.a') ? unpacked(data) : data);
  }
  return folder;
}

const PROBE = `#include <setjmp.h>
#include <stdatomic.h>
#include <stdio.h>
#include <wasm_simd128.h>
static jmp_buf at; static _Thread_local int own; _Atomic long long counter;
int main(void) { double d = 1e300; if (setjmp(at)) return own; counter++; printf("%d\\n", (int)d); longjmp(at, 1); }
`;

/** `which`: `native`, or the path of a clang. Throws HERMIT_EUSAGE where there is none that will do. */
export function findNative(which: string): NativeCompiler {
  const refuse = (why: string): never => {
    throw new HermitError(
      'HERMIT_EUSAGE',
      `--compiler ${which}: ${why}; expected clang ${OLDEST} or later with its wasm-ld (Debian: clang-${OLDEST}, lld-${OLDEST}), or --compiler npm`,
    );
  };
  const clang = which === 'native' ? onPath(names('clang')) : executable(path.resolve(which));
  if (!clang) return refuse(which === 'native' ? 'there is no clang on PATH' : 'no program of that name');
  const beside = path.dirname(fs.realpathSync(clang));
  const suffix = /-\d+$/.exec(clang)?.[0] ?? '';
  const linker =
    executable(path.join(beside, 'wasm-ld')) ?? onPath([...(suffix ? [`wasm-ld${suffix}`] : []), ...names('wasm-ld')]);
  if (!linker) return refuse(`${clang} is here, but no wasm-ld`);
  const cache = new Cache();
  const key = digest(JSON.stringify(['native 2', toolchainVersion(), headerFlags(), stamp(clang), stamp(linker)]));
  const known = cache.get(key)?.toString();
  const found = known ?? probe(clang, linker);
  // What is missing may come.
  if (known === undefined && !found.includes('\n')) cache.put(key, found);
  const [version, problem] = found.split('\n') as [string, string?];
  return problem ? refuse(`${clang} ${problem}`) : { clang, linker, version };
}

/** The plain name first, then those with a version, newest first. */
const names = (name: string): string[] => [
  name,
  ...Array.from({ length: NEWEST - OLDEST + 1 }, (_, at) => `${name}-${NEWEST - at}`),
];

function executable(file: string): string | undefined {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

/** A plain clang that is too old leaves the choice to those with a version in their names. */
function onPath(all: string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const found = all.flatMap((name) => folders.flatMap((folder) => executable(path.join(folder, name)) ?? []));
  return found.find((file) => versionIn(fs.realpathSync(file)) >= OLDEST) ?? found[0];
}

/** The version in a path: `/usr/lib/llvm-19/bin/clang`; endless where it names none. */
const versionIn = (file: string): number => Number(/-(\d+)(?=[/.]|$)/.exec(file)?.[1] ?? Infinity);

function stamp(file: string): string {
  const { mtimeMs, size } = fs.statSync(file);
  return `${fs.realpathSync(file)} ${mtimeMs} ${size}`;
}

/** Its version, and behind it on a line of its own what is wrong with it. */
function probe(clang: string, linker: string): string {
  const said = spawnSync(clang, ['--version'], { encoding: 'utf8' });
  const version = /clang version (\d+\.\d+\.\d+)/.exec(said.stdout ?? '')?.[1];
  if (version === undefined) return '\nis not clang';
  if (Number.parseInt(version, 10) < OLDEST) return `${version}\nhas version ${version}`;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hermit-probe-'));
  try {
    const object = path.join(folder, 'probe.o');
    const compile = ['-x', 'c', '-', '-O2', '-fopenmp', ...nativeFlags(version), '-c', '-o', object];
    const compiled = spawnSync(clang, compile, { input: PROBE, encoding: 'utf8' });
    if (compiled.status !== 0) return `${version}\ndid not compile a test: ${firstLine(compiled.stderr)}`;
    const lib = nativeLibraries();
    const libraries = ['-lc', '-lhermit', '-llwip', path.join(lib, 'libclang_rt.builtins.a')];
    const link = [...linkFlags(), path.join(lib, 'crt1.o'), object, '-L', lib, '-lmpi', ...libraries];
    const linked = spawnSync(linker, [...link, '-o', path.join(folder, 'image')], { encoding: 'utf8' });
    return linked.status === 0 ? version : `${version}\nmade what ${linker} did not link: ${firstLine(linked.stderr)}`;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const firstLine = (text: string | null): string => text?.trim().split('\n')[0] || 'it said nothing';
