/** The headers of the sysroot: musl's, ours for the machine, the kernel's public ones, and clang's own. */
import fs from 'node:fs';
import path from 'node:path';
import { packageDirectory } from '../../cc/package';
import { readTar } from '../../cc/tar';
import { filesBelow, writeIfChanged } from './files';
import type { Trees } from './trees';

const isHeader = (name: string) => name.endsWith('.h');

/** What musl's tools/mkalltypes.sed does: a guarded definition for each TYPEDEF, STRUCT and UNION line. */
export function allTypes(template: string): string {
  return template
    .replace(/^TYPEDEF (.*) ([^ ]*);$/gm, (_, type: string, name: string) =>
      guarded(name, name, `typedef ${type} ${name};`),
    )
    .replace(/^(STRUCT|UNION) *([^ ]*) (.*);$/gm, (_, kind: string, name: string, body: string) => {
      const keyword = kind.toLowerCase();
      return guarded(`${keyword}_${name}`, `${keyword}_${name}`, `${keyword} ${name} ${body};`);
    });
}

function guarded(needed: string, defined: string, text: string): string {
  return `#if defined(__NEED_${needed}) && !defined(__DEFINED_${defined})\n${text}\n#define __DEFINED_${defined}\n#endif\n`;
}

/** bits/syscall.h: the numbers under both of their names. */
export function syscallNumbers(template: string): string {
  return (
    template +
    template
      .split('\n')
      .filter((line) => line.includes('__NR_'))
      .map((line) => `${line.replaceAll('__NR_', 'SYS_')}\n`)
      .join('')
  );
}

/** Writes include/ of the sysroot and musl's generated internal header; removes headers that no longer belong there. */
export function buildHeaders({ musl, kernel, sysroot, generated }: Trees): void {
  const include = path.join(sysroot, 'include');
  const files = new Map<string, string | Uint8Array>();
  const addTree = (directory: string, under = '') => {
    for (const name of filesBelow(directory, isHeader))
      files.set(path.join(under, name), fs.readFileSync(path.join(directory, name)));
  };
  addTree(path.join(musl, 'include'));
  addTree(path.join(musl, 'arch/generic/bits'), 'bits');
  addTree(path.join(kernel, 'musl/arch/wasm32/bits'), 'bits');
  addTree(path.join(kernel, 'include/public'));
  const read = (file: string) => fs.readFileSync(file, 'utf8');
  files.set(
    'bits/alltypes.h',
    allTypes(
      read(path.join(kernel, 'musl/arch/wasm32/bits/alltypes.h.in')) + read(path.join(musl, 'include/alltypes.h.in')),
    ),
  );
  files.set('bits/syscall.h', syscallNumbers(read(path.join(kernel, 'generated/bits/syscall.h.in'))));
  // vfork is a macro here, which needs the function's declaration before it.
  const unistd = read(path.join(musl, 'include/unistd.h'));
  files.set('unistd.h', unistd.replace(/#endif\s*$/, '#include <bits/vfork.h>\n\n#endif\n'));
  for (const [name, data] of files) writeIfChanged(path.join(include, name), data);
  for (const name of filesBelow(include)) if (!files.has(name)) fs.rmSync(path.join(include, name));
  writeIfChanged(path.join(generated, 'version.h'), `#define VERSION "${read(path.join(musl, 'VERSION')).trim()}"\n`);
}

const BUILTINS = /^lib\/wasm32-[^/]*\/libclang_rt\.builtins\.a$/;
const CLANG_HEADER = /^include\/([^/]+)\.h$/;
/** Those of the C language and of WebAssembly. Most of clang's are for instructions of other machines, and refuse this one. */
const OURS =
  /^(?:__float_|__stdarg_|__stddef_|std|float|inttypes|iso646|limits|tgmath|unwind|varargs|wasm_simd128|builtins|mm_malloc)/;

/** Takes clang's own headers and its run-time library out of the compiler package. */
export function unpackCompilerResources({ sysroot }: Trees): void {
  let builtins: Uint8Array | null = null;
  const kept = new Set<string>();
  for (const { name, data } of readTar(fs.readFileSync(path.join(packageDirectory(), 'llvm-resources.tar')))) {
    const header = CLANG_HEADER.exec(name)?.[1];
    if (header !== undefined && OURS.test(header)) {
      writeIfChanged(path.join(sysroot, 'clang', name), data);
      kept.add(name);
    } else if (BUILTINS.test(name)) builtins = data;
  }
  const clang = path.join(sysroot, 'clang');
  for (const name of filesBelow(clang)) if (!kept.has(name)) fs.rmSync(path.join(clang, name));
  if (!builtins)
    throw new Error(
      'expected libclang_rt.builtins.a for wasm32 in the resources of @yowasp/clang, found none: is it another version?',
    );
  writeIfChanged(path.join(sysroot, 'lib/libclang_rt.builtins.a'), builtins);
}
