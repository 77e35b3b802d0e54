/** The loader's board of channels: its memory, and the ends that it has. */
import { HermitError } from '../errors.js';
import { HERMIT_ISLE_ENDED, HERMIT_ISLE_RUNNING } from '../generated/public.js';
import { type Access, oneSided } from '../fabric/access.js';
import type { Fabric, MemoryOf } from '../fabric/table.js';
import * as L from '../generated/layout.js';
import { Channel, type End } from './channel.js';
import { Waits } from './waits.js';
import { endOffset, linkWord } from './words.js';

/** Behind the board: what is put into others' memories, and what is read from them. */
const SCRATCH = L.BOARD_SIZE;
const SCRATCH_SIZE = L.CHANNEL_PACKET_MAX + 64;

export class Board {
  readonly buffer = new SharedArrayBuffer(L.BOARD_SIZE + SCRATCH_SIZE);
  readonly words = new Int32Array(this.buffer);
  readonly access: Access;
  readonly waits: Waits;
  private readonly ends: (End | undefined)[] = [];
  private nextEnd = 0;
  private generation = 0;

  constructor(
    private readonly fabric: Fabric,
    memoryOf: MemoryOf,
  ) {
    fabric.begin(L.LOADER);
    this.access = oneSided(fabric, L.LOADER, this.buffer, memoryOf);
    this.access.open(L.CHANNEL_REGION, 0, L.BOARD_SIZE);
    this.waits = new Waits(this.buffer, this.access);
    fabric.setState(L.LOADER, HERMIT_ISLE_RUNNING);
  }

  /** An isle has ended: whoever waits for it looks again. */
  wake(): void {
    for (const end of this.ends) if (end) this.waits.ring(end.at + L.END_BELL);
  }

  /** Isles find it gone; whoever waits on this side finds its channel closed. */
  close(): void {
    this.fabric.setState(L.LOADER, HERMIT_ISLE_ENDED);
    for (const end of this.ends) if (end?.state === 'open') end.state = 'left';
    this.wake();
  }

  /** An end with an empty queue. @throws HermitError HERMIT_EMFILE. */
  newEnd(isle: number, capability: number, what: string): End {
    // In turn, so that an end is used again as late as possible: a core of an isle that ends may be in the middle of a put.
    for (let i = 0; i < L.CHANNEL_ENDS; i++) {
      const number = (this.nextEnd + i) % L.CHANNEL_ENDS;
      const old = this.ends[number];
      const at = endOffset(number);
      const word = at >> 2;
      const closed = (): boolean => Atomics.load(this.words, word + (L.END_CLOSED >> 2)) !== 0;
      const unused = (): boolean =>
        old?.state === 'left' && !old.sending && !old.receiving && (closed() || this.waits.gone(old.capability));
      if (old && old.state !== 'free' && !unused()) continue;
      this.nextEnd = number + 1;
      this.generation = (this.generation + 1) & L.GENERATION_MASK;
      const generation = this.generation;
      this.waits.reset(at + L.END_BELL);
      for (const offset of [L.END_PUT, L.END_TAKEN, L.END_CLOSED]) Atomics.store(this.words, word + (offset >> 2), 0);
      Atomics.store(this.words, word, linkWord(generation, 0, L.LINK_FREE));
      return (this.ends[number] = {
        number,
        at,
        isle,
        capability,
        generation,
        peer: 0,
        sent: 0,
        taken: 0,
        broken: false,
        sending: false,
        receiving: false,
        state: 'made',
      });
    }
    throw new HermitError('HERMIT_EMFILE', `${what}: expected at most ${L.CHANNEL_ENDS} channels at once`);
  }

  channelOf(end: End): Channel {
    return new Channel(end, this.words, this.access, this.waits, SCRATCH);
  }

  /** Where the board behind a capability keeps the port, or minus an error number. */
  findPort(capability: number, port: number): number {
    const bytes = 4 * L.CHANNEL_PORTS;
    const failed = this.access.get(capability, L.BOARD_NUMBERS, SCRATCH, bytes);
    if (failed < 0) return failed;
    const slot = this.words.subarray(SCRATCH >> 2, (SCRATCH + bytes) >> 2).indexOf(port + 1);
    return slot < 0 ? -111 : slot;
  }

  /** The value before; undefined if the board is no more. */
  compareSwap(capability: number, offset: number, expected: number, desired: number): number | undefined {
    const failed = this.access.compare_swap(capability, offset, expected, desired, SCRATCH);
    return failed < 0 ? undefined : this.words[SCRATCH >> 2];
  }
}
