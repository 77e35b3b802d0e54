/**
 * Calls in frames, where the service does not reach the isle's memory. CALL: slot and flags in a word each, function, count of arrays, then the arguments (each a tag of
 * one byte and its value), then the arrays (address, length, bytes). ANSWER: slot, status, eight bytes of value, then the arrays and the text.
 */
import type { Signature, ValueType } from '../wasm/signatures.js';

const NUMBER = 0;
const BIGINT = 1;
const TEXT = 2;

/** A text is wanted: of the `char *` that comes back. */
export const WANTS_TEXT = 1;

/** What became of a call. A failure has JSON behind its value. A text ends with a zero; its value is an address that says nothing. */
export const ANSWERED = 0;
export const FAILED = 1;
export const WITH_TEXT = 2;

export const CALL_BYTES = 16;
export const ANSWER_BYTES = 16;

export interface PlacedArray {
  address: number;
  bytes: Uint8Array;
}

const bytesOf = (value: unknown): number => (Buffer.isBuffer(value) ? 5 + value.length : 9);

/** The body of a CALL. Arguments are numbers, bigints and, for strings, buffers that end with a zero. */
export function callBody(
  slot: number,
  flags: number,
  called: number,
  args: readonly unknown[],
  arrays: readonly PlacedArray[],
): Buffer {
  let length = CALL_BYTES;
  for (const value of args) length += bytesOf(value);
  for (const { bytes } of arrays) length += 8 + bytes.length;
  const body = Buffer.allocUnsafe(length);
  body.writeUInt16LE(slot, 0);
  body.writeUInt16LE(flags, 2);
  body.writeUInt32LE(called, 4);
  body.writeUInt32LE(args.length, 8);
  body.writeUInt32LE(arrays.length, 12);
  let at = CALL_BYTES;
  for (const value of args) {
    if (typeof value === 'number') {
      body[at] = NUMBER;
      body.writeDoubleLE(value, at + 1);
      at += 9;
    } else if (typeof value === 'bigint') {
      body[at] = BIGINT;
      body.writeBigUInt64LE(BigInt.asUintN(64, value), at + 1);
      at += 9;
    } else {
      const text = value as Buffer;
      body[at] = TEXT;
      body.writeUInt32LE(text.length, at + 1);
      body.set(text, at + 5);
      at += 5 + text.length;
    }
  }
  for (const { address, bytes } of arrays) {
    body.writeUInt32LE(address, at);
    body.writeUInt32LE(bytes.length, at + 4);
    body.set(bytes, at + 8);
    at += 8 + bytes.length;
  }
  return body;
}

export interface CallMessage {
  slot: number;
  wantsText: boolean;
  called: number;
  args: (number | bigint | string)[];
  arrays: PlacedArray[];
}

export function readCall(body: Buffer): CallMessage {
  const args: CallMessage['args'] = [];
  let at = CALL_BYTES;
  for (let left = body.readUInt32LE(8); left > 0; left--) {
    const tag = body[at];
    if (tag === TEXT) {
      const length = body.readUInt32LE(at + 1);
      args.push(body.toString('utf8', at + 5, at + 5 + length - 1));
      at += 5 + length;
    } else {
      args.push(tag === NUMBER ? body.readDoubleLE(at + 1) : body.readBigInt64LE(at + 1));
      at += 9;
    }
  }
  const arrays: PlacedArray[] = [];
  for (let left = body.readUInt32LE(12); left > 0; left--) {
    const length = body.readUInt32LE(at + 4);
    arrays.push({ address: body.readUInt32LE(at), bytes: body.subarray(at + 8, at + 8 + length) });
    at += 8 + length;
  }
  const wantsText = (body.readUInt16LE(2) & WANTS_TEXT) !== 0;
  return { slot: body.readUInt16LE(0), wantsText, called: body.readUInt32LE(4), args, arrays };
}

/** The beginning of an ANSWER's body. */
export function answerBody(slot: number, status: number, type: Signature['result'], value: unknown): Buffer {
  const body = Buffer.alloc(ANSWER_BYTES);
  body.writeUInt32LE(slot, 0);
  body.writeUInt32LE(status, 4);
  if (type === 'i64') body.writeBigUInt64LE(BigInt.asUintN(64, value as bigint), 8);
  else if (type === 'i32') body.writeInt32LE((value as number) | 0, 8);
  else if (type === 'f32') body.writeFloatLE(value as number, 8);
  else if (type === 'f64') body.writeDoubleLE(value as number, 8);
  return body;
}

/** The value of an answer as the type that the function returns: whatever the eight bytes are, they are one. */
export function answerValue(body: Buffer, type: ValueType): number | bigint {
  if (type === 'i64') return body.readBigInt64LE(8);
  if (type === 'i32') return body.readInt32LE(8);
  return type === 'f32' ? body.readFloatLE(8) : body.readDoubleLE(8);
}
