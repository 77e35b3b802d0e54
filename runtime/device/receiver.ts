/** Takes packets out of a device's rings. Whatever lies in them may be hostile: each word is read once and checked. */
import * as L from '../generated/layout.js';
import { type SharedBytes, sharedBytes } from '../shared-bytes.js';
import type { EventCount } from '../sync/index.js';
import { type Device, deviceBell, inRegion, isStopped, type PeerAccess } from './device.js';
import { PACKET_MAX, endpointOf, plausible, recordSize, ringOffset, TIME_SIZE } from './ring.js';

export interface ReceiverOptions {
  device: Device;
  /** The way to the senders that wait for room. */
  peerAccess: PeerAccess;
  onWarning(text: string): void;
}

/** No life that an isle can have: the ring is in use. */
const IN_USE = -1;
/** After this part of a ring its sender is told that it was taken, even while more is there. */
const TELL_SHIFT = 2;

export class Receiver {
  /** The memory that packets lie in. */
  readonly bytes: SharedBytes;
  private readonly bell: EventCount;
  private found = false;
  private readonly due = (): boolean => (this.found = this.any()) || this.stopped;
  /** Of the packet that next() or peek() has found: the peer that sent it, its address in `bytes`, its length. */
  from = -1;
  at = 0;
  length = 0;

  private readonly words: Int32Array;
  private readonly device: Device;
  /** Bytes of the longest packet; those of the recorder have their time before them. */
  private readonly longest: number;
  private readonly peerAccess: PeerAccess;
  private readonly warn: (text: string) => void;
  // For each ring: bytes taken; those that the sender knows of; bytes put when last looked at; length of the packet that was peeked at, 0
  // for none; the life of the sender that spoilt it, or IN_USE. What the region says of them is written only.
  private readonly taken: Int32Array;
  private readonly told: Int32Array;
  private readonly limit: Int32Array;
  private readonly lengths: Int32Array;
  private readonly spoilt: Int32Array;
  private current = -1;
  private turn = 0;

  constructor({ device, peerAccess, onWarning }: ReceiverOptions) {
    const { buffer } = device.memory;
    this.device = device;
    this.longest = PACKET_MAX + (device.endpoint === L.RECORDER ? TIME_SIZE : 0);
    this.peerAccess = peerAccess;
    this.warn = onWarning;
    this.bytes = sharedBytes(buffer);
    this.words = new Int32Array(buffer);
    this.bell = deviceBell(buffer);
    const counts = (): Int32Array => new Int32Array(device.peers);
    this.taken = counts();
    this.told = counts();
    this.limit = counts();
    this.lengths = counts();
    this.spoilt = counts().fill(IN_USE);
    // Another receiver may have been here before.
    for (let n = 0; n < device.peers; n++) {
      this.taken[n] = this.told[n] = this.limit[n] = this.words[this.word(L.DEVICE_TOOK, n)]!;
    }
  }

  /** Whether stopDevice was called. */
  get stopped(): boolean {
    return isStopped(this.words);
  }

  /** The packet as a window. Reading at `at` in `bytes` makes no garbage. */
  get packet(): SharedBytes {
    return this.bytes.subarray(this.at, this.at + this.length);
  }

  private word(offset: number, n: number): number {
    return (inRegion(offset) >> 2) + n;
  }

  /** Finds the first packet in peer n's ring; false if there is none. It stays there until drop(n). */
  peek(n: number): boolean {
    const { words, device } = this;
    const { ringSize: size } = device;
    const ring = inRegion(ringOffset(n, size));
    if (this.lengths[n] === 0) {
      if (this.spoilt[n] !== IN_USE && !this.revived(n)) return false;
      for (;;) {
        const taken = this.taken[n]!;
        if (this.limit[n] === taken) {
          const put = Atomics.load(words, this.word(L.DEVICE_PUT, n));
          if (put === taken) {
            this.tell(n);
            return false;
          }
          if (!plausible(put, taken, size)) return this.spoil(n, `bytes put ${put >>> 0}, taken ${taken >>> 0}`);
          this.limit[n] = put;
        }
        const available = (this.limit[n]! - taken) >>> 0;
        const offset = taken & (size - 1);
        const length = words[(ring + offset) >> 2]!;
        if (length === 0) {
          if (offset === 0 || size - offset > available) return this.spoil(n, 'a packet without length');
          this.taken[n] = taken + size - offset;
          continue;
        }
        const record = length > 0 && length <= this.longest ? recordSize(length) : Infinity;
        if (record > available || record > size - offset) return this.spoil(n, `a packet of ${length >>> 0} bytes`);
        this.lengths[n] = length;
        break;
      }
    }
    this.from = n;
    this.at = ring + (this.taken[n]! & (size - 1)) + L.DEVICE_HEADER;
    this.length = this.lengths[n]!;
    return true;
  }

  /** Frees the packet that peek(n) found. */
  drop(n: number): void {
    const length = this.lengths[n]!;
    if (length === 0) return;
    this.lengths[n] = 0;
    this.taken[n] = this.taken[n]! + recordSize(length);
    if ((this.taken[n]! - this.told[n]!) >>> 0 >= this.device.ringSize >> TELL_SHIFT) this.tell(n);
  }

  /** Frees the packet found before and finds the next one, of each ring those that were there at the first look, then of the next ring. */
  next(): boolean {
    const { peers } = this.device;
    let n = this.current;
    if (n >= 0) {
      this.drop(n);
      if (this.limit[n] !== this.taken[n] && this.peek(n)) return true;
      this.turn = n + 1;
    }
    for (let i = 0; i < peers; i++) {
      n = (this.turn + i) % peers;
      if (!this.peek(n)) continue;
      this.current = n;
      return true;
    }
    this.current = -1;
    return false;
  }

  /** Says how far the ring was taken; a sender that waits is woken. It says that it waits before it looks, and this looks after it has said. */
  private tell(n: number): void {
    if (this.told[n] === this.taken[n]) return;
    this.told[n] = this.taken[n]!;
    Atomics.store(this.words, this.word(L.DEVICE_TOOK, n), this.taken[n]!);
    const waits = this.word(L.DEVICE_WAITS, n);
    if (Atomics.load(this.words, waits) === 0) return;
    Atomics.store(this.words, waits, 0);
    this.peerAccess.ring(n);
  }

  /** Nothing more is taken from the peer as long as it lives. */
  private spoil(n: number, what: string): false {
    this.spoilt[n] = this.peerAccess.fabric.life(endpointOf(n));
    this.empty(n);
    const who = n === 0 ? 'Linux' : `isle ${n - 1}`;
    this.warn(`${who} has put into its ring what can be no packet (${what}): no more packets are taken from it`);
    return false;
  }

  /** Leaves the ring so that who has the number next can take over its counts. */
  private empty(n: number): void {
    this.limit[n] = this.taken[n]!;
    Atomics.store(this.words, this.word(L.DEVICE_PUT, n), this.taken[n]!);
    this.tell(n);
  }

  private revived(n: number): boolean {
    if (this.peerAccess.fabric.life(endpointOf(n)) !== this.spoilt[n]) {
      this.spoilt[n] = IN_USE;
      return true;
    }
    if (Atomics.load(this.words, this.word(L.DEVICE_PUT, n)) !== this.taken[n]) this.empty(n);
    return false;
  }

  /** Whether a packet is there. */
  private any(): boolean {
    if (this.current >= 0) {
      this.drop(this.current);
      this.turn = this.current + 1;
      this.current = -1;
    }
    for (let n = 0; n < this.device.peers; n++) if (this.peek(n)) return true;
    return false;
  }

  /**
   * Sleeps until a packet is there, `ms` are over or the device was stopped: whether a packet is there. `looks` (some ten nanoseconds each)
   * come before the sleep.
   */
  wait(ms = Infinity, looks = 0): boolean {
    for (let i = 0; i < looks; i++) if (this.any()) return true;
    this.bell.until(this.due, ms);
    return this.found;
  }

  /** As wait, without blocking the event loop; it also resolves, to false, when the bell was rung for something else. */
  async waitAsync(ms = Infinity): Promise<boolean> {
    const seen = this.bell.arm();
    try {
      if (this.any()) return true;
      if (this.stopped) return false;
      await this.bell.waitAsync(seen, { ms });
    } finally {
      this.bell.disarm();
    }
    return this.any();
  }
}
