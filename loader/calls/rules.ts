/** What the C declaration of a function lets pass as its arguments: made once for a function, and asked before each call. */
import { IMAGE_BASE } from '../../runtime/generated/layout.js';
import { type Declared, type Parameter, type Scalar, sizeOf, type Structure, type Type } from '../wasm/declared.js';

export interface Rule {
  /** In words, behind "expected". */
  expected: string;
  /** The type as C has it, with the parameter's name. */
  c: string;
  /** Whether a value can be passed; `args` are all of the call. */
  holds(value: unknown, args: readonly unknown[]): boolean;
  /** The structure that it points to: an object can be passed, which is copied. */
  structure?: Structure | undefined;
  /** What it lets pass is what a slot takes. */
  plain?: boolean;
  /** What is copied in is not copied back. */
  constant: boolean;
}

/** A typed array's own name, of any realm; undefined for anything else. It cannot be made up. */
const tagOf = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype) as object,
  Symbol.toStringTag,
)!.get! as () => string | undefined;
export const arrayName = (value: unknown): string | undefined => tagOf.call(value);

const whole =
  (least: number, most: number) =>
  (value: unknown): boolean =>
    typeof value === 'number' && value >= least && value <= most && Number.isInteger(value);
const big =
  (least: bigint, most: bigint) =>
  (value: unknown): boolean =>
    typeof value === 'bigint' && value >= least && value <= most;

interface Kind {
  c: string;
  expected: string;
  holds(value: unknown): boolean;
  /** Arrays of such elements. */
  arrays: readonly string[];
}

const numbers = (c: string, bits: number, signed: boolean, arrays: readonly string[]): Kind => {
  const least = signed ? -(2 ** (bits - 1)) : 0;
  const most = 2 ** (signed ? bits - 1 : bits) - 1;
  return { c, expected: `a whole number from ${least} to ${most}`, holds: whole(least, most), arrays };
};
const FLOAT = { expected: 'a number', holds: (value: unknown) => typeof value === 'number' };

const KINDS: Readonly<Record<Scalar, Kind>> = {
  bool: {
    c: '_Bool',
    expected: 'true, false, 1 or 0',
    holds: (value) => typeof value === 'boolean' || value === 0 || value === 1,
    arrays: ['Uint8Array'],
  },
  char: {
    c: 'char',
    expected: 'a whole number from -128 to 255',
    holds: whole(-128, 255),
    arrays: ['Uint8Array', 'Int8Array', 'Uint8ClampedArray'],
  },
  i8: numbers('signed char', 8, true, ['Int8Array']),
  u8: numbers('unsigned char', 8, false, ['Uint8Array', 'Uint8ClampedArray']),
  i16: numbers('short', 16, true, ['Int16Array']),
  u16: numbers('unsigned short', 16, false, ['Uint16Array']),
  i32: numbers('int', 32, true, ['Int32Array']),
  u32: numbers('unsigned int', 32, false, ['Uint32Array']),
  enum: {
    c: 'enum',
    expected: `a whole number from ${-(2 ** 31)} to ${2 ** 32 - 1}`,
    holds: whole(-(2 ** 31), 2 ** 32 - 1),
    arrays: ['Int32Array', 'Uint32Array'],
  },
  i64: {
    c: 'long long',
    expected: `a bigint from ${-(2n ** 63n)}n to ${2n ** 63n - 1n}n`,
    holds: big(-(2n ** 63n), 2n ** 63n - 1n),
    arrays: ['BigInt64Array'],
  },
  u64: {
    c: 'unsigned long long',
    expected: `a bigint from 0n to ${2n ** 64n - 1n}n`,
    holds: big(0n, 2n ** 64n - 1n),
    arrays: ['BigUint64Array'],
  },
  f32: { ...FLOAT, c: 'float', arrays: ['Float32Array'] },
  f64: { ...FLOAT, c: 'double', arrays: ['Float64Array'] },
};
const POINTERS = ['Uint32Array', 'Int32Array'];
/** Memory whose elements have no type of JavaScript's. */
const BYTES = ['Uint8Array', 'DataView'];

/** What a number of C takes. */
export const scalarRule = (type: Scalar): Pick<Rule, 'expected' | 'holds'> => KINDS[type];
export const arraysOf = (type: Scalar): readonly string[] => KINDS[type].arrays;

/** A type as C writes it. */
export function cName(type: Type): string {
  if (type === 'void') return 'void';
  if (typeof type === 'string') return KINDS[type].c;
  if ('struct' in type) return /[ (]/.test(type.struct) ? type.struct : `struct ${type.struct}`;
  if ('function' in type) return type.function;
  if ('other' in type) return type.other;
  const to = cName(type.to);
  return `${type.const ? 'const ' : ''}${to}${to.endsWith('*') ? '' : ' '}*`;
}

/** The one type of all that a structure consists of: `{ double x, y; }` is an array of doubles, too. */
export function onlyScalar(of: Structure, structs: Declared['structs'], depth = 0): Scalar | undefined {
  let found: Scalar | undefined;
  for (const { type } of of.fields) {
    const inner = typeof type === 'object' && 'struct' in type ? structs[type.struct] : undefined;
    const one = inner && depth < 8 ? onlyScalar(inner, structs, depth + 1) : type;
    if (typeof one !== 'string' || one === 'void' || (found !== undefined && found !== one)) return undefined;
    found = one;
  }
  return found;
}

interface Pointee {
  arrays: readonly string[];
  /** Bytes of an element; 0: of any size. */
  size: number;
  structure?: Structure | undefined;
}

function pointee(to: Type, structs: Declared['structs']): Pointee | undefined {
  const size = sizeOf(to, structs);
  if (to === 'void') return undefined;
  if (typeof to === 'string') return { arrays: KINDS[to].arrays, size };
  if ('to' in to || 'function' in to) return { arrays: POINTERS, size };
  const structure = 'struct' in to && Object.hasOwn(structs, to.struct) ? structs[to.struct] : undefined;
  const alike = structure && onlyScalar(structure, structs);
  return { arrays: alike ? [...new Set([...BYTES, ...KINDS[alike].arrays])] : BYTES, size, structure };
}

const isArray = (value: unknown): value is NodeJS.TypedArray | DataView => ArrayBuffer.isView(value);

/** Elements that a call has to bring, by its other arguments. */
type Least = ((args: readonly unknown[]) => number) | undefined;

function least({ count }: Parameter, parameters: readonly Parameter[]): Least {
  if (typeof count === 'number') return () => count;
  const at = parameters.findIndex(({ name }) => name === count && count !== undefined);
  if (at < 0) return undefined;
  return (args) => Number(args[at]);
}

function pointerRule(
  { to, const: constant }: { to: Type; const?: true },
  parameter: Parameter,
  { structs, parameters }: Declared,
  memory: number,
): Pick<Rule, 'expected' | 'holds' | 'structure'> {
  const its = pointee(to, structs);
  const needed = least(parameter, parameters);
  const size = its?.size ?? 1;
  const step = its?.structure?.align ?? (size || 1);
  const text = constant === true && (to === 'char' || to === 'void');
  const names = its?.arrays;
  const [first = '', second = ''] = names ?? [];
  const structure = its?.structure;
  const holds = (value: unknown, args: readonly unknown[]): boolean => {
    if (value === null) return true;
    if (typeof value === 'number')
      // What lies below is no data of a program's: a small number is a mistake.
      return (
        value >= -(2 ** 31) &&
        value >>> 0 >= IMAGE_BASE &&
        value >>> 0 < memory &&
        (value >>> 0) % step === 0 &&
        Number.isInteger(value) &&
        value < 2 ** 32
      );
    if (typeof value === 'string')
      return text && (needed === undefined || Buffer.byteLength(value) + 1 >= needed(args));
    const name = tagOf.call(value) ?? (isArray(value) ? 'DataView' : undefined);
    if (name === undefined) return false;
    if (names !== undefined && name !== first && name !== second && !names.includes(name)) return false;
    // Reading the length of shared memory takes longer than all else here.
    if (structure !== undefined && (value as DataView).byteLength % size !== 0) return false;
    return needed === undefined || (value as DataView).byteLength >= needed(args) * size;
  };
  return { expected: pointerWords(names, text, parameter, size, its?.structure), holds, structure: its?.structure };
}

function pointerWords(
  names: readonly string[] | undefined,
  text: boolean,
  { count }: Parameter,
  size: number,
  structure: Structure | undefined,
): string {
  const kinds =
    names === undefined
      ? 'a typed array'
      : `${/^[AEIOU]/.test(names[0]!) && !names[0]!.startsWith('U') ? 'an' : 'a'} ${names.join(' or ')}`;
  const long = count === undefined ? '' : ` of at least ${count} elements`;
  const whole = structure ? ` of whole structures (${size} bytes each)` : '';
  return `${structure ? 'an object, or ' : ''}${kinds}${long}${whole} in the memory of the isle, ${text ? 'a string, ' : ''}an address in it, or null`;
}

/** Undefined where nothing is known of the type. */
function ruleOf(parameter: Parameter, declared: Declared, memory: number): Rule | undefined {
  const { type, name } = parameter;
  const c = name === '' ? cName(type) : `${cName(type)}${cName(type).endsWith('*') ? '' : ' '}${name}`;
  if (typeof type === 'string' && type !== 'void') {
    const { expected, holds } = KINDS[type];
    return { expected, holds, c, constant: true, plain: type !== 'bool' };
  }
  if (typeof type !== 'object') return undefined;
  if ('to' in type) return { ...pointerRule(type, parameter, declared, memory), c, constant: type.const === true };
  if (!('function' in type)) return undefined;
  return {
    expected: 'null, or the number of a C function that the isle gave: a function of JavaScript cannot be called by C',
    // Indices of the table of functions.
    holds: (value) => value === null || whole(0, 2 ** 31 - 1)(value),
    c,
    constant: true,
  };
}

export interface Rules {
  parameters: readonly (Rule | undefined)[];
  /** A result in the type's own range; undefined: as it comes. */
  result: ((value: number | bigint) => number | bigint | boolean) | undefined;
}

const RESULTS: Partial<Record<Scalar, Rules['result']>> = {
  bool: (value) => value !== 0,
  u8: (value) => (value as number) & 0xff,
  i8: (value) => ((value as number) << 24) >> 24,
  char: (value) => ((value as number) << 24) >> 24,
  u16: (value) => (value as number) & 0xffff,
  i16: (value) => ((value as number) << 16) >> 16,
  u32: (value) => (value as number) >>> 0,
  u64: (value) => BigInt.asUintN(64, value as bigint),
};

/** `memory`: bytes of the isle. */
export function rulesOf(declared: Declared, memory: number): Rules {
  const { parameters, result } = declared;
  return {
    parameters: parameters.map((parameter) => ruleOf(parameter, declared, memory)),
    result: typeof result === 'object' ? ('to' in result ? RESULTS.u32 : undefined) : RESULTS[result as Scalar],
  };
}
