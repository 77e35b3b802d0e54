/** Instructions of function bodies, but for those that bodies.ts knows by itself: what follows each, and what it does to the stack. */

/** What follows an opcode. */
export const enum Shape {
  /** Not an instruction that is known here. */
  Unknown,
  Nothing,
  Number,
  TwoNumbers,
  Byte,
  /** Alignment and offset, with the number of a memory between them where bit 6 of the alignment is set. */
  Memory,
  /** The same, and a lane. */
  MemoryLane,
  Four,
  Eight,
  Sixteen,
  /** Bodies knows it. */
  Control,
}

/** By opcode; `numeric`, `vector` and `atomic` by the number behind 0xfc, 0xfd and 0xfe. */
export interface Opcodes {
  shape: Uint8Array;
  takes: Uint8Array;
  gives: Uint8Array;
}

type Row = readonly [first: number, last: number, shape: Shape, takes: number, gives: number];

function table(size: number, rows: readonly Row[]): Opcodes {
  const made = { shape: new Uint8Array(size), takes: new Uint8Array(size), gives: new Uint8Array(size) };
  for (const [first, last, shape, takes, gives] of rows) {
    made.shape.fill(shape, first, last + 1);
    made.takes.fill(takes, first, last + 1);
    made.gives.fill(gives, first, last + 1);
  }
  return made;
}

const control = (...ops: number[]): Row[] => ops.map((op) => [op, op, Shape.Control, 0, 0]);

export const plain = table(256, [
  [0x01, 0x01, Shape.Nothing, 0, 0], // nop
  ...control(0x00, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f),
  ...control(0x10, 0x11, 0x12, 0x13, 0x18, 0x19, 0x1c, 0x1f, 0xfc, 0xfd, 0xfe),
  [0x1a, 0x1a, Shape.Nothing, 1, 0], // drop
  [0x1b, 0x1b, Shape.Nothing, 3, 1], // select
  [0x20, 0x20, Shape.Number, 0, 1], // local.get, set, tee
  [0x21, 0x21, Shape.Number, 1, 0],
  [0x22, 0x22, Shape.Number, 1, 1],
  [0x23, 0x23, Shape.Number, 0, 1], // global.get, set
  [0x24, 0x24, Shape.Number, 1, 0],
  [0x25, 0x25, Shape.Number, 1, 1], // table.get, set
  [0x26, 0x26, Shape.Number, 2, 0],
  [0x28, 0x35, Shape.Memory, 1, 1], // loads
  [0x36, 0x3e, Shape.Memory, 2, 0], // stores
  [0x3f, 0x3f, Shape.Number, 0, 1], // memory.size, grow
  [0x40, 0x40, Shape.Number, 1, 1],
  [0x41, 0x42, Shape.Number, 0, 1], // constants
  [0x43, 0x43, Shape.Four, 0, 1],
  [0x44, 0x44, Shape.Eight, 0, 1],
  [0x45, 0x45, Shape.Nothing, 1, 1], // i32.eqz
  [0x46, 0x4f, Shape.Nothing, 2, 1],
  [0x50, 0x50, Shape.Nothing, 1, 1], // i64.eqz
  [0x51, 0x66, Shape.Nothing, 2, 1],
  [0x67, 0x69, Shape.Nothing, 1, 1], // i32.clz, ctz, popcnt
  [0x6a, 0x78, Shape.Nothing, 2, 1],
  [0x79, 0x7b, Shape.Nothing, 1, 1],
  [0x7c, 0x8a, Shape.Nothing, 2, 1],
  [0x8b, 0x91, Shape.Nothing, 1, 1], // f32.abs to sqrt
  [0x92, 0x98, Shape.Nothing, 2, 1],
  [0x99, 0x9f, Shape.Nothing, 1, 1],
  [0xa0, 0xa6, Shape.Nothing, 2, 1],
  [0xa7, 0xc4, Shape.Nothing, 1, 1], // conversions
  [0xd0, 0xd0, Shape.Byte, 0, 1], // ref.null, is_null, func
  [0xd1, 0xd1, Shape.Nothing, 1, 1],
  [0xd2, 0xd2, Shape.Number, 0, 1],
]);

export const numeric = table(18, [
  [0, 7, Shape.Nothing, 1, 1], // trunc_sat
  [8, 8, Shape.TwoNumbers, 3, 0], // memory.init
  [9, 9, Shape.Number, 0, 0], // data.drop
  [10, 10, Shape.TwoNumbers, 3, 0], // memory.copy
  [11, 11, Shape.Number, 3, 0], // memory.fill
  [12, 12, Shape.TwoNumbers, 3, 0], // table.init
  [13, 13, Shape.Number, 0, 0], // elem.drop
  [14, 14, Shape.TwoNumbers, 3, 0], // table.copy
  [15, 15, Shape.Number, 2, 1], // table.grow
  [16, 16, Shape.Number, 0, 1], // table.size
  [17, 17, Shape.Number, 3, 0], // table.fill
]);

const unary = (...ranges: readonly (readonly [number, number])[]): Row[] =>
  ranges.map(([first, last]) => [first, last, Shape.Nothing, 1, 1]);

export const vector = table(276, [
  [0, 10, Shape.Memory, 1, 1], // loads
  [11, 11, Shape.Memory, 2, 0],
  [12, 12, Shape.Sixteen, 0, 1],
  [13, 13, Shape.Sixteen, 2, 1], // shuffle
  [14, 275, Shape.Nothing, 2, 1], // but for what follows
  ...unary([15, 20], [77, 77], [83, 83], [94, 100], [103, 106], [116, 117], [122, 122], [124, 129], [131, 132]),
  ...unary([135, 138], [148, 148], [160, 161], [163, 164], [167, 170], [192, 193], [195, 196], [199, 202]),
  ...unary([224, 227], [236, 239], [248, 255], [257, 260]),
  [21, 34, Shape.Byte, 1, 1], // extract_lane, by turns with replace_lane
  ...[23, 26, 28, 30, 32, 34].map((op): Row => [op, op, Shape.Byte, 2, 1]),
  [82, 82, Shape.Nothing, 3, 1], // bitselect
  [84, 87, Shape.MemoryLane, 2, 1],
  [88, 91, Shape.MemoryLane, 2, 0],
  [92, 93, Shape.Memory, 1, 1],
  [261, 268, Shape.Nothing, 3, 1],
]);

export const atomic = table(79, [
  [0, 0, Shape.Memory, 2, 1], // notify
  [1, 2, Shape.Memory, 3, 1], // wait
  [3, 3, Shape.Byte, 0, 0], // fence
  [16, 22, Shape.Memory, 1, 1], // loads
  [23, 29, Shape.Memory, 2, 0], // stores
  [30, 71, Shape.Memory, 2, 1], // read, modify, write
  [72, 78, Shape.Memory, 3, 1], // compare and exchange
]);
