/** A virtual IP device on Linux's side, or the recorder: its memory, and how threads on this side come to it. */
import { WASM_PAGE } from '../pages.js';
import { HermitError } from '../errors.js';
import { HERMIT_ISLE_ENDED, HERMIT_ISLE_RUNNING } from '../generated/public.js';
import { type Access, oneSided } from '../fabric/access.js';
import type { Fabric, MemoryOf } from '../fabric/table.js';
import * as L from '../generated/layout.js';
import type { Peer } from '../messages.js';
import { EventCount, SharedWords } from '../sync/index.js';
import { isRingSize, endpointOf, ringOffset } from './ring.js';

/** What threads are told of a device: it can be posted to workers. */
export interface Device {
  memory: WebAssembly.Memory;
  /** Its number among those that reach each other: LINUX_DEVICE or RECORDER. */
  endpoint: number;
  /** Rings that it has: one more than the machine's isles. */
  peers: number;
  /** Bytes of each. */
  ringSize: number;
}

export interface DeviceOptions {
  endpoint: number;
  isles: number;
  /** Bytes of a ring, a power of 2. */
  ringSize?: number;
  /** Bytes behind the region for senders of this side. */
  scratch?: number;
}

// The memory: a page that isles do not reach, the region NET_REGION, the scratch. Access is checked against the region's bounds.
const STOP = 0;
const REGION = 4096;
/** Two of the largest windows of TCP between isle and Linux. */
const RING_SIZE = 1 << 20;
/** Longest sleep on a bell, ms. */
const SLICE_MS = 500;

function regionSize({ peers, ringSize }: Pick<Device, 'peers' | 'ringSize'>): number {
  return ringOffset(peers, ringSize);
}

/** Address of the region's byte `offset` in the device's memory. */
export function inRegion(offset: number): number {
  return REGION + offset;
}

/** Address of the scratch, a multiple of 8. */
export function scratchOf(device: Device): number {
  return REGION + regionSize(device);
}

/** The bell of the device whose memory it is. Isles can write its words, so nobody sleeps long without another look. */
export function deviceBell(memory: ArrayBufferLike): EventCount {
  return new EventCount(new SharedWords(memory), inRegion(L.DEVICE_BELL), { slice: SLICE_MS });
}

/** Makes a device and opens it: from now on isles that know its memory can send to it. */
export function openDevice(
  fabric: Fabric,
  options: DeviceOptions,
): { device: Device; peer: Peer & { memory: WebAssembly.Memory } } {
  const { endpoint, isles, ringSize = RING_SIZE, scratch = 0 } = options;
  const peers = isles + 1;
  if (peers > L.NET_PEERS) {
    throw new HermitError(
      'HERMIT_EISLES',
      `expected at most ${L.NET_PEERS - 1} isles on a network, got ${isles}; boot fewer, or use --net none`,
    );
  }
  if (!isRingSize(ringSize))
    throw new RangeError(`expected a power of 2 from ${L.DEVICE_RING_MIN} on, got ${ringSize}`);
  const pages = Math.ceil((REGION + regionSize({ peers, ringSize }) + scratch) / WASM_PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const words = new Int32Array(memory.buffer);
  words[inRegion(L.DEVICE_PEERS) >> 2] = peers;
  words[inRegion(L.DEVICE_RING_SIZE) >> 2] = ringSize;
  const device = { memory, endpoint, peers, ringSize };
  const life = fabric.begin(endpoint);
  fabric.open(endpoint, L.NET_REGION, REGION, regionSize(device));
  fabric.setState(endpoint, HERMIT_ISLE_RUNNING);
  return { device, peer: { isle: endpoint, life, memory } };
}

/** Isles find it gone. What they have put before can still be taken. */
export function closeDevice(fabric: Fabric, device: Device): void {
  fabric.setState(device.endpoint, HERMIT_ISLE_ENDED);
}

/** Makes its receiver, in whatever thread, come to an end: it takes what is there and waits no more. */
export function stopDevice({ memory }: Device): void {
  Atomics.store(new Int32Array(memory.buffer), STOP, 1);
  deviceBell(memory.buffer).alarm();
}

export function isStopped(words: Int32Array): boolean {
  return Atomics.load(words, STOP) !== 0;
}

/** One-sided access of one thread to the peers of a device. */
export class PeerAccess {
  readonly access: Access;
  readonly words: Int32Array;
  private readonly devices = new Map<number, number>();

  /**
   * @param own the memory that is copied from: the device's, or one of the caller's
   * @param words8 address of 8 bytes there, a multiple of 8, for words that are put and got
   */
  constructor(
    readonly fabric: Fabric,
    endpoint: number,
    readonly own: ArrayBufferLike,
    readonly words8: number,
    memoryOf: MemoryOf,
  ) {
    this.access = oneSided(fabric, endpoint, own, memoryOf);
    this.words = new Int32Array(own);
  }

  /** Stores a word in release order, and rings the bell at `bell` (NO_BELL: none). 0, or minus an error number. */
  store(capability: number, offset: number, value: number, bell: number): number {
    this.words[this.words8 >> 2] = value;
    return this.access.put(capability, offset, this.words8, 4, bell);
  }

  /** Reads a word into `value`. 0, or minus an error number. */
  load(capability: number, offset: number): number {
    const failed = this.access.get(capability, offset, this.words8, 4);
    this.value = this.words[this.words8 >> 2]!;
    return failed;
  }
  value = 0;

  /** Wakes a peer that waits for room. */
  ring(peer: number): void {
    const endpoint = endpointOf(peer);
    // A capability of an earlier life, or none: the second time with one of this.
    for (let attempt = 0; attempt < 2; attempt++) {
      const capability = this.devices.get(endpoint) ?? this.access.bind(endpoint, L.NET_REGION);
      if (capability < 0) return;
      this.devices.set(endpoint, capability);
      if (this.access.ring(capability, L.DEVICE_BELL) === 0) return;
      this.devices.delete(endpoint);
    }
  }
}
