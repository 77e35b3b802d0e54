/**
 * Offsets and lengths of 64 bits. A number of JavaScript holds those up to FILE_MAX exactly; one beyond is infinite here, and stays so whatever is
 * added, so that no rounded offset can pass for another. The few rules of Linux's that tell such offsets apart see them as bigints.
 */
import { E, fail } from './errno.js';

/** The largest file that the proxy can write, as a file system's limit: offsets lie below. The sum of two is exact, too. */
export const FILE_MAX = 2 ** 52;

/** Linux's own limit (loff_t). */
export const OFFSET_MAX = (1n << 63n) - 1n;

/** The number of two words. */
export function offset(low: number, high: number): number {
  const value = (low >>> 0) + high * 4294967296;
  return value <= FILE_MAX ? (value >= -FILE_MAX ? value : -Infinity) : Infinity;
}

export const wideOffset = (low: number, high: number): bigint =>
  BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low >>> 0));

/** Bytes that a write of `length` at `position` may have. @throws EFBIG when it is none. */
export function writable(position: number, length: number, max = FILE_MAX): number {
  if (position + length <= max || length === 0) return length;
  return position < max ? max - position : fail(E.EFBIG);
}
