/** What LLVM leaves on the table in an image's code: rewritten in place, so that no line of debug information moves. */
import { bodies, paddedLeb, type Part, readLeb } from './binary';
import { type Instruction, instructions, Op, Prefix, Unknown } from './instructions';

/**
 * Largest constant that is moved from an address into the offset of the access. An address wraps around at 4 GiB, an offset does not;
 * that makes a difference only to a sum that wraps, which is smaller than the constant, and the lowest bytes of an image's memory are the
 * far end of the first thread's stack. Constants of loops over arrays and of structures are small.
 */
const LARGEST = 4096;

const I64_EXTEND_I32_U = 0xad;
const I64_SHR_U = 0x88;
/** Conversions from 64 bits to floating point: unsigned, and the same of a number that is not negative. */
const SIGNED = new Map([
  [0xb5, 0xb4],
  [0xba, 0xb9],
]);

/**
 * Loads and stores at `address + constant` get the constant as their offset, which costs nothing: V8 computes the sum with an
 * instruction of its own. LLVM believes that they have it when it chooses what to add up in a loop, and finds only later that a sum might wrap.
 * Conversions of unsigned numbers that cannot have the highest bit become signed ones, which take one instruction instead of five.
 */
export function foldConstants(image: Uint8Array, code: Part): Uint8Array {
  const folded = Uint8Array.from(image);
  for (const { start, end } of bodies(folded, code)) {
    try {
      foldBody(folded, start, end);
    } catch (error) {
      // What follows an instruction that is not known here stays as it is.
      if (!(error instanceof Unknown)) throw error;
    }
  }
  return folded;
}

/** An instruction with the one right before it. */
interface Producer extends Instruction {
  before: Instruction | undefined;
}

function foldBody(bytes: Uint8Array, start: number, end: number): void {
  /** Who made the topmost values of the stack, as far as no jump, block or call came between. */
  let stack: Producer[] = [];
  let before: Instruction | undefined;
  for (const instruction of instructions(bytes, start, end)) {
    const { takes, gives, op } = instruction;
    if (takes === undefined) {
      stack = [];
    } else {
      const taken = takes > 0 ? stack.splice(-takes) : [];
      const lowest = taken.length === takes ? taken[0] : undefined;
      if (lowest && instruction.offset > 0 && !hasLane(op)) foldAddress(bytes, instruction, lowest);
      const signed = SIGNED.get(op);
      if (signed !== undefined && lowest && isNotNegative(bytes, lowest)) bytes[instruction.start] = signed;
      if (gives > 0) stack.push({ ...instruction, before });
    }
    before = instruction;
  }
}

const hasLane = (op: number): boolean => op >= Prefix.VECTOR + 84 && op <= Prefix.VECTOR + 91;

/** The address is the lowest value that an access takes. Between the sum and a store stands the code of the value that is stored. */
function foldAddress(bytes: Uint8Array, access: Instruction, sum: Producer): void {
  const constant = sum.before;
  if (sum.op !== Op.I32_ADD || constant?.op !== Op.I32_CONST) return;
  const added = signedLeb(bytes, constant.start + 1);
  if (added <= 0 || added > LARGEST) return;
  // A linker's offset is longer than it need be: it stays so long.
  const offset = paddedLeb(readLeb(bytes, access.offset).value + added, access.end - access.offset);
  if (offset.length > 5) return;
  // The constant and the sum go; what is behind them moves only if the offset needs another byte.
  const kept = bytes.slice(sum.end, access.offset);
  const begin = access.end - offset.length - kept.length;
  bytes.fill(Op.NOP, constant.start, begin);
  bytes.set(kept, begin);
  bytes.set(offset, begin + kept.length);
}

function isNotNegative(bytes: Uint8Array, { op, before }: Producer): boolean {
  if (op === I64_EXTEND_I32_U) return true;
  return op === I64_SHR_U && before?.op === Op.I64_CONST && (signedLeb(bytes, before.start + 1) & 63) > 0;
}

/** A signed number, exact up to 32 bits. */
function signedLeb(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[at++]!;
    value += (byte & 127) * scale;
    if (byte < 128) return byte & 64 ? value - scale * 128 : value;
  }
}
