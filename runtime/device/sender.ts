/** Puts packets into the rings of peers' devices. */
import { NO_BELL, UNORDERED } from '../fabric/copying.js';
import * as L from '../generated/layout.js';
import type { EventCount } from '../sync/index.js';
import { deviceBell, type PeerAccess } from './device.js';
import {
  isRingSize,
  PACKET_MAX,
  endpointOf,
  plausible,
  recordSize,
  ringOffset,
  skipBefore,
  TIME_SIZE,
} from './ring.js';

/** 'absent': the peer is not there, or has no device (any more); its packet goes nowhere. 'full': the caller has to wait. */
export type Sent = 'sent' | 'full' | 'absent';

/** Bytes before a packet that is to be sent, where its headers are made. */
export const HEADROOM = 2 * L.DEVICE_HEADER;

/** Looks at a full ring (some ten nanoseconds each) before the caller sleeps: a receiver at work makes room in a few microseconds. */
const SPIN = 300;

/** This side's ring in one device. */
class Target {
  private capability = -1;
  private put = 0;
  private took = 0;
  private size = 0;
  private skip = 0;
  private record = 0;

  constructor(
    private readonly peerAccess: PeerAccess,
    private readonly endpoint: number,
    private readonly me: number,
  ) {}

  /** Takes the counts over as they stand: the number may have had an earlier life. */
  private bind(): boolean {
    const { peerAccess, me } = this;
    const capability = peerAccess.access.bind(this.endpoint, L.NET_REGION);
    if (capability < 0) return false;
    const word = (offset: number): number => (peerAccess.load(capability, offset) === 0 ? peerAccess.value : -1);
    const rings = word(L.DEVICE_PEERS);
    const size = word(L.DEVICE_RING_SIZE);
    if (rings <= me || !isRingSize(size)) return false;
    let put = word(L.DEVICE_PUT + 4 * me);
    const took = word(L.DEVICE_TOOK + 4 * me);
    if (!plausible(put, took, size)) {
      // Whoever had the number spoilt them: an empty ring, as far as it is ours to say.
      if ((took & 7) !== 0 || peerAccess.store(capability, L.DEVICE_PUT + 4 * me, took, NO_BELL) < 0) return false;
      put = took;
    }
    Object.assign(this, { capability, put, took, size });
    return true;
  }

  private fits(): boolean {
    return this.size - ((this.put - this.took) >>> 0) >= this.skip + this.record;
  }

  /** Looks again at what was taken: whether the device is still there. */
  private look(): boolean {
    const { peerAccess, me } = this;
    if (peerAccess.load(this.capability, L.DEVICE_TOOK + 4 * me) < 0) {
      this.capability = -1;
      return false;
    }
    // Nonsense leaves the ring full.
    if (plausible(this.put, peerAccess.value, this.size)) this.took = peerAccess.value;
    return true;
  }

  private ready(): 'sent' | 'full' | 'gone' {
    if (this.fits()) return 'sent';
    if (!this.look()) return 'gone';
    if (this.fits()) return 'sent';
    if (this.peerAccess.store(this.capability, L.DEVICE_WAITS + 4 * this.me, 1, NO_BELL) < 0 || !this.look()) {
      this.capability = -1;
      return 'gone';
    }
    return this.fits() ? 'sent' : 'full';
  }

  /** Whether a packet of this length can be put now; if so, write() follows. */
  room(length: number): Sent {
    this.record = recordSize(length);
    // A peer that ended and is there again is bound anew.
    for (let attempt = 0; attempt < 2; attempt++) {
      if (this.capability < 0 && !this.bind()) return 'absent';
      this.skip = skipBefore(this.put, this.record, this.size);
      const ready = this.ready();
      if (ready !== 'gone') return ready;
    }
    return 'absent';
  }

  /** Wakes the owner for packets that were put quietly. */
  ring(): void {
    if (this.capability >= 0 && this.peerAccess.access.ring(this.capability, L.DEVICE_BELL) < 0) this.capability = -1;
  }

  /** Puts the record whose header stands at `from`. Whether it arrived: between room() and this the device may have gone. */
  write(from: number, length: number, quiet = false): boolean {
    const { peerAccess, capability, me, size, skip } = this;
    const { access, words } = peerAccess;
    words[from >> 2] = length;
    words[(from >> 2) + 1] = 0;
    const ring = ringOffset(me, size);
    let at = this.put & (size - 1);
    let failed = 0;
    if (skip) {
      words[peerAccess.words8 >> 2] = 0;
      failed = access.put(capability, ring + at, peerAccess.words8, 4, UNORDERED);
      at = 0;
    }
    failed ||= access.put(capability, ring + at, from, L.DEVICE_HEADER + length, UNORDERED);
    const put = (this.put + skip + this.record) | 0;
    failed ||= peerAccess.store(capability, L.DEVICE_PUT + 4 * me, put, quiet ? NO_BELL : L.DEVICE_BELL);
    if (failed < 0) {
      this.capability = -1;
      return false;
    }
    this.put = put;
    return true;
  }
}

export interface SenderOptions {
  peerAccess: PeerAccess;
  /** Number of this side among the peers. */
  me?: number;
  /**
   * Nanoseconds since 1970. If given, each packet goes to the recorder before it is sent: a recorder that is full makes the sender wait, one
   * that is gone does not.
   */
  clock?: (() => number) | undefined;
}

export class Sender {
  private readonly peerAccess: PeerAccess;
  private readonly me: number;
  private readonly targets: Target[] = [];
  private readonly recorder: Target | undefined;
  private bell: EventCount | undefined;
  /** Those who got packets and were not rung. */
  private readonly silent = new Set<Target>();
  private readonly doubles: Float64Array;
  private readonly clock: () => number;

  constructor({ peerAccess, me = 0, clock }: SenderOptions) {
    this.peerAccess = peerAccess;
    this.me = me;
    this.clock = clock ?? Date.now;
    this.recorder = clock ? new Target(peerAccess, L.RECORDER, me) : undefined;
    this.doubles = new Float64Array(peerAccess.own, 0, Math.floor(peerAccess.own.byteLength / 8));
  }

  /**
   * Sends the packet at address `at` (a multiple of 8) of the own memory; the HEADROOM bytes before it are the sender's. Never waits: after
   * 'full' the device's bell is rung when there is room. `quiet`: nobody is woken before ring(), which costs many packets as much as one.
   */
  send(peer: number, at: number, length: number, quiet = false): Sent {
    if (length < 1 || length > PACKET_MAX) {
      throw new RangeError(`expected a packet of 1 to ${PACKET_MAX} bytes, got ${length}`);
    }
    if (peer < 0 || peer >= L.NET_PEERS) return 'absent';
    const target = (this.targets[peer] ??= new Target(this.peerAccess, endpointOf(peer), this.me));
    const room = target.room(length);
    if (room !== 'sent') return room;
    if (this.recorder) {
      const recorder = this.recorder.room(length + TIME_SIZE);
      if (recorder === 'full') return recorder;
      if (recorder === 'sent') {
        this.doubles[(at - TIME_SIZE) >> 3] = this.clock();
        this.recorder.write(at - TIME_SIZE - L.DEVICE_HEADER, length + TIME_SIZE);
      }
    }
    if (quiet) this.silent.add(target);
    if (target.write(at - L.DEVICE_HEADER, length, quiet)) return 'sent';
    const again = target.room(length);
    if (again !== 'sent') return 'absent';
    return target.write(at - L.DEVICE_HEADER, length, quiet) ? again : 'absent';
  }

  /** Wakes those who got packets quietly. */
  ring(): void {
    if (this.silent.size === 0) return;
    for (const target of this.silent) target.ring();
    this.silent.clear();
  }

  /**
   * As send, but waits for room up to `ms` on the bell of the device whose memory the own memory is. `given up` ends the wait early: who
   * makes it true rings the bell.
   */
  sendWaiting(peer: number, at: number, length: number, ms: number, givenUp: () => boolean): Sent {
    let result = this.send(peer, at, length);
    for (let i = 0; i < SPIN && result === 'full'; i++) result = this.send(peer, at, length);
    if (result !== 'full') return result;
    this.bell ??= deviceBell(this.peerAccess.own);
    this.bell.until(() => (result = this.send(peer, at, length)) !== 'full' || givenUp(), ms);
    return result;
  }
}
