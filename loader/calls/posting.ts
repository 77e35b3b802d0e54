/** Where calls are left and answers come from: the call slots of an isle in this process, or those of one that another process holds. */
import type { ValueType } from '../wasm/signatures.js';

export interface Slots {
  /** How many calls may run at once; 0 before find() has answered. */
  readonly count: number;
  /** Bytes of strings that a call has room for; longer ones are copied into memory of their own before. */
  readonly textMax: number;
  /** Waits until calls are served, or the isle ends. False: they cannot be. */
  find(): Promise<boolean>;
  /**
   * Posts a call to a slot that is free: numbers, and buffers for strings. `arrays` are those among the arguments, whose addresses stand
   * there; `text`: the answer's text is asked for next. Whether an answer may be looked for at once.
   */
  post(
    slot: number,
    called: number,
    types: readonly ValueType[],
    args: readonly unknown[],
    arrays: readonly ArrayBufferView[] | undefined,
    text: boolean,
  ): boolean;
  /** Looking for an answer has paid lately. */
  readonly spins: boolean;
  /** An answer was soon there although nobody looked for it. */
  missed(): void;
  /** Looks for a slot's answer for as long as that pays: whether it is there. */
  look(slot: number): boolean;
  /** The slot's call has been answered. */
  answered(slot: number): boolean;
  /** What it answered, undefined for void. @throws HermitError when it could not be made. */
  result(slot: number, type: ValueType | null): number | bigint | undefined;
  /** Changes with every answer. */
  readonly answers: number;
  /** Sleeps until there are other answers than `seen`, or the isle has ended. */
  sleep(seen: number): Promise<void>;
  /** Copies bytes into the isle's memory. */
  write(address: number, bytes: Uint8Array): void;
  /** The text that ends with a zero at an address, at most `most` bytes; undefined when there is none. */
  text(address: number, most: number): string | undefined;
  /** The same for a long one, whose reading would hold the event loop; where that is elsewhere, there is none. */
  longText?(address: number, most: number): Promise<string | undefined>;
  /** The isle ends: nothing waits here any more. */
  end(): void;
}

/** Arrays in an isle's memory, as JavaScript has them. */
export interface IsleArrays {
  /** One of memory that was just allocated, and is zero. @throws HermitError. */
  fresh<T>(type: ArrayType<T>, address: number, length: number): T;
  /** That memory is given back. */
  freed(address: number): void;
  /** One at an aligned address, all of it inside. @throws HermitError. */
  view<T>(type: ArrayType<T>, address: number, length: number): T;
  /** Where an array lies; undefined: not in the isle. */
  addressOf(array: ArrayBufferView): number | undefined;
  /** The isle ends: no array is one of it any more. */
  end(): void;
}

/** A type of arrays, such as Float64Array. */
export interface ArrayType<T> {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
  readonly name: string;
}

/** Arrays that are the isle's memory itself. `lend` gives a buffer of it that nobody else has. */
export class LentArrays implements IsleArrays {
  private lent: ArrayBufferLike | undefined;
  private ended = false;

  constructor(private readonly lend: () => ArrayBufferLike) {}

  fresh<T>(type: ArrayType<T>, address: number, length: number): T {
    return this.view(type, address, length);
  }

  freed(): void {}

  view<T>(type: ArrayType<T>, address: number, length: number): T {
    this.lent ??= this.lend();
    return new type(this.lent, address, length);
  }

  addressOf({ buffer, byteOffset }: ArrayBufferView): number | undefined {
    return !this.ended && buffer === this.lent ? byteOffset : undefined;
  }

  end(): void {
    this.lent = undefined;
    this.ended = true;
  }
}
