/** Addresses of IPv4 packets on the machine's network. */
import { NET_PREFIX } from '../../runtime/generated/layout.js';

/** Bits of an address that are the network's. */
export const PREFIX_BITS = 24;
/** Linux's address. */
export const LINUX_ADDRESS = NET_PREFIX + 1;

const HEADER = 20;
const SOURCE = 12;
const DESTINATION = 16;

/** Whether a packet can be IPv4. */
export function isIPv4(bytes: Uint8Array, at: number, length: number): boolean {
  return length >= HEADER && bytes[at]! >> 4 === 4;
}

function address(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}

export const sourceOf = (bytes: Uint8Array, at: number): number => address(bytes, at + SOURCE);
export const destinationOf = (bytes: Uint8Array, at: number): number => address(bytes, at + DESTINATION);

/** Whether an address is one of the network's. */
export function isLocal(address: number): boolean {
  return (address & 0xffffff00) >>> 0 === NET_PREFIX;
}

/** Number of the neighbour that has a local address: 0 for Linux, -1 for none. */
export function neighbourAt(address: number): number {
  return isLocal(address) ? (address & 255) - 1 : -1;
}
