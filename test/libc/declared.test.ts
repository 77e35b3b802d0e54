// What a header declares can be linked: programs ask for functions that they call seldom or never, and a linker's error stops them whole.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';

const include = join(root, 'dist/sysroot/include');
const libraries = join(root, 'dist/sysroot/lib');

/** Headers that other headers include, or that are of devices and other languages. */
const LEFT_OUT = /^(bits\/|scsi\/|hermit|mpio?\.h|omp\.h|tgmath\.h|wait\.h|sys\/(kd|soundcard|vt)\.h|net\/if_arp\.h)/;

/** What is declared and is not there, and why. */
const MISSING: Record<string, string> = {
  alloca: 'a builtin of the compiler',
  setjmp: 'the compiler makes it of exceptions, in the caller',
  longjmp: 'the same, by a macro',
  __hermit_vfork_setjmp: 'setjmp by another name, for vfork',
  getcontext: 'WebAssembly has one stack, which cannot be switched',
  setcontext: 'the same',
  makecontext: 'the same',
  swapcontext: 'the same',
  ioperm: 'of x86 alone',
  iopl: 'of x86 alone',
  cachectl: 'of MIPS alone',
  cacheflush: 'of MIPS alone',
  _flush_cache: 'of MIPS alone',
  sgetspent: 'musl has none either',
  pthread_mutexattr_getprioceiling: 'musl has none either',
  pthread_mutexattr_setprioceiling: 'musl has none either',
};

/** The text without what stands in braces. */
function withoutBodies(text: string): string {
  let depth = 0;
  let kept = '';
  for (const part of text.split(/([{}])/)) {
    if (part === '{') depth++;
    else if (part === '}') kept += --depth === 0 ? ';' : '';
    else if (depth === 0) kept += part;
  }
  return kept;
}

/** Names of the functions that preprocessed headers declare. */
function declared(text: string): string[] {
  return withoutBodies(text)
    .split(';')
    .map((statement) => statement.replace(/__attribute__\s*\(\(.*?\)\)|_Noreturn|__extension__/gs, ' ').trim())
    .filter((statement) => !/^typedef\b|^[^(]*\bstatic\b/.test(statement))
    .flatMap((statement) => {
      const name = /^(?:extern\s+)?[\w\s*]*?\b(\w+)\s*\(/.exec(statement)?.[1];
      // One that returns a function: void (*signal(int, void (*)(int)))(int)
      return name && /^(void|int|char)$/.test(name)
        ? (/\(\s*\*\s*(\w+)\s*\(/.exec(statement)?.[1] ?? [])
        : (name ?? []);
    })
    .filter((name) => name !== '_Static_assert');
}

it('every function that a header of the C library declares is in a library', async () => {
  const folder = freshFolder();
  const headers = (readdirSync(include, { recursive: true }) as string[]).filter(
    (name) => name.endsWith('.h') && !LEFT_OUT.test(name),
  );
  expect(headers.length).toBeGreaterThan(100);
  writeFileSync(join(folder, 'all.c'), headers.map((name) => `#include <${name}>\n`).join(''));
  const args = ['cc', '-D_GNU_SOURCE', '-w', '-E', '-P', 'all.c', '-o', 'all.i'];
  expect(await hermit(args, { cwd: folder })).toMatchObject({ code: 0, stderr: '' });
  const names = new Set(declared(readFileSync(join(folder, 'all.i'), 'utf8')));
  expect(names.size).toBeGreaterThan(1400);
  const archives = readdirSync(libraries).filter((name) => name.endsWith('.a'));
  const { stdout } = await hermit(['nm', '--defined-only', '-g', ...archives.map((name) => join(libraries, name))]);
  const defined = new Set([...stdout.toString().matchAll(/ [A-Z] (\S+)$/gm)].map(([, name]) => name!));
  expect([...names].filter((name) => !defined.has(name)).toSorted()).toEqual(Object.keys(MISSING).toSorted());
});
