// Functions that an object file defines: the custom section `linking`, as WebAssembly's tool conventions describe it.
import type { Cursor } from './cursor.js';
import { ModuleReader } from './reader.js';

export interface DefinedFunction {
  name: string;
  /** Bytes of its body: linking changes the numbers in it, but not their length. */
  size: number;
  /** Other objects can name it: it is not static. */
  global: boolean;
}

const SYMBOL_TABLE = 8;
const LOCAL = 0x02;
const UNDEFINED = 0x10;
const EXPLICIT_NAME = 0x40;
const FUNCTION = 0;
const DATA = 1;
const SECTION = 3;

/** The functions of an object, static ones too. Throws HERMIT_EIMAGE on what is no object. */
export function definedFunctions(object: Uint8Array): DefinedFunction[] {
  const module = new ModuleReader(object);
  const sizes = new Map(module.functions().map((f) => [f.index, f.size]));
  const section = module.section('custom', 'linking');
  if (!section) return [];
  const cursor = module.open(section);
  cursor.leb32(); // version
  const functions: DefinedFunction[] = [];
  while (!cursor.done) {
    const kind = cursor.u8();
    const part = cursor.sub(cursor.leb32());
    if (kind !== SYMBOL_TABLE) continue;
    for (let left = part.leb32(); left > 0; left--) {
      const symbol = readSymbol(part);
      const size = symbol && sizes.get(symbol.index);
      if (size !== undefined) functions.push({ name: symbol!.name, size, global: symbol!.global });
    }
  }
  return functions;
}

/** One symbol; undefined unless it is a function defined here. */
function readSymbol(cursor: Cursor): { name: string; index: number; global: boolean } | undefined {
  const kind = cursor.u8();
  const flags = cursor.leb32();
  const isDefined = (flags & UNDEFINED) === 0;
  if (kind === SECTION) {
    cursor.leb32();
  } else if (kind === DATA) {
    cursor.name();
    if (isDefined) for (let i = 0; i < 3; i++) cursor.leb32();
  } else {
    const index = cursor.leb32();
    const name = isDefined || flags & EXPLICIT_NAME ? cursor.name() : '';
    if (kind === FUNCTION && isDefined) return { name, index, global: (flags & LOCAL) === 0 };
  }
  return undefined;
}
