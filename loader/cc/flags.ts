/** What every compilation for an isle has in common. */
import fs from 'node:fs';
import path from 'node:path';
import { projectDirectory, sysrootDirectory } from './paths';

export const TARGET = 'wasm32-unknown-unknown';

/** The machine: what musl, the kernel and programs are all compiled for. */
export const machineFlags = [
  `--target=${TARGET}`,
  '-matomics',
  '-mbulk-memory',
  '-pthread',
  '-ftls-model=local-exec',
  '-ffunction-sections',
  '-fdata-sections',
];

/** setjmp and longjmp through Wasm exceptions, in the form that Node 20 runs. */
export const setjmpFlags = [
  '-mexception-handling',
  '-mllvm',
  '-wasm-enable-sjlj',
  '-mllvm',
  '-wasm-use-legacy-eh=true',
];

/**
 * What C++ needs besides: exceptions (setjmpFlags choose their form too), and the C library's whole interface, as the targets of Linux give
 * C++.
 */
export const cxxFlags = ['-fwasm-exceptions', '-D_GNU_SOURCE=1'];

/** Vector units, and multiply-adds fused: what compute programs live on. */
export const vectorFlags = ['-msimd128', '-mrelaxed-simd', '-ffp-contract=fast'];

/** The target has no operating system of LLVM's; these are the names that a Linux target predefines. */
export const linuxMacros = ['__linux__', '__linux', '__gnu_linux__', '__unix__', '__unix', '__hermit__'].map(
  (name) => `-D${name}=1`,
);

/** Only without a strict standard (-std=c11 and so on) may names be defined that a program could use itself. */
export const gnuMacros = ['linux', 'unix'].map((name) => `-D${name}=1`);

/** Says once a source that its OpenMP is not compiled; never an error, because a program may be meant to do without. */
export const openmpWarning = [
  '--start-no-unused-arguments',
  '-Wsource-uses-openmp',
  '-Wno-error=source-uses-openmp',
  '--end-no-unused-arguments',
];

/** Where clang looks for its own headers, and for the C library's. */
export function headerFlags(sysroot = sysrootDirectory()): string[] {
  return ['-resource-dir', path.join(sysroot, 'clang'), `--sysroot=${sysroot}`];
}

/** First byte of an image's data: IMAGE_BASE of the memory's layout. */
function imageBase(): number {
  const file = path.join(projectDirectory, 'kernel/include/layout.h');
  const base = /^#define IMAGE_BASE (0x[0-9a-f]+|\d+)/im.exec(fs.readFileSync(file, 'utf8'))?.[1];
  if (base === undefined) throw new Error(`expected "#define IMAGE_BASE" with a number in ${file}`);
  return Number(base);
}

/** Bytes of C stack that the linker reserves: none of use, since each thread's stack is given by the kernel. */
const LINKER_STACK = 16;

/** wasm-ld's options for every image. */
export function linkFlags(): string[] {
  return [
    '--no-entry',
    '--undefined=hermit_boot',
    '--shared-memory',
    '--max-memory=4294967296',
    `--global-base=${imageBase()}`,
    '-z',
    `stack-size=${LINKER_STACK}`,
    '--gc-sections',
  ];
}
