/**
 * Call slots of an isle that serves calls: layout.h tells how the loader and the slots' threads talk. Every word is the image's, so what
 * leads to an address is held within its memory.
 */
import { HermitError } from '../../runtime/errors.js';
import * as L from '../../runtime/generated/layout.js';
import { copiedText, type SharedBytes, sharedBytes } from '../../runtime/shared-bytes.js';
import { Doorbell, Gate, Mailbox, SharedWords, Spin } from '../../runtime/sync/index.js';
import type { ValueType } from '../wasm/signatures.js';
import type { Slots } from './posting.js';
import { longText, sharedSource } from './long-text.js';
import { Thrown } from './thrown.js';
import { Frames } from './values.js';

/** Looks at a slot before the event loop goes on (a nanosecond or two each): most, and least that are worth the begin. */
const SPIN_MAX = 2000;
const SPIN_MIN = 250;

export class CallSlots implements Slots {
  readonly textMax = L.CALL_SLOT_TEXT_SIZE;
  private readonly bytes: SharedBytes;
  private readonly words: Int32Array;
  private readonly shared: SharedWords;
  private readonly frames: Frames;
  private readonly spin = new Spin(SPIN_MAX, 0);
  /** Where a call is left, one for each slot. */
  private boxes: Mailbox[] = [];
  private bell: Doorbell | undefined;
  /** The address of the board that they are on. */
  board = 0;
  /** Ends the waits on memory that another isle may get. */
  private readonly over = new AbortController();

  constructor({ buffer }: WebAssembly.Memory) {
    this.words = new Int32Array(buffer);
    this.shared = new SharedWords(buffer);
    this.bytes = sharedBytes(buffer);
    this.frames = new Frames(buffer);
  }

  /** How many there are; 0 before they are found. */
  get count(): number {
    return this.boxes.length;
  }

  /** Waits until the image tells where they are, or the isle ends. False: there is no valid board. */
  async find(): Promise<boolean> {
    const { words, shared, bytes } = this;
    const gate = new Gate(shared, L.CALLS);
    if (!(await this.unlessOver(gate.waitAsync({ signal: this.over.signal })))) return true;
    const board = gate.value >>> 0;
    const inside = board % 64 === 0 && board + L.CALLS_SLOTS < bytes.length;
    const count = inside ? words[(board + L.CALLS_COUNT) >> 2]! : 0;
    if (!(count > 0 && count <= L.MAX_CORES && board + L.CALLS_SLOTS + count * L.CALL_SLOT_SIZE <= bytes.length))
      return false;
    this.board = board;
    this.bell = new Doorbell(shared, board + L.CALLS_DONE, board + L.CALLS_ASLEEP);
    this.boxes = Array.from({ length: count }, (_, slot) => {
      const at = this.at(slot);
      return new Mailbox(shared, at + L.CALL_SLOT_STATE, at + L.CALL_SLOT_SLEEPING, this.spin);
    });
    return true;
  }

  private at(slot: number): number {
    return this.board + L.CALLS_SLOTS + slot * L.CALL_SLOT_SIZE;
  }

  /** Posts a call to a slot that is free; whether its thread looks for it (else it slept, and may need this thread's CPU to wake). */
  post(slot: number, called: number, types: readonly ValueType[], args: readonly unknown[]): boolean {
    const at = this.at(slot);
    let text = at + L.CALL_SLOT_TEXT;
    for (let i = 0; i < types.length; i++) {
      let value = args[i];
      if (Buffer.isBuffer(value)) {
        this.bytes.set(value, text);
        const start = text;
        text += value.length;
        value = start;
      }
      this.frames.set(types[i]!, at + L.CALL_SLOT_FRAME + 8 * (i + 1), value as number | bigint);
    }
    this.words[(at + L.CALL_SLOT_FUNCTION) >> 2] = called;
    return !this.boxes[slot]!.put(L.CALL_SLOT_CALLED);
  }

  /** Looking at a slot for an answer has paid lately. */
  get spins(): boolean {
    return this.spin.budget >= SPIN_MIN;
  }

  /** An answer was soon there although nobody looked for it. */
  missed(): void {
    this.spin.missed(SPIN_MAX);
  }

  /** Looks at a slot for as long as that pays: whether its call has been answered. */
  look(slot: number): boolean {
    return this.boxes[slot]!.left(L.CALL_SLOT_CALLED);
  }

  /** Its call has been answered. */
  answered(slot: number): boolean {
    return this.boxes[slot]!.state === L.CALL_SLOT_FREE;
  }

  /** @throws Thrown. */
  result(slot: number, type: ValueType | null): number | bigint | undefined {
    const at = this.at(slot);
    if (this.words[(at + L.CALL_SLOT_FUNCTION) >> 2] === L.CALL_THROWN)
      throw new Thrown(this.text(at + L.CALL_SLOT_TEXT, L.CALL_SLOT_TEXT_SIZE));
    return type === null ? undefined : this.frames.get(type, this.at(slot) + L.CALL_SLOT_FRAME);
  }

  /** @throws HermitError HERMIT_EALLOC: the address is the image's word. */
  write(address: number, bytes: Uint8Array): void {
    if (address + bytes.length > this.bytes.length)
      throw new HermitError('HERMIT_EALLOC', 'the image returned memory outside its own for a string');
    this.bytes.set(bytes, address);
  }

  text(address: number, most: number): string | undefined {
    return copiedText(this.bytes, address, most)?.toString();
  }

  longText(address: number, most: number): Promise<string | undefined> {
    return longText(sharedSource(this.bytes), address, most, this.over.signal);
  }

  /** Changes with every answer. To be taken before the slots are looked at: an answer that comes after that has changed it. */
  get answers(): number {
    return this.bell!.count;
  }

  /** Sleeps until there are other answers than `seen`, or the isle has ended, while the event loop goes on. */
  async sleep(seen: number): Promise<void> {
    await this.unlessOver(this.bell!.waitAsync(seen, { signal: this.over.signal }));
  }

  /** Whether the wait came to its end before the isle did. */
  private async unlessOver(wait: Promise<unknown>): Promise<boolean> {
    const { signal } = this.over;
    try {
      await wait;
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return !signal.aborted;
  }

  /** Wakes the threads of slots whose calls were left there by others than post(). */
  wake(): void {
    for (let slot = 0; slot < this.count; slot++)
      this.shared.notify((this.at(slot) + L.CALL_SLOT_STATE) >> 2, Number.POSITIVE_INFINITY);
  }

  /** The isle ends: nothing of the loader's waits on its memory, which another may get. */
  end(): void {
    this.over.abort();
  }
}
