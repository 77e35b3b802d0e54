// Names of functions: from the custom section `name`, which linkers write unless asked to strip.
import { readableText } from '../../runtime/printable.js';
import type { Cursor } from './cursor.js';
import type { ModuleReader } from './reader.js';

const FUNCTION_NAMES = 1;

/** Ends the names of the kernel's own functions and variables, so that no program's name can be equal (see sysroot/private-names.ts). */
export const PRIVATE_SUFFIX = '@hermit';

/** Bytes of a name that are read. What is longer is cut: the format has no limit, and names are for people. */
const NAME_MAX = 1024;

/** The library's names of C++ as programs write them. */
const LONG_NAMES: readonly (readonly [long: string, short: string])[] = [
  ['[abi:ne190107]', ''],
  ['std::__1::', 'std::'],
  ['std::basic_string<char, std::char_traits<char>, std::allocator<char>>', 'std::string'],
  ['std::basic_string_view<char, std::char_traits<char>>', 'std::string_view'],
];

const shortened = (name: string): string =>
  name.includes('std::__1::') ? LONG_NAMES.reduce((text, [long, short]) => text.replaceAll(long, short), name) : name;

/**
 * Names by function number, as in the source; empty for a stripped module. Names are decoration, so a broken section gives the names before the
 * break instead of an error, as engines do. `wanted`: those that are asked for.
 */
export function functionNames(module: ModuleReader, wanted?: ReadonlySet<number>): Map<number, string> {
  const names = new Map<number, string>();
  const section = module.section('custom', 'name');
  if (!section) return names;
  try {
    const cursor = module.open(section);
    while (!cursor.done) {
      const kind = cursor.u8();
      const part = cursor.sub(cursor.leb32());
      if (kind === FUNCTION_NAMES) readNames(part, names, wanted);
    }
  } catch {
    // Keep what was read.
  }
  return names;
}

function readNames(cursor: Cursor, names: Map<number, string>, wanted: ReadonlySet<number> | undefined): void {
  for (let left = cursor.leb32(); left > 0; left--) {
    const index = cursor.leb32();
    const length = cursor.leb32();
    const start = cursor.skip(length);
    if (wanted && !wanted.has(index)) continue;
    const text = readableText(cursor.bytes.subarray(start, start + Math.min(length, NAME_MAX)));
    const whole = shortened(text.replace(PRIVATE_SUFFIX, ''));
    names.set(index, length > NAME_MAX ? `${whole}…` : whole);
  }
}

/** The numbers of the functions whose bodies begin at these offsets. */
export function functionsAt(module: ModuleReader, bodies: ReadonlySet<number>): Map<number, number> {
  const found = new Map<number, number>();
  const section = module.section('code');
  if (!section) return found;
  try {
    let index = module.imports().filter(({ kind }) => kind === 'function').length;
    const cursor = module.open(section);
    for (let left = cursor.leb32(); left > 0; left--, index++) {
      const body = cursor.skip(cursor.leb32());
      if (bodies.has(body)) found.set(body, index);
    }
  } catch {
    // An engine has run it, so it can be read.
  }
  return found;
}
