/** The instructions of function bodies: where each ends, and what it does to the stack of values. */
import { readLeb } from './binary';

export interface Instruction {
  start: number;
  end: number;
  /** Opcode; of those with a prefix byte, PREFIX and the number behind it. */
  op: number;
  /** Of a load or store: where its offset's bytes begin. They are the last, but for the number of a lane. */
  offset: number;
  /** Values taken and given; undefined: not told, the stack is as unknown afterwards as after a jump. */
  takes: number | undefined;
  gives: number;
}

/** Of numeric operations, vectors and atomics. */
export const enum Prefix {
  NUMERIC = 0xfc00,
  VECTOR = 0xfd0000,
  ATOMIC = 0xfe00,
}

export const enum Op {
  NOP = 0x01,
  END = 0x0b,
  CALL = 0x10,
  CALL_INDIRECT = 0x11,
  RETURN_CALL = 0x12,
  RETURN_CALL_INDIRECT = 0x13,
  DROP = 0x1a,
  LOCAL_GET = 0x20,
  I32_CONST = 0x41,
  I64_CONST = 0x42,
  F32_CONST = 0x43,
  F64_CONST = 0x44,
  I32_ADD = 0x6a,
}

type Row = readonly [first: number, last: number, takes: number, gives: number];

/** By ranges of opcodes, in order. What is not here is control, calls, or too rare to matter. */
const plain: readonly Row[] = [
  [0x1a, 0x1a, 1, 0], // drop
  [0x1b, 0x1c, 3, 1], // select
  [0x20, 0x20, 0, 1], // local.get
  [0x21, 0x21, 1, 0],
  [0x22, 0x22, 1, 1], // local.tee
  [0x23, 0x23, 0, 1], // global.get
  [0x24, 0x24, 1, 0],
  [0x28, 0x35, 1, 1], // loads
  [0x36, 0x3e, 2, 0], // stores
  [0x41, 0x44, 0, 1], // constants
  [0x45, 0x45, 1, 1], // i32.eqz
  [0x46, 0x4f, 2, 1],
  [0x50, 0x50, 1, 1], // i64.eqz
  [0x51, 0x66, 2, 1],
  [0x67, 0x69, 1, 1], // i32.clz, ctz, popcnt
  [0x6a, 0x78, 2, 1],
  [0x79, 0x7b, 1, 1],
  [0x7c, 0x8a, 2, 1],
  [0x8b, 0x91, 1, 1], // f32.abs to sqrt
  [0x92, 0x98, 2, 1],
  [0x99, 0x9f, 1, 1],
  [0xa0, 0xa6, 2, 1],
  [0xa7, 0xc4, 1, 1], // conversions
  [Prefix.NUMERIC, Prefix.NUMERIC + 7, 1, 1],
];

const binary = (first: number, last: number): Row => [Prefix.VECTOR + first, Prefix.VECTOR + last, 2, 1];
const unary = (first: number, last: number): Row => [Prefix.VECTOR + first, Prefix.VECTOR + last, 1, 1];

const vector: readonly Row[] = [
  unary(0, 10), // loads
  [Prefix.VECTOR + 11, Prefix.VECTOR + 11, 2, 0],
  [Prefix.VECTOR + 12, Prefix.VECTOR + 12, 0, 1],
  binary(13, 14),
  unary(15, 22), // splats, extract_lane of bytes
  binary(23, 23), // replace_lane, by turns with extract_lane
  unary(24, 25),
  binary(26, 26),
  unary(27, 27),
  binary(28, 28),
  unary(29, 29),
  binary(30, 30),
  unary(31, 31),
  binary(32, 32),
  unary(33, 33),
  binary(34, 76), // the last replace_lane, comparisons
  unary(77, 77),
  binary(78, 81),
  [Prefix.VECTOR + 82, Prefix.VECTOR + 82, 3, 1], // bitselect
  unary(83, 83),
  binary(84, 87), // loads of a lane
  [Prefix.VECTOR + 88, Prefix.VECTOR + 91, 2, 0], // stores of a lane
  unary(92, 100),
  binary(101, 102),
  unary(103, 106),
  binary(107, 115),
  unary(116, 117),
  binary(118, 121),
  unary(122, 122),
  binary(123, 123),
  unary(124, 129),
  binary(130, 130),
  unary(131, 132),
  binary(133, 134),
  unary(135, 138),
  binary(139, 147),
  unary(148, 148),
  binary(149, 159),
  unary(160, 161),
  unary(163, 164),
  unary(167, 170),
  binary(171, 191),
  unary(192, 193),
  unary(195, 196),
  unary(199, 202),
  binary(203, 223),
  unary(224, 227),
  binary(228, 235),
  unary(236, 239),
  binary(240, 247),
  unary(248, 255),
  binary(256, 256), // from here on relaxed
  unary(257, 260),
  [Prefix.VECTOR + 261, Prefix.VECTOR + 268, 3, 1],
  binary(269, 274),
];

const effects = new Map<number, Row>();
for (const row of [...plain, ...vector]) for (let op = row[0]; op <= row[1]; op++) effects.set(op, row);

/** An instruction that this reader does not know: the function has to be left as it is. */
export class Unknown extends Error {}

/** Walks over a function's instructions, behind its locals. @throws Unknown */
export function* instructions(bytes: Uint8Array, start: number, end: number): Generator<Instruction> {
  for (let at = behindLocals(bytes, start); at < end;) {
    const from = at;
    let op = bytes[at++]!;
    let offset = 0;
    const number = (): number => {
      const { value, next } = readLeb(bytes, at);
      at = next;
      return value;
    };
    if (op >= 0xfc && op <= 0xfe) op = (op === 0xfd ? Prefix.VECTOR : op << 8) + number();
    const memory = (): void => {
      // Bit 6 announces the number of a memory: an image has one.
      if (number() >= 64) throw new Unknown();
      offset = at;
      number();
    };
    const shape = immediates(op);
    if (typeof shape === 'number') at += shape;
    else if (shape === 'table') for (let left = number(); left >= 0; left--) number();
    else if (shape === 'types') for (let left = number(); left > 0; left--) at++;
    else
      for (const letter of shape) {
        if (letter === 'm') memory();
        else if (letter === 'b') at++;
        else number();
      }
    if (at > end) throw new Unknown();
    const effect = effects.get(op);
    yield { start: from, end: at, op, offset, takes: effect?.[2], gives: effect?.[3] ?? 0 };
  }
}

function behindLocals(bytes: Uint8Array, start: number): number {
  const { value: groups, next } = readLeb(bytes, start);
  let at = next;
  for (let left = groups; left > 0; left--) at = readLeb(bytes, at).next + 1;
  return at;
}

/** What follows an opcode: bytes, or by letter a number (n), a byte (b), alignment and offset (m), or a list. */
function immediates(op: number): number | string {
  if (op >= Prefix.VECTOR) return vectorImmediates(op - Prefix.VECTOR);
  if (op >= Prefix.ATOMIC) return op === Prefix.ATOMIC + 3 ? 'b' : 'm';
  if (op >= Prefix.NUMERIC) {
    const bulk = op - Prefix.NUMERIC;
    return bulk < 8 ? 0 : [8, 10, 12, 14].includes(bulk) ? 'nn' : bulk <= 17 ? 'n' : unknown();
  }
  if (op >= 0x45 && op <= 0xc4) return 0;
  if (op >= 0x28 && op <= 0x3e) return 'm';
  return others[op] ?? unknown();
}

function vectorImmediates(op: number): number | string {
  if (op <= 11 || op === 92 || op === 93) return 'm';
  if (op === 12 || op === 13) return 16;
  if (op >= 21 && op <= 34) return 1;
  if (op >= 84 && op <= 91) return 'mb';
  return op <= 275 ? 0 : unknown();
}

function unknown(): never {
  throw new Unknown();
}

const others: Readonly<Record<number, number | string>> = {
  0x00: 0, // unreachable
  0x01: 0, // nop
  0x02: 'n', // block, loop, if, try with their types
  0x03: 'n',
  0x04: 'n',
  0x05: 0, // else
  0x06: 'n',
  0x07: 'n', // catch, throw, rethrow
  0x08: 'n',
  0x09: 'n',
  0x0b: 0, // end
  0x0c: 'n', // br, br_if
  0x0d: 'n',
  0x0e: 'table', // br_table
  0x0f: 0, // return
  0x10: 'n', // call
  0x11: 'nn', // call_indirect
  0x12: 'n', // return_call
  0x13: 'nn',
  0x18: 'n', // delegate
  0x19: 0, // catch_all
  0x1a: 0,
  0x1b: 0,
  0x1c: 'types', // select with a type
  0x20: 'n',
  0x21: 'n',
  0x22: 'n',
  0x23: 'n',
  0x24: 'n',
  0x25: 'n', // table.get, table.set
  0x26: 'n',
  0x3f: 'b', // memory.size, memory.grow
  0x40: 'b',
  0x41: 'n',
  0x42: 'n',
  0x43: 4,
  0x44: 8,
  0xd0: 'b', // ref.null, is_null, func
  0xd1: 0,
  0xd2: 'n',
};
