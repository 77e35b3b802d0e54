/** What clang is given for every source of a command line, and by which compiler it is compiled. */
import path from 'node:path';
import type { CommandLine, Source } from './arguments';
import type { NativeCompiler } from './find';
import { cxxFlags, gnuMacros, headerFlags, linuxMacros, machineFlags, setjmpFlags, vectorFlags } from './flags';
import { cxxInclude } from './cxx';
import { isCxx } from './languages';
import { sysrootDirectory } from './paths';

/** `--compiler`, or HERMIT_CC_COMPILER; null: the package's. */
export function nativeCompiler({ compiler }: CommandLine): NativeCompiler | null {
  const which = compiler ?? (process.env['HERMIT_CC_COMPILER'] || 'npm');
  return which === 'npm' ? null : (require('./find.js') as typeof import('./find.js')).findNative(which);
}

export function baseFlags(line: CommandLine, native: NativeCompiler | null): string[] {
  const machine = native
    ? (require('./find.js') as typeof import('./find.js')).nativeFlags(native.version)
    : [...machineFlags, ...vectorFlags, ...setjmpFlags, ...headerFlags()];
  // `target update` wants variables that a device could see: nothing else is exported by that.
  const visible = line.openmp ? ['-fvisibility=default'] : [];
  const flags = [...machine, ...visible, ...linuxMacros, ...(line.strictStandard ? [] : gnuMacros)];
  // Not every input uses all of them (assembly does not), and the user did not write them.
  return ['--start-no-unused-arguments', ...flags, '-stdlib++-isystem', cxxInclude(), '--end-no-unused-arguments'];
}

const isCxxSource = ({ file, language }: Source): boolean =>
  language === null ? isCxx(file) : /^(objective-)?c\+\+/.test(language);

/** Whether the C++ library, its headers or its archives, is needed. */
export const withCxx = (line: CommandLine): boolean =>
  (line.mode === 'link' && linksCxx(line)) ||
  (line.sources.some(isCxxSource) && !line.compile.some((arg) => /^-nostdinc(\+\+)?$/.test(arg)));

/** Whether the C++ library is linked. */
export const linksCxx = ({ cxxLibrary, cxxDriver, sources }: CommandLine): boolean =>
  cxxLibrary ?? (cxxDriver || sources.some(isCxxSource));

/** What a source is given for its language. LLVM cannot compile cleanups of C for this machine's exceptions, which pass it by. */
export function languageFlags({ compile }: CommandLine, source: Source): string[] {
  if (!isCxxSource(source)) return [];
  const exceptions = compile.findLast((arg) => /^-f(no-)?exceptions$/.test(arg));
  const flags = cxxFlags.filter((flag) => exceptions !== '-fno-exceptions' || flag !== '-fwasm-exceptions');
  return ['--start-no-unused-arguments', ...flags, '--end-no-unused-arguments'];
}

/**
 * Without options that name the C library's headers: build systems find mpi.h there and put that folder first, where the C++ library's headers
 * would not find their own.
 */
export function withoutSystemFolder(compile: readonly string[], cwd: string): string[] {
  const system = path.join(sysrootDirectory(), 'include');
  const isSystem = (folder: string | undefined): boolean =>
    folder !== undefined && path.resolve(cwd, folder) === system;
  return compile.filter((arg, at) => {
    if (SEARCH.test(arg)) return !isSystem(compile[at + 1]);
    const joined = /^-(?:I|isystem|idirafter)(.+)$/.exec(arg)?.[1];
    return !isSystem(SEARCH.test(compile[at - 1] ?? '') ? arg : joined);
  });
}

const SEARCH = /^-(I|isystem|idirafter)$/;
