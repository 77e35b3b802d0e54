/** Arithmetic of the rings of virtual IP devices: layout.h says what lies in them. All counts are modulo 2^32. */
import * as L from '../generated/layout.js';

/** Longest packet that IP has. */
export const PACKET_MAX = L.MTU_MAX;
/** Before the double of a recorded packet and the packet itself stands the same header as before every packet. */
export const TIME_SIZE = 8;

/** Bytes that a packet of `length` bytes takes in a ring. */
export function recordSize(length: number): number {
  return L.DEVICE_HEADER + ((length + 7) & ~7);
}

/** Bytes that are skipped at the end of a ring of `size` bytes before a record of `record` bytes, which does not wrap around. */
export function skipBefore(count: number, record: number, size: number): number {
  const left = size - (count & (size - 1));
  return record > left ? left : 0;
}

/** Whether a ring may have this many bytes: any two records of the longest packets must fit, or a sender could wait for ever. */
export function isRingSize(size: number): boolean {
  return size >= L.DEVICE_RING_MIN && size <= 1 << 30 && (size & (size - 1)) === 0;
}

/** Whether counts of bytes put and taken can be those of a ring of this size. */
export function plausible(put: number, took: number, size: number): boolean {
  return (put & 7) === 0 && (took & 7) === 0 && (put - took) >>> 0 <= size;
}

/** The isle's number, or that of Linux's device, behind a peer's. */
export function endpointOf(peer: number): number {
  return peer === 0 ? L.LINUX_DEVICE : peer - 1;
}

/** Offset of peer n's ring in a device whose rings have this size. */
export function ringOffset(n: number, size: number): number {
  return L.DEVICE_RINGS + n * size;
}
