/**
 * Arguments that are copied for a call: arrays of other memory (`copy`), objects that stand for structures. They get one block of the isle's
 * memory, and what C may have changed comes back when the function has returned.
 */
import { HermitError } from '../../runtime/errors.js';
import type { Declared } from '../wasm/declared.js';
import { arrayName, type Rule } from './rules.js';
import { isPlain, readStructure, writeStructure } from './structures.js';

/** Begin of a piece in the block (bytes): a cache line, which suits every type. */
const STEP = 64;

interface Piece {
  bytes: Uint8Array;
  offset: number;
  /** What the call is given in its place. */
  view(block: Uint8Array): ArrayBufferView;
  /** Where it is not constant. */
  back?(block: Uint8Array): void;
}

type ArrayConstructor = new (buffer: ArrayBufferLike, offset: number, length: number) => ArrayBufferView;

const bytesOf = (view: ArrayBufferView): Uint8Array => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

export class Copies {
  private readonly pieces = new Map<unknown, Piece>();
  private size = 0;

  /** Takes an argument if it has to be copied: an array that is given twice is copied once. @throws HermitError HERMIT_EARGUMENT. */
  take(value: unknown, rule: Rule | undefined, where: string, structs: Declared['structs'] | undefined): void {
    if (this.pieces.has(value)) return;
    if (ArrayBuffer.isView(value)) {
      // By its name, because a class of the caller's may have another constructor.
      const Made = (globalThis as unknown as Record<string, ArrayConstructor>)[arrayName(value) ?? 'DataView']!;
      const length = 'length' in value ? (value.length as number) : value.byteLength;
      this.add(
        value,
        bytesOf(value),
        rule,
        (block, at) => new Made(block.buffer, block.byteOffset + at, length),
        (block) => bytesOf(value).set(block),
      );
    } else if (isPlain(value) && rule?.structure && structs) {
      const { structure } = rule;
      const all = Array.isArray(value) ? (value as unknown[]) : [value];
      const view = new DataView(new ArrayBuffer(all.length * structure.size));
      for (const [i, one] of all.entries())
        writeStructure(
          view,
          i * structure.size,
          structure,
          one,
          Array.isArray(value) ? `${where}[${i}]` : where,
          structs,
        );
      const bytes = new Uint8Array(view.buffer);
      this.add(
        value,
        bytes,
        rule,
        (block, at) => block.subarray(at, at + bytes.length),
        (block) => {
          // A copy: the isle goes on.
          const copy = new DataView(Uint8Array.from(block).buffer);
          for (const [i, one] of all.entries())
            readStructure(copy, i * structure.size, structure, one as Record<string, unknown>, structs);
        },
      );
    }
  }

  private add(
    value: unknown,
    bytes: Uint8Array,
    rule: Rule | undefined,
    view: (block: Uint8Array, at: number) => ArrayBufferView,
    back: (piece: Uint8Array) => void,
  ): void {
    const offset = this.size;
    this.size += Math.ceil(Math.max(1, bytes.length) / STEP) * STEP;
    const piece: Piece = { bytes, offset, view: (block) => view(block, offset) };
    if (rule?.constant !== true) piece.back = (block) => back(block.subarray(offset, offset + bytes.length));
    this.pieces.set(value, piece);
  }

  /** Makes the call with what was taken in the block. */
  async during<T>(
    isle: { block(bytes: number): Promise<Uint8Array>; release(block: Uint8Array): Promise<void> },
    args: readonly unknown[],
    call: (args: unknown[]) => Promise<T>,
  ): Promise<T> {
    const block = await isle.block(this.size);
    try {
      for (const { bytes, offset } of this.pieces.values()) block.set(bytes, offset);
      const result = await call(args.map((value) => this.pieces.get(value)?.view(block) ?? value));
      for (const piece of this.pieces.values()) piece.back?.(block);
      return result;
    } finally {
      // An isle that has ended has no memory to give back.
      void isle.release(block).catch(() => {});
    }
  }
}

/** An array of other memory than the isle's. */
export function notHere(where: string): never {
  throw new HermitError(
    'HERMIT_EARRAY',
    `${where}: expected an array that isle.alloc or isle.view made of this isle, got one of other memory or of an isle that has ended: ` +
      'callWith({ copy: true }, …) copies it there and back',
  );
}
