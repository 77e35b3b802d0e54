/** C declarations of the functions that an image exports: what its custom section says, which anybody may have written. */
import { printable } from '../../runtime/printable.js';
import type { Signature, ValueType } from './signatures.js';

/** The section's name. Its contents are lines of JSON, one for each object that exports functions. */
export const DECLARATIONS = 'hermit.declarations';

/** Numbers: of so many bits, signed or not; `char` by itself, because pointers to it are texts. */
export const SCALARS = [
  'bool',
  'char',
  'i8',
  'u8',
  'i16',
  'u16',
  'i32',
  'u32',
  'enum',
  'i64',
  'u64',
  'f32',
  'f64',
] as const;
export type Scalar = (typeof SCALARS)[number];

export type Type =
  | Scalar
  | 'void'
  | { to: Type; const?: true }
  | { struct: string }
  | { function: string }
  | { other: string };

export interface Field {
  name: string;
  type: Type;
  /** Offset in bytes. */
  at: number;
  /** Of an array: its elements. */
  count?: number;
}

/** Structures whose layout is not known, or not to be made of an object, are in no table: they are bytes alone. */
export interface Structure {
  size: number;
  align: number;
  fields: Field[];
}

export interface Parameter {
  name: string;
  type: Type;
  /** Elements that an array has at least: a number, or the name of another parameter. */
  count?: number | string;
}

export interface Declaration {
  /** As C has it. */
  c: string;
  result: Type;
  parameters: Parameter[];
  variadic?: true;
}

/** A function by itself: with the structures that it names. */
export interface Declared extends Declaration {
  structs: Readonly<Record<string, Structure>>;
}

/** Longest text of one function, with its structures. */
export const DECLARED_MAX = 16_384;
const PARAMETERS_MAX = 64;
const FIELDS_MAX = 256;
const DEEPEST = 6;
const SIZE_MAX = 2 ** 30;
/** Bytes of a structure: an object that is passed for one takes as many of the host's. */
const STRUCTURE_MAX = 2 ** 20;

class Untrue extends Error {}
const wrong = (): never => {
  throw new Untrue();
};

type Known = Record<string, unknown>;
const object = (value: unknown): Known =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Known) : wrong();
const text = (value: unknown, most = 1024): string =>
  typeof value === 'string' && value.length <= most ? value : wrong();
/** One that messages can show, and objects can have of their own. */
const nameOf = (value: unknown): string => {
  const name = text(value, 256);
  return name === '__proto__' || printable(name) !== name ? wrong() : name;
};
const whole = (value: unknown, most = SIZE_MAX): number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most ? (value as number) : wrong();
const list = (value: unknown, most: number): unknown[] =>
  Array.isArray(value) && value.length <= most ? value : wrong();

function typeOf(value: unknown, depth = 0): Type {
  if (depth > DEEPEST) wrong();
  if (value === 'void' || SCALARS.includes(value as Scalar)) return value as Type;
  const said = object(value);
  if (said['to'] !== undefined)
    return said['const'] === true
      ? { to: typeOf(said['to'], depth + 1), const: true }
      : { to: typeOf(said['to'], depth + 1) };
  if (said['struct'] !== undefined) return { struct: text(said['struct'], 256) };
  if (said['function'] !== undefined) return { function: text(said['function']) };
  return { other: text(said['other']) };
}

function parameterOf(value: unknown): Parameter {
  const said = object(value);
  const parameter = { name: nameOf(said['name']), type: typeOf(said['type']) };
  const { count } = said;
  if (count === undefined) return parameter;
  return { ...parameter, count: typeof count === 'string' ? nameOf(count) : whole(count) };
}

/** Bytes of a value in memory; 0: not known. */
export function sizeOf(type: Type, structs: Declared['structs']): number {
  if (typeof type === 'string') return SIZES[type] ?? 0;
  if ('to' in type || 'function' in type) return 4;
  return 'struct' in type && Object.hasOwn(structs, type.struct) ? structs[type.struct]!.size : 0;
}

const SIZES: Readonly<Record<string, number>> = {
  bool: 1,
  char: 1,
  i8: 1,
  u8: 1,
  i16: 2,
  u16: 2,
  i32: 4,
  u32: 4,
  enum: 4,
  f32: 4,
  i64: 8,
  u64: 8,
  f64: 8,
};

/** Undefined: too large to be made of an object. */
function structureOf(value: unknown): Structure | undefined {
  const said = object(value);
  if (!Array.isArray(said['fields'])) return wrong();
  const size = whole(said['size'], 2 ** 32 - 1);
  if (size > STRUCTURE_MAX || said['fields'].length > FIELDS_MAX) return undefined;
  const fields = said['fields'].map((one): Field => {
    const its = object(one);
    const field = { name: nameOf(its['name']), type: typeOf(its['type']), at: whole(its['at']) };
    return its['count'] === undefined ? field : { ...field, count: whole(its['count']) };
  });
  if (new Set(fields.map(({ name }) => name)).size < fields.length) wrong();
  return { size, align: whole(said['align'], 16), fields };
}

/** Without those that are too large, and those that have one of them in them. */
function structuresOf(said: Known): Record<string, Structure> {
  const structs: Record<string, Structure> = Object.create(null) as Record<string, Structure>;
  const large = new Set<string>();
  for (const [name, one] of Object.entries(said)) {
    const structure = structureOf(one);
    if (structure) structs[text(name, 256)] = structure;
    else large.add(text(name, 256));
  }
  for (let before = -1; before !== large.size;) {
    before = large.size;
    for (const [name, { fields }] of Object.entries(structs))
      if (fields.some(({ type }) => typeof type === 'object' && 'struct' in type && large.has(type.struct))) {
        delete structs[name];
        large.add(name);
      }
  }
  return structs;
}

/**
 * Each field within its structure, aligned, behind the one before, and structures within structures of ones that are smaller: so a structure has no
 * more elements in all than bytes, however deep it is.
 */
function checkLayouts(structs: Record<string, Structure>): void {
  for (const { size, align, fields } of Object.values(structs)) {
    if (size === 0 || ![1, 2, 4, 8].includes(align) || size % align !== 0) wrong();
    let end = 0;
    for (const { type, at, count = 1 } of fields) {
      const each = sizeOf(type, structs);
      if (at < end) wrong();
      end = at + each * count;
      const inner = typeof type === 'object' && 'struct' in type;
      if (each === 0 || at + each * count > size || (inner ? fields.length > 1 && each >= size : at % each !== 0))
        wrong();
      if (inner && each >= size && fields.length === 1) wrong();
    }
  }
}

/** A declaration that a text says, in all its parts; undefined when it says something else. */
export function declaredOf(said: string): Declared | undefined {
  if (said.length > DECLARED_MAX) return undefined;
  try {
    const value = object(JSON.parse(said));
    const structs = structuresOf(object(value['structs']));
    checkLayouts(structs);
    const declared = {
      c: text(value['c'], 4096),
      result: typeOf(value['result']),
      parameters: list(value['parameters'], PARAMETERS_MAX).map(parameterOf),
      structs,
    };
    return value['variadic'] === true ? { ...declared, variadic: true } : declared;
  } catch {
    // Not what a compiler of ours writes: the function is called as one without a declaration.
    return undefined;
  }
}

/** The WebAssembly type that a C type is passed as; undefined where it is another form. */
export function valueType(type: Type): ValueType | undefined {
  if (typeof type === 'object') return 'to' in type || 'function' in type ? 'i32' : undefined;
  if (type === 'void') return undefined;
  if (type === 'i64' || type === 'u64') return 'i64';
  return type === 'f32' || type === 'f64' ? type : 'i32';
}

/** Whether a function of this signature can have been compiled from the declaration. */
export function fits({ parameters, result }: Declaration, signature: Signature): boolean {
  return (
    parameters.length === signature.parameters.length &&
    parameters.every(({ type }, at) => valueType(type) === signature.parameters[at]) &&
    (result === 'void' ? null : valueType(result)) === signature.result
  );
}
