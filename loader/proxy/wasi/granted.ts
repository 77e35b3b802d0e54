/**
 * What @wasmer/wasi gives: arguments and environment as it lays them out, and the memory that the files of `/tmp` lie in. The package is
 * loaded when the program first asks for one of them; the build puts a copy of its one file that is used beside this (loader/build/bundle.mjs).
 */
import { HermitError } from '../../../runtime/errors.js';
import type { Call } from '../guest/call.js';
import { PENDING } from '../ring/personality.js';
import { MODULE } from '../../wasi/preview1.js';

export type Package = typeof import('@wasmer/wasi');

let loading: Promise<void> | undefined;
let loaded: Package | undefined;
let failed: Error | undefined;

async function load(): Promise<void> {
  try {
    const found = require('./wasmer.bundle.js') as Package;
    await found.init();
    loaded = found;
  } catch (error) {
    failed = error as Error;
  }
}

/** Answers with `use` once the package is there. */
export function withPackage(call: Call, use: (found: Package) => number): number {
  const { guest } = call;
  if (!loaded && failed === undefined) {
    loading ??= load();
    guest.expected++;
    void loading.then(() => {
      guest.expected--;
      guest.ring();
    });
  }
  const attempt = (): number => {
    if (failed !== undefined) throw new HermitError('HERMIT_EWASI', `@wasmer/wasi cannot be loaded: ${failed.message}`);
    return loaded ? use(loaded) : PENDING;
  };
  const now = attempt();
  return now === PENDING ? call.block({ retry: attempt }) : now;
}

const CALLS = ['args_get', 'args_sizes_get', 'environ_get', 'environ_sizes_get'] as const;
type Asking = Record<(typeof CALLS)[number], (a: number, b: number) => number> & { memory: WebAssembly.Memory };

/** A module that gives on the four calls that it imports, and a memory for their results. */
function askingModule(pages: number): WebAssembly.Module {
  const leb = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...leb(n >>> 7)]);
  const name = (text: string): number[] => [text.length, ...Buffer.from(text)];
  const section = (id: number, contents: number[]): number[] => [id, ...leb(contents.length), ...contents];
  const imports = CALLS.flatMap((call) => [...name(MODULE), ...name(call), 0, 0]);
  const exports = CALLS.flatMap((call, i) => [...name(call), 0, i]);
  const bytes = [
    ...Buffer.from('\0asm\x01\0\0\0'),
    // One type: (i32, i32) -> i32.
    ...section(1, [1, 0x60, 2, 0x7f, 0x7f, 1, 0x7f]),
    ...section(2, [CALLS.length, ...imports]),
    ...section(5, [1, 0, ...leb(pages)]),
    ...section(7, [CALLS.length + 1, ...exports, ...name('memory'), 2, 0]),
  ];
  return new WebAssembly.Module(Uint8Array.from(bytes));
}

/** Pointers to strings take at most 4 bytes for each of the strings' bytes; what holds the results is beside that. */
const ROOM_FOR_RESULTS = 64;

/** Arguments and environment: each one string after the other, with their NULs. */
export function layOut(
  { WASI }: Package,
  args: string[],
  env: Record<string, string>,
): [args: Uint8Array, env: Uint8Array] {
  const bytes = [...args, ...Object.entries(env).flat()].reduce((sum, text) => sum + 3 * text.length + 2, 0);
  const module = askingModule(Math.ceil((5 * bytes + ROOM_FOR_RESULTS) / 65536));
  // The package reads the environment as it reads its own objects: it must be an ordinary one.
  const wasi = new WASI({ args, env: { ...env } });
  const asking = wasi.instantiate(module, {}).exports as unknown as Asking;
  const strings = (sizes: 'args_sizes_get' | 'environ_sizes_get', get: 'args_get' | 'environ_get'): Uint8Array => {
    if (asking[sizes](0, 4) !== 0) throw new HermitError('HERMIT_EWASI', '@wasmer/wasi refuses the arguments');
    const [count, size] = new Uint32Array(asking.memory.buffer, 0, 2) as unknown as [number, number];
    const text = ROOM_FOR_RESULTS + 4 * count;
    asking[get](ROOM_FOR_RESULTS, text);
    return new Uint8Array(asking.memory.buffer, text, size).slice();
  };
  try {
    return [strings('args_sizes_get', 'args_get'), strings('environ_sizes_get', 'environ_get')];
  } finally {
    wasi.free();
  }
}
