// Test programs and what the comments at their head say about them:
//   // covers: NAME…      calls of kernel/syscalls.tbl that the program makes
//   // run: OPTION…       options for `hermit-wasm run`
//   // args: ARGUMENT…    arguments of the program
//   // flags: OPTION…     for both compilers
//   // cores: N           (default 2)
//   // native: no         the outcome is stated in NAME.out alone, no native program can be compared
//   // needs: ipv6         what the native program needs of the machine
//   // compare: bits      columns of bits may differ in the last place: see bits.ts
//   // driver: no         a test of its own starts this program
//   // ranks: N…          of an MPI program: how many it is run with, one after the other (default 2), each on an isle of its own
//   // layouts: IxR…      and on I isles with R ranks each
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gcc, ipv6, type Need, needs } from './needs.js';

export interface Program {
  name: string;
  source: string;
  /** File with the expected output and, on its last line, the exit code. */
  expected: string;
  covers: string[];
  run: string[];
  args: string[];
  flags: string[];
  cores: number;
  native: boolean;
  /** Of the machine, for the native program. */
  needs: Need;
  bits: boolean;
  driver: boolean;
  ranks: number[];
  layouts: string[];
}

const SOURCE = /\.(c|cpp)$/;

function words(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2]!);
}

export function readProgram(source: string): Program {
  const said: Record<string, string> = {};
  for (const [, key, value] of readFileSync(source, 'utf8').matchAll(
    /^\/\/ (covers|run|args|flags|cores|native|needs|compare|driver|ranks|layouts): (.*)$/gm,
  )) {
    said[key!] = value!;
  }
  return {
    name: basename(source).replace(SOURCE, ''),
    source,
    expected: source.replace(SOURCE, '.out'),
    covers: words(said.covers ?? ''),
    run: words(said.run ?? ''),
    args: words(said.args ?? ''),
    flags: words(said.flags ?? ''),
    cores: Number(said.cores ?? 2),
    native: said.native !== 'no',
    needs: needs(gcc, ...(said.needs === 'ipv6' ? [ipv6] : [])),
    bits: said.compare === 'bits',
    driver: said.driver !== 'no',
    ranks: words(said.ranks ?? '2').map(Number),
    layouts: words(said.layouts ?? ''),
  };
}

/** The programs of a folder, by name. */
export function programsIn(folder: string): Program[] {
  return readdirSync(folder)
    .filter((name) => SOURCE.test(name))
    .sort()
    .map((name) => readProgram(join(folder, name)));
}
