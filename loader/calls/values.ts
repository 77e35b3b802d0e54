/** Values of calls: from JavaScript to C and back. */
import { HermitError } from '../../runtime/errors.js';
import { printable } from '../../runtime/printable.js';
import type { Signature, ValueType } from '../wasm/signatures.js';

/**
 * Arguments of C functions: numbers and bigints by value, arrays in the isle's memory as pointers, strings (copied in), null; if the
 * function's C declaration is known, also booleans, and objects for pointers to structures.
 */
export type CallArgument =
  | number
  | bigint
  | string
  | boolean
  | null
  | NodeJS.TypedArray
  | DataView
  | Readonly<Record<string, unknown>>
  | readonly Readonly<Record<string, unknown>>[];
/** Results: i64 as bigint, other numbers as number, `_Bool` as boolean if declared, undefined for void. */
export type CallResult = number | bigint | string | boolean | undefined;

/** Views of a memory by the type of value. */
export class Frames {
  private readonly i32: Int32Array;
  private readonly i64: BigInt64Array;
  private readonly f32: Float32Array;
  private readonly f64: Float64Array;

  constructor(buffer: ArrayBufferLike) {
    this.i32 = new Int32Array(buffer);
    this.i64 = new BigInt64Array(buffer);
    this.f32 = new Float32Array(buffer);
    this.f64 = new Float64Array(buffer);
  }

  set(type: ValueType, address: number, value: number | bigint): void {
    if (type === 'i32') this.i32[address >>> 2] = value as number;
    else if (type === 'i64') this.i64[address >>> 3] = value as bigint;
    else if (type === 'f32') this.f32[address >>> 2] = value as number;
    else this.f64[address >>> 3] = value as number;
  }

  get(type: ValueType, address: number): number | bigint {
    if (type === 'i32') return this.i32[address >>> 2]!;
    if (type === 'i64') return this.i64[address >>> 3]!;
    return type === 'f32' ? this.f32[address >>> 2]! : this.f64[address >>> 3]!;
  }
}

export const isView = (value: unknown): value is NodeJS.TypedArray | DataView => ArrayBuffer.isView(value);

/** A value in a message. */
export const told = (value: unknown): string => {
  if (typeof value === 'string')
    return `the string ${JSON.stringify(value.length > 20 ? `${value.slice(0, 20)}…` : value)}`;
  if (typeof value === 'bigint') return `${value}n`;
  if (isView(value)) return `a ${value.constructor.name}`;
  if (Array.isArray(value)) return 'an array';
  return value !== null && typeof value === 'object' ? 'an object' : String(value);
};

const EXPECTED: Record<ValueType, string> = {
  i32: 'a whole number from -2147483648 to 4294967295, an array in the memory of the isle, a string or null',
  i64: 'a bigint of 64 bits',
  f32: 'a number',
  f64: 'a number',
};

/** Where a value stands, in words: only a message needs it. */
type Where = () => string;

const wrong = (where: Where, type: ValueType, value: unknown): never => {
  throw new HermitError('HERMIT_EARGUMENT', `${where()}: expected ${EXPECTED[type]} (C: ${type}), got ${told(value)}`);
};

/** Throws unless a number or bigint can be passed as this type. */
export function checkNumber(where: Where, type: ValueType, value: unknown): number | bigint {
  if (type === 'i64') {
    const fits =
      typeof value === 'bigint' && (BigInt.asIntN(64, value) === value || BigInt.asUintN(64, value) === value);
    return fits ? value : wrong(where, type, value);
  }
  if (typeof value !== 'number') return wrong(where, type, value);
  if (type === 'i32' && value !== (value | 0) && value !== value >>> 0) return wrong(where, type, value);
  return value;
}

/** The bytes of a string with the zero at its end. */
export function textBytes(where: Where, text: string): Buffer {
  if (text.includes('\0'))
    throw new HermitError('HERMIT_EARGUMENT', `${where()}: a string for C cannot contain a zero character`);
  return Buffer.from(`${text}\0`);
}

/** Longest `timeLimit` (ms): a timer of Node's cannot wait longer. */
const TIME_MAX = 2 ** 31 - 1;

/** Throws unless a call of this function can have these options. */
export function checkOptions(
  name: string,
  { timeLimit, returns, copy }: { timeLimit?: number | undefined; returns?: string | undefined; copy?: unknown },
  { result }: Signature,
): void {
  if (timeLimit !== undefined && timeLimit !== Infinity && !(timeLimit > 0 && timeLimit <= TIME_MAX))
    throw new HermitError(
      'HERMIT_EINVAL',
      `${printable(name)}: timeLimit: expected milliseconds from 1 to ${TIME_MAX}, got ${timeLimit}`,
    );
  if (copy !== undefined && typeof copy !== 'boolean')
    throw new HermitError('HERMIT_EINVAL', `${printable(name)}: copy: expected true or false, got ${told(copy)}`);
  if (returns !== undefined && (returns !== 'string' || result !== 'i32'))
    throw new HermitError(
      'HERMIT_EINVAL',
      `${printable(name)}: returns: expected 'string' for a function that returns a pointer, got ${returns}`,
    );
}
