// Which library each function of an image came from. Images do not say, so functions are looked up by name and size in the
// libraries that images are linked with; what is in none of them is the program's own.
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { archiveMembers, unpacked } from './archive.js';
import { PRIVATE_SUFFIX } from './names.js';
import { definedFunctions } from './symbols.js';

export type Attribution = (name: string, size: number) => string;

/** Made by the linker itself. */
const FROM_LINKER = /^__wasm_(call_ctors|init_memory|init_tls|apply_\w+)$/;

/** Reads the libraries of a folder (archives and objects). A folder that is not there gives an attribution that knows none. */
export function readLibraries(folder: string): Attribution {
  const owners = new Map<string, string>();
  for (const file of listed(folder)) {
    const bytes = readFileSync(join(folder, file));
    const objects = extname(file) === '.a' ? [...archiveMembers(unpacked(bytes))].map((m) => m.data) : [bytes];
    for (const object of objects) {
      for (const { name: symbol, size } of attempt(() => definedFunctions(object)) ?? []) {
        // Images have the kernel's own names without their suffix.
        const name = symbol.endsWith(PRIVATE_SUFFIX) ? symbol.slice(0, -PRIVATE_SUFFIX.length) : symbol;
        if (!owners.has(key(name, size))) owners.set(key(name, size), file);
      }
    }
  }
  return (name, size) => owners.get(key(name, size)) ?? (FROM_LINKER.test(name) ? 'linker' : 'program');
}

const key = (name: string, size: number): string => `${size} ${name}`;

function listed(folder: string): string[] {
  return (attempt(() => readdirSync(folder)) ?? []).filter((file) => ['.a', '.o'].includes(extname(file))).sort();
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
