// Compiles C programs without any C library to plain modules, as other tools would, and runs them.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { freshFolder, root } from './folders.js';

const folder = join(root, 'test/wasi');
const compiled = new Map<string, Promise<string>>();

interface Compiler {
  runClang(
    args: string[],
    files: Record<string, string>,
    options: object,
  ): Promise<Record<string, Uint8Array>> | Record<string, Uint8Array>;
}

/** Flags of a program with threads: its memory is shared and imported. */
export const THREADS = [
  '-matomics',
  '-mbulk-memory',
  '-Wl,--import-memory',
  '-Wl,--shared-memory',
  '-Wl,--max-memory=16777216',
  '-Wl,--export=wasi_thread_start',
];

/** The module of test/wasi/NAME.c; compiled once. */
export function wasiModule(name: string, flags: readonly string[] = []): Promise<string> {
  const key = JSON.stringify([name, flags]);
  let module = compiled.get(key);
  if (!module) compiled.set(key, (module = compile(name, flags)));
  return module;
}

async function compile(name: string, flags: readonly string[]): Promise<string> {
  const { runClang } = (await import('@yowasp/clang')) as unknown as Compiler;
  const files = { [`${name}.c`]: read(`${name}.c`), 'wasi.h': read('wasi.h') };
  const target = ['--target=wasm32-unknown-unknown', '-nostdlib', '-ffreestanding', '-O1', '-Wno-unused-function'];
  const link = ['-Wl,--no-entry', '-Wl,--export-if-defined=_start', '-Wl,--export-if-defined=_initialize'];
  let messages = '';
  const say = (text: Uint8Array | null): void => void (text && (messages += Buffer.from(text).toString()));
  try {
    const made = await runClang(['clang', ...target, ...link, ...flags, `${name}.c`, '-o', 'out.wasm'], files, {
      stderr: say,
      stdout: say,
      // Without, progress goes to this process's output.
      fetchProgress: () => {},
    });
    const output = join(freshFolder(), `${basename(name)}.wasm`);
    writeFileSync(output, made['out.wasm']!);
    return output;
  } catch {
    throw new Error(`clang ${name}.c:\n${messages}`);
  }
}

const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
