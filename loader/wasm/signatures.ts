/** What the functions that a module exports take and return. */
import { CALL_SLOT_ARGUMENTS_MAX } from '../../runtime/generated/layout.js';
import { ModuleReader } from './reader.js';

/** Types of values in the format, by their bytes; those that calls from outside cannot pass have no name here. */
const VALUE_TYPES = { 0x7f: 'i32', 0x7e: 'i64', 0x7d: 'f32', 0x7c: 'f64' } as const;
export type ValueType = (typeof VALUE_TYPES)[keyof typeof VALUE_TYPES];

export interface Signature {
  parameters: ValueType[];
  result: ValueType | null;
}

/** Exports of the kernel's own. */
const KERNELS = /^(hermit_|__)/;
const FUNCTION_TYPE = 0x60;

/**
 * The functions of a module's own that it exports, those of the kernel left out, in the order of the export section; undefined for
 * those with more parameters or other types than calls can pass.
 */
export function exportedFunctions(image: Uint8Array): Map<string, Signature | undefined> {
  const module = new ModuleReader(image);
  const types = readTypes(module);
  const section = module.section('function');
  const defined: number[] = [];
  if (section) {
    const cursor = module.open(section);
    for (let left = cursor.leb32(); left > 0; left--) defined.push(cursor.leb32());
  }
  const imported = module.imports().filter(({ kind }) => kind === 'function').length;
  const found = new Map<string, Signature | undefined>();
  for (const { name, kind, index } of module.exports()) {
    const type = kind === 'function' && !KERNELS.test(name) ? defined[index - imported] : undefined;
    if (type !== undefined) found.set(name, types[type]);
  }
  return found;
}

function readTypes(module: ModuleReader): (Signature | undefined)[] {
  const section = module.section('type');
  if (!section) return [];
  const cursor = module.open(section);
  const types: (Signature | undefined)[] = [];
  const values = (): (ValueType | undefined)[] => {
    const found: (ValueType | undefined)[] = [];
    // A count that lies meets the section's end before it fills a list.
    for (let left = cursor.leb32(); left > 0; left--) found.push(VALUE_TYPES[cursor.u8() as 0x7f]);
    return found;
  };
  for (let left = cursor.leb32(); left > 0; left--) {
    // Images are compiled from C: other forms of types (of garbage collected objects) end the list, and what uses them cannot be called.
    if (cursor.u8() !== FUNCTION_TYPE) break;
    const parameters = values();
    const results = values();
    const passed = !parameters.includes(undefined) && parameters.length <= CALL_SLOT_ARGUMENTS_MAX;
    const known = passed && !results.includes(undefined) && results.length <= 1;
    types.push(known ? { parameters: parameters as ValueType[], result: results[0] ?? null } : undefined);
  }
  return types;
}
