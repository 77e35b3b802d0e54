// The same programs compiled for this machine, where it has a compiler: what they print is what is expected.
import { basename, join } from 'node:path';
import { freshFolder, support } from './folders.js';
import { run } from './spawn.js';

const compiled = new Map<string, Promise<string>>();

/** The path of the executable; equal arguments are compiled once. Throws with the compiler's messages. */
export function compileNative(
  sources: readonly string[],
  flags: readonly string[] = [],
  compiler: 'gcc' | 'mpicc' = 'gcc',
): Promise<string> {
  const key = JSON.stringify([compiler, sources, flags]);
  let executable = compiled.get(key);
  if (!executable) compiled.set(key, (executable = compile(compiler, sources, flags)));
  return executable;
}

/** The same compilers for C++. */
const CXX = { gcc: 'g++', mpicc: 'mpicxx' } as const;

async function compile(
  compiler: 'gcc' | 'mpicc',
  sources: readonly string[],
  flags: readonly string[],
): Promise<string> {
  const output = join(freshFolder(), basename(sources[0]!).replace(/\.c(pp)?$/, ''));
  const cxx = sources.some((source) => source.endsWith('.cpp'));
  const args = [
    cxx ? '-std=gnu++20' : '-std=gnu11',
    '-O1',
    '-w',
    `-I${support}`,
    ...flags,
    ...sources,
    '-o',
    output,
    '-lm',
    '-lpthread',
  ];
  const { code, stderr } = await run(cxx ? CXX[compiler] : compiler, args);
  if (code !== 0) throw new Error(`${compiler} ${args.join(' ')}:\n${stderr}`);
  return output;
}
