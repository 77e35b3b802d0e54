// Names of functions: from the custom section `name`, which linkers write unless asked to strip.
import type { Cursor } from './cursor.js';
import type { ModuleReader } from './reader.js';

const FUNCTION_NAMES = 1;

/** Ends the names of the kernel's own functions and variables, so that no program's name can be equal (see sysroot/private-names.ts). */
export const PRIVATE_SUFFIX = '@hermit';

/**
 * Names by function number, as in the source; empty for a stripped module. Names are decoration, so a broken section gives the names before the
 * break instead of an error, as engines do.
 */
export function functionNames(module: ModuleReader): Map<number, string> {
  const names = new Map<number, string>();
  const section = module.section('custom', 'name');
  if (!section) return names;
  try {
    const cursor = module.open(section);
    while (!cursor.done) {
      const kind = cursor.u8();
      const part = cursor.sub(cursor.leb32());
      if (kind === FUNCTION_NAMES) readNames(part, names);
    }
  } catch {
    // Keep what was read.
  }
  return names;
}

function readNames(cursor: Cursor, names: Map<number, string>): void {
  for (let left = cursor.leb32(); left > 0; left--) {
    const index = cursor.leb32();
    names.set(index, cursor.name().replace(PRIVATE_SUFFIX, ''));
  }
}
