/** The C declarations that an image brings: bounded, because anybody may have written them, and not there when they are no such. */
import { type Declared, DECLARATIONS, DECLARED_MAX, declaredOf, type Structure, type Type } from './declared.js';
import { unshared } from '../../runtime/shared-bytes.js';
import { ModuleReader } from './reader.js';

/** What the compiler exports of an image without a main, as in WASI: it is there for calls. */
export const INITIALIZE = '_initialize';

/** Bytes of the section. */
const SECTION_MAX = 1 << 20;
/** Structures that one function may name, with those that they name. */
const STRUCTS_MAX = 64;
/** Characters of all texts together: each brings its structures along. */
const TEXTS_MAX = 4 << 20;

/** For each exported function that has one, its declaration as a text for declaredOf. Never throws. */
export function readDeclarations(image: Uint8Array): Map<string, string> {
  const found = new Map<string, string>();
  try {
    const module = new ModuleReader(image);
    const section = module.section('custom', DECLARATIONS);
    if (!section || section.size > SECTION_MAX) return found;
    const bytes = unshared(image.subarray(section.offset, section.offset + section.size));
    const budget = { left: TEXTS_MAX };
    for (const line of Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString().split('\n'))
      if (line !== '') readLine(line, found, budget);
  } catch {
    // What is no such section says nothing.
  }
  return found;
}

function readLine(line: string, found: Map<string, string>, budget: { left: number }): void {
  const { functions, structs } = JSON.parse(line) as {
    functions: Record<string, Declared>;
    structs: Record<string, Structure>;
  };
  for (const [name, declaration] of Object.entries(functions)) {
    if (found.has(name) || name === INITIALIZE) continue;
    const text = textOf(declaration, structs, budget);
    if (budget.left < 0) return;
    if (text.length <= DECLARED_MAX && declaredOf(text)) found.set(name, text);
  }
}

/** Where it names more structures than a text may have, these are bytes alone, and all else of it is checked. */
function textOf(declaration: Declared, structs: Record<string, Structure>, budget: { left: number }): string {
  const used: Record<string, Structure> = {};
  for (const type of [declaration.result, ...declaration.parameters.map(({ type }) => type)]) use(type, structs, used);
  const text = JSON.stringify({ ...declaration, structs: used });
  budget.left -= text.length;
  const fits = Object.keys(used).length <= STRUCTS_MAX && text.length <= DECLARED_MAX;
  return fits ? text : JSON.stringify({ ...declaration, structs: {} });
}

/** Adds the structures that a type names, and that those name. */
function use(type: Type, structs: Record<string, Structure>, used: Record<string, Structure>): void {
  if (typeof type !== 'object' || type === null) return;
  if ('to' in type) return use(type.to, structs, used);
  if (!('struct' in type) || !Object.hasOwn(structs, type.struct) || Object.hasOwn(used, type.struct)) return;
  if (Object.keys(used).length > STRUCTS_MAX) return;
  used[type.struct] = structs[type.struct]!;
  for (const field of structs[type.struct]!.fields) use(field.type, structs, used);
}
