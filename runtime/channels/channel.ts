/** One end of a channel on the Linux side: packets to and from its peer. The queues are those of kernel/isles/packet.c. */
import { E } from '../errno.js';
import type { Access } from '../fabric/access.js';
import { NO_BELL } from '../fabric/copying.js';
import * as L from '../generated/layout.js';
import { type SharedBytes, sharedBytes } from '../shared-bytes.js';
import type { Patience, Waits } from './waits.js';

/** Bytes of a packet's length in a queue. */
const HEADER = 4;
const { EBADF, EPIPE, EPROTO, EMSGSIZE } = E;

/** What this side relies on. No isle can write it. */
export interface End {
  number: number;
  /** Address of its words in the board. */
  at: number;
  isle: number;
  capability: number;
  generation: number;
  /** Where the peer's end lies in its board. */
  peer: number;
  /** Bytes put into the peer's queue, taken out of this one; modulo 2^32. */
  sent: number;
  taken: number;
  broken: boolean;
  sending: boolean;
  receiving: boolean;
  state: 'made' | 'open' | 'left' | 'free';
}

const roomFor = (length: number): number => HEADER + ((length + 3) & -4);

export class Channel implements AsyncIterable<Uint8Array> {
  private readonly bytes: SharedBytes;

  constructor(
    private readonly end: End,
    private readonly words: Int32Array,
    private readonly access: Access,
    private readonly waits: Waits,
    /** Address of room for a packet and a header that nobody else uses. */
    private readonly scratch: number,
  ) {
    this.bytes = sharedBytes(words.buffer);
  }

  /** The isle at the other end. */
  get isle(): number {
    return this.end.isle;
  }

  private word(offset: number): number {
    return Atomics.load(this.words, (this.end.at + offset) >> 2);
  }

  private over(): boolean {
    return this.end.state !== 'open' || this.word(L.END_CLOSED) !== 0;
  }

  private what(doing: string): string {
    return `${doing} isle ${this.end.isle}`;
  }

  private async wait(ready: () => boolean, patience: Patience, what: string): Promise<void> {
    const { end, waits } = this;
    if (end.state !== 'open') throw waits.failure(-EBADF, what);
    if (end.broken) throw waits.failure(-EPROTO, what);
    const until = waits.deadline(patience);
    await waits.until(ready, { bell: end.at + L.END_BELL, capability: end.capability, until, patience, what });
    if (end.state !== 'open') throw waits.failure(-EBADF, what);
  }

  /**
   * Sends a packet: waits while the peer's queue is full.
   * @throws HermitError HERMIT_EPIPE, HERMIT_EMSGSIZE, HERMIT_ETIMEDOUT, HERMIT_EAGAIN, HERMIT_EBADF, HERMIT_EBUSY, HERMIT_EPROTO.
   */
  async send(data: Uint8Array, patience: Patience = {}): Promise<void> {
    const { end, waits } = this;
    const what = this.what('send to');
    if (data.length > L.CHANNEL_PACKET_MAX) throw waits.failure(-EMSGSIZE, what);
    if (end.sending) throw waits.failure(-16, what);
    end.sending = true;
    try {
      const needed = roomFor(data.length);
      const outstanding = (): number => (end.sent - this.word(L.END_TAKEN)) >>> 0;
      // More than there can be is no packet's room either: it ends the wait, and then the channel.
      let ahead = 0;
      const fits = (): boolean => {
        ahead = outstanding();
        return this.over() || ahead > L.CHANNEL_QUEUE || L.CHANNEL_QUEUE - ahead >= needed;
      };
      await this.wait(fits, patience, what);
      if (this.word(L.END_CLOSED) !== 0) throw waits.failure(-EPIPE, what);
      if (ahead > L.CHANNEL_QUEUE) {
        end.broken = true;
        throw waits.failure(-EPROTO, what);
      }
      this.words[this.scratch >> 2] = data.length;
      this.bytes.set(data, this.scratch + HEADER);
      const failed = this.put(end.sent, HEADER + data.length) || this.advance(L.END_PUT, end.sent + needed);
      if (failed < 0) throw waits.failure(failed, what);
      end.sent = (end.sent + needed) >>> 0;
    } finally {
      end.sending = false;
    }
  }

  /** Puts bytes from the scratch into the peer's queue where its byte `at` lies, around its end if need be. */
  private put(at: number, length: number): number {
    const { capability, peer } = this.end;
    const place = at % L.CHANNEL_QUEUE;
    const first = Math.min(length, L.CHANNEL_QUEUE - place);
    const queue = peer + L.END_QUEUE;
    const failed = this.access.put(capability, queue + place, this.scratch, first, NO_BELL);
    if (failed < 0 || first === length) return failed;
    return this.access.put(capability, queue, this.scratch + first, length - first, NO_BELL);
  }

  /** Stores one of the counts in the peer's end, in release order, and rings its bell. */
  private advance(offset: number, count: number): number {
    const { capability, peer } = this.end;
    this.words[this.scratch >> 2] = count;
    return this.access.put(capability, peer + offset, this.scratch, 4, peer + L.END_BELL);
  }

  /**
   * The next packet. Packets sent before the peer left are still received; then it rejects with HERMIT_EPIPE.
   * @throws HermitError as send.
   */
  async receive(patience: Patience = {}): Promise<Uint8Array> {
    const { end, waits } = this;
    const what = this.what('receive from');
    if (end.receiving) throw waits.failure(-16, what);
    end.receiving = true;
    try {
      const arrived = (): number => (this.word(L.END_PUT) - end.taken) >>> 0;
      await this.wait(() => arrived() !== 0 || this.over(), patience, what);
      const available = arrived();
      if (available === 0) throw waits.failure(-EPIPE, what);
      const queue = end.at + L.END_QUEUE;
      const length = this.words[(queue + (end.taken % L.CHANNEL_QUEUE)) >> 2]! >>> 0;
      const wrong = available > L.CHANNEL_QUEUE || available % 4 !== 0 || length > L.CHANNEL_PACKET_MAX;
      if (wrong || roomFor(length) > available) {
        end.broken = true;
        throw waits.failure(-EPROTO, what);
      }
      const data = new Uint8Array(length);
      const place = (end.taken + HEADER) % L.CHANNEL_QUEUE;
      const first = Math.min(length, L.CHANNEL_QUEUE - place);
      data.set(this.bytes.subarray(queue + place, queue + place + first));
      data.set(this.bytes.subarray(queue, queue + length - first), first);
      end.taken = (end.taken + roomFor(length)) >>> 0;
      // Credit. What came before the peer's end is received even so.
      this.advance(L.END_TAKEN, end.taken);
      return data;
    } finally {
      end.receiving = false;
    }
  }

  /** Packets until the peer leaves. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      try {
        yield await this.receive();
      } catch (error) {
        if ((error as { code?: string }).code === 'HERMIT_EPIPE') return;
        throw error;
      }
    }
  }

  /** Closes the channel and drops packets that have not been received. May be repeated. */
  close(): void {
    const { end } = this;
    if (end.state !== 'open') return;
    end.state = 'left';
    this.advance(L.END_CLOSED, 1);
    this.waits.ring(end.at + L.END_BELL);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
