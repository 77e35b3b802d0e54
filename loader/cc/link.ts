/** The linker's command line for an image. */
import fs from 'node:fs';
import path from 'node:path';
import type { CommandLine } from './arguments';
import { linksCxx } from './base';
import { linkFlags } from './flags';
import { sysrootDirectory } from './paths';

/** Arguments for wasm-ld, with absolute paths, and what to call each of them in messages. */
export interface LinkCommand {
  args: string[];
  /** Pairs of what the linker sees and what the user wrote. */
  names: [seen: string, written: string][];
  /** Absolute path of the image. */
  output: string;
  /** Where the linker says which file every function came from. */
  map: string;
}

/** `objects`: for each source the path of its object. Options and files keep the order of the command line. */
export function linkCommand(
  line: CommandLine,
  objects: string[],
  output: string,
  privateMap: string,
  cwd: string,
): LinkCommand {
  const lib = path.join(sysrootDirectory(), 'lib');
  const names: LinkCommand['names'] = [];
  const absolute = (file: string) => {
    const seen = path.resolve(cwd, file);
    if (seen !== file) names.push([seen, file]);
    return seen;
  };
  let searching = false;
  const items = line.link.flatMap((item) => {
    if (item.kind === 'source') return [objects[item.index] as string];
    if (item.kind === 'file') return [absolute(item.file)];
    if (item.args[0] === '-L') return ['-L', absolute(item.args[1] as string)];
    searching ||= item.args[0]?.startsWith('-l') ?? false;
    return item.args;
  });
  const start = line.without.has('start') ? [] : [path.join(lib, 'crt1.o')];
  const libraries = line.without.has('libraries')
    ? []
    : [
        ...(linksCxx(line) ? ['-lc++', '-lc++abi', '-lunwind'] : []),
        '-lmpi',
        // Taken only by objects with OpenMP in them, which CMake links without the option.
        ...(hasLibrary('omp') ? ['-lomp'] : []),
        '-lc',
        '-lhermit',
        '-llwip',
        path.join(lib, 'libclang_rt.builtins.a'),
      ];
  const image = absolute(output);
  const asked = items.map((item) => /^--?Map=(.+)$/.exec(item)?.[1]).find((file) => file !== undefined);
  const map = asked === undefined ? privateMap : path.resolve(cwd, asked);
  return {
    args: ['wasm-ld', ...linkFlags(), ...start, ...items, '-L', lib, ...libraries, `--Map=${map}`, '-o', image],
    names,
    output: image,
    map,
  };
}

/** Whether the sysroot has a library, for options that need one. */
export function hasLibrary(name: string): boolean {
  return fs.existsSync(path.join(sysrootDirectory(), `lib/lib${name}.a`));
}

/** Puts the names that the user wrote in place of those that the tools saw. */
export function withWrittenNames(text: string, names: [seen: string, written: string][]): string {
  return [...names]
    .sort((a, b) => b[0].length - a[0].length)
    .reduce((all, [seen, written]) => all.replaceAll(seen, written), text);
}
