/** Structures of C as objects: each field checked and written into bytes, and read from them. */
import { HermitError } from '../../runtime/errors.js';
import { type Declared, type Field, type Scalar, type Structure, sizeOf } from '../wasm/declared.js';
import { arrayName, scalarRule } from './rules.js';
import { told } from './values.js';

type Known = Record<string, unknown>;
type Structs = Declared['structs'];

const WRITE: Readonly<Record<Scalar, (view: DataView, at: number, value: never) => void>> = {
  bool: (view, at, value) => view.setUint8(at, Number(value)),
  char: (view, at, value) => view.setInt8(at, value),
  i8: (view, at, value) => view.setInt8(at, value),
  u8: (view, at, value) => view.setUint8(at, value),
  i16: (view, at, value) => view.setInt16(at, value, true),
  u16: (view, at, value) => view.setUint16(at, value, true),
  i32: (view, at, value) => view.setInt32(at, value, true),
  u32: (view, at, value) => view.setUint32(at, value, true),
  enum: (view, at, value) => view.setInt32(at, value, true),
  i64: (view, at, value) => view.setBigInt64(at, value, true),
  u64: (view, at, value) => view.setBigUint64(at, value, true),
  f32: (view, at, value) => view.setFloat32(at, value, true),
  f64: (view, at, value) => view.setFloat64(at, value, true),
};

const READ: Readonly<Record<Scalar, (view: DataView, at: number) => number | bigint | boolean>> = {
  bool: (view, at) => view.getUint8(at) !== 0,
  char: (view, at) => view.getInt8(at),
  i8: (view, at) => view.getInt8(at),
  u8: (view, at) => view.getUint8(at),
  i16: (view, at) => view.getInt16(at, true),
  u16: (view, at) => view.getUint16(at, true),
  i32: (view, at) => view.getInt32(at, true),
  u32: (view, at) => view.getUint32(at, true),
  enum: (view, at) => view.getInt32(at, true),
  i64: (view, at) => view.getBigInt64(at, true),
  u64: (view, at) => view.getBigUint64(at, true),
  f32: (view, at) => view.getFloat32(at, true),
  f64: (view, at) => view.getFloat64(at, true),
};

const wrong = (where: string, expected: string, value: unknown): never => {
  throw new HermitError('HERMIT_EARGUMENT', `${where}: expected ${expected}, got ${told(value)}`);
};

const isList = (value: unknown): value is ArrayLike<unknown> => Array.isArray(value) || arrayName(value) !== undefined;

/** Objects that are passed as structures: none that have another meaning. */
export const isPlain = (value: unknown): value is Known =>
  typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer);

/** @throws HermitError HERMIT_EARGUMENT that names the field. */
export function writeStructure(
  view: DataView,
  at: number,
  of: Structure,
  value: unknown,
  where: string,
  structs: Structs,
): void {
  if (!isPlain(value) || Array.isArray(value)) return wrong(where, 'an object', value);
  for (const name of Object.keys(value))
    if (!of.fields.some((field) => field.name === name))
      wrong(where, `only the fields ${of.fields.map((field) => field.name).join(', ')}`, name);
  for (const field of of.fields)
    writeField(view, at + field.at, field, value[field.name], `${where}.${field.name}`, structs);
}

function writeField(view: DataView, at: number, field: Field, value: unknown, where: string, structs: Structs): void {
  const { count, type } = field;
  if (count === undefined) return writeOne(view, at, field, value, where, structs);
  if (type === 'char' && typeof value === 'string') {
    const bytes = Buffer.from(value);
    if (bytes.length > count || value.includes('\0')) wrong(where, `a text of at most ${count} bytes`, value);
    for (let i = 0; i < count; i++) view.setUint8(at + i, bytes[i] ?? 0);
    return;
  }
  if (!isList(value) || value.length !== count) return wrong(where, `${count} elements`, value);
  const size = sizeOf(type, structs);
  for (let i = 0; i < count; i++) writeOne(view, at + i * size, field, value[i], `${where}[${i}]`, structs);
}

function writeOne(view: DataView, at: number, { type }: Field, value: unknown, where: string, structs: Structs): void {
  if (typeof type === 'string' && type !== 'void') {
    const { holds, expected } = scalarRule(type);
    if (!holds(value, [])) wrong(where, expected, value);
    return WRITE[type](view, at, value as never);
  }
  if (typeof type === 'object' && 'struct' in type && Object.hasOwn(structs, type.struct))
    return writeStructure(view, at, structs[type.struct]!, value, where, structs);
  const isAddress =
    value === null || (Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32);
  if (!isAddress) wrong(where, 'an address in the isle as a number, or null', value);
  view.setUint32(at, Number(value), true);
}

/** Gives an object the values that its structure has: lists keep their identity. */
export function readStructure(view: DataView, at: number, of: Structure, into: Known, structs: Structs): void {
  for (const field of of.fields) {
    const { name, type, count } = field;
    if (count === undefined) into[name] = readOne(view, at + field.at, field, into[name], structs);
    else if (type === 'char' && typeof into[name] === 'string') into[name] = textAt(view, at + field.at, count);
    else {
      const list = into[name] as unknown[];
      const size = sizeOf(type, structs);
      for (let i = 0; i < count; i++) list[i] = readOne(view, at + field.at + i * size, field, list[i], structs);
    }
  }
}

function readOne(view: DataView, at: number, { type }: Field, old: unknown, structs: Structs): unknown {
  if (typeof type === 'string' && type !== 'void') return READ[type](view, at);
  if (typeof type === 'object' && 'struct' in type && Object.hasOwn(structs, type.struct)) {
    readStructure(view, at, structs[type.struct]!, old as Known, structs);
    return old;
  }
  return view.getUint32(at, true) || null;
}

/** `view` is of bytes that nobody else writes. */
function textAt(view: DataView, at: number, most: number): string {
  const bytes = Buffer.from(view.buffer, view.byteOffset + at, most);
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? most : end);
}
