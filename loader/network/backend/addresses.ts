/** Addresses of IP packets: whose of the machine's network they are. */
import { NET_PREFIX, NET_PREFIX6_HIGH, NET_PREFIX6_LOW } from '../../../runtime/generated/layout.js';

/** What IPv6 addresses of the network begin with; of the last four bytes all but one are 0 too. */
const V6_PREFIX = Buffer.alloc(12);
V6_PREFIX.writeUInt32BE(NET_PREFIX6_HIGH);
V6_PREFIX.writeUInt32BE(NET_PREFIX6_LOW, 4);

/** Linux's addresses, and the bits of them that are the network's. */
export const LINUX_V4 = { address: NET_PREFIX + 1, prefix: 24 } as const;
export const LINUX_V6 = {
  address: `${V6_PREFIX.toString('hex', 0, 8).match(/..../g)!.join(':')}::1`,
  prefix: 64,
} as const;

/** No peer's number: an address outside the network; one that is nobody's in it; none at all, because the packet is not IP. */
export const EXTERNAL = -1;
export const NOBODY = -2;
export const NO_ADDRESS = -3;

/** For each version of IP: the shortest header, where the addresses stand in it. */
const V4 = { header: 20, source: 12, destination: 16 } as const;
const V6 = { header: 40, source: 8, destination: 24 } as const;

function peer4(bytes: Uint8Array, at: number): number {
  const network = ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8)) >>> 0;
  if (network !== NET_PREFIX) return EXTERNAL;
  const host = bytes[at + 3]!;
  return host === 0 || host === 255 ? NOBODY : host - 1;
}

function peer6(bytes: Uint8Array, at: number): number {
  for (let i = 0; i < V6_PREFIX.length; i++) if (bytes[at + i] !== V6_PREFIX[i]) return EXTERNAL;
  const high = bytes[at + 12]! | bytes[at + 13]! | bytes[at + 14]!;
  const host = bytes[at + 15]!;
  return high !== 0 || host === 0 || host === 255 ? NOBODY : host - 1;
}

function peer(bytes: Uint8Array, at: number, length: number, which: 'source' | 'destination'): number {
  const version = bytes[at]! >> 4;
  if (version === 4 && length >= V4.header) return peer4(bytes, at + V4[which]);
  if (version === 6 && length >= V6.header) return peer6(bytes, at + V6[which]);
  return NO_ADDRESS;
}

/** Number of the peer that the packet names as its sender, or one of the constants above: 0 is Linux. */
export function sourceOf(bytes: Uint8Array, at: number, length: number): number {
  return peer(bytes, at, length, 'source');
}

/** The same for where it goes. */
export function destinationOf(bytes: Uint8Array, at: number, length: number): number {
  return peer(bytes, at, length, 'destination');
}
