/**
 * Where calls of a contained isle are left whose memory this process cannot reach: in frames for its process, arrays and texts along with
 * them. Answers are what that says, within what was asked.
 */
import { HermitError } from '../../runtime/errors.js';
import { AT_ONCE, longText, RESULT_MAX } from '../calls/long-text.js';
import type { Slots } from '../calls/posting.js';
import type { ValueType } from '../wasm/signatures.js';
import type { CopiedArrays, Place } from './arrays.js';
import { AwaySlots, sizeOf } from './away-slots.js';
import { ANSWER_BYTES, answerValue, callBody, FAILED, WANTS_TEXT, WITH_TEXT } from './calls.js';
import { LONGEST, TO_CHILD, TO_SERVICE } from './frames.js';
import { faultOf, parsed, Untrue } from './messages.js';

/** Longest text in an answer, with the zero at its end. */
const TEXT_LONGEST = RESULT_MAX + 1;

interface Running {
  places: Place[];
  /** Its text is wanted. */
  text: boolean;
  answer: Buffer | undefined;
  /** The text, with the zero at its end. */
  told: Buffer | undefined;
  failure: HermitError | undefined;
}

export class FramedSlots extends AwaySlots implements Slots {
  readonly textMax = Infinity;
  private readonly running: (Running | undefined)[] = [];
  /** The text of the result that was taken last, until it is read. */
  private told: Buffer | undefined;

  constructor(
    readonly count: number,
    private readonly arrays: CopiedArrays,
    private readonly say: (kind: number, ...parts: readonly Uint8Array[]) => void,
  ) {
    super();
  }

  post(
    slot: number,
    called: number,
    _: readonly ValueType[],
    args: readonly unknown[],
    arrays: readonly ArrayBufferView[] | undefined,
    text: boolean,
  ): boolean {
    const places = arrays ? this.arrays.placesOf(arrays) : [];
    this.running[slot] = { places, text, answer: undefined, told: undefined, failure: undefined };
    this.say(TO_CHILD.CALL, callBody(slot, text ? WANTS_TEXT : 0, called, args, places));
    return false;
  }

  /** Longest answer that can come now. */
  get longest(): number {
    let most = LONGEST[TO_SERVICE.ANSWER]!;
    for (const call of this.running)
      if (call) most = Math.max(most, ANSWER_BYTES + sizeOf(call.places) + (call.text ? TEXT_LONGEST : 0));
    return most;
  }

  /** The child has answered. @throws Untrue. */
  answer(body: Buffer): void {
    const slot = body.length >= ANSWER_BYTES ? body.readUInt32LE(0) : -1;
    const call = this.running[slot];
    if (!call || call.answer) throw new Untrue('an answer to no call');
    // The body is another frame's soon.
    call.answer = Buffer.from(body.subarray(0, ANSWER_BYTES));
    const status = body.readUInt32LE(4);
    const rest = body.subarray(ANSWER_BYTES);
    if (status === FAILED) {
      const { code, message } = faultOf(parsed(rest));
      call.failure = new HermitError(code, message);
    } else this.take(call, status === WITH_TEXT, rest);
    this.changed();
  }

  /** Arrays, and a text behind them. */
  private take(call: Running, withText: boolean, rest: Buffer): void {
    const { places, text } = call;
    const size = sizeOf(places);
    if (withText && !text) throw new Untrue('a text that nobody asked for');
    if (withText ? rest.length < size : rest.length !== size) throw new Untrue('arrays of another size');
    let at = 0;
    for (const { bytes } of places) {
      bytes.set(rest.subarray(at, at + bytes.length));
      at += bytes.length;
    }
    // A long one came in pieces that were put together for it alone.
    const told = rest.subarray(size);
    if (withText) call.told = told.length > AT_ONCE ? told : Buffer.from(told);
  }

  answered(slot: number): boolean {
    return this.running[slot]?.answer !== undefined;
  }

  result(slot: number, type: ValueType | null): number | bigint | undefined {
    const { answer, told, failure } = this.running[slot]!;
    this.running[slot] = undefined;
    if (failure) throw failure;
    this.told = told;
    return type === null ? undefined : answerValue(answer!, type);
  }

  async sleep(seen: number): Promise<void> {
    if (this.answers === seen && !this.over.signal.aborted) await new Promise<void>((resolve) => (this.wake = resolve));
  }

  /** Strings go along with their calls. */
  write(): void {}

  /** The text of the result that was just taken, wherever it is in the isle. */
  text(_: number, most: number): string | undefined {
    const { told } = this;
    if (!told) {
      const how = "callWith({ returns: 'string' }, …)";
      throw new HermitError(
        'HERMIT_ECONTAIN',
        `reading the memory of a contained isle needs the package koffi: use ${how}`,
      );
    }
    const end = told.subarray(0, most + 1).indexOf(0);
    if (end < 0) return undefined;
    this.told = undefined;
    return told.toString('utf8', 0, end);
  }

  longText(_: number, most: number): Promise<string | undefined> {
    const told = this.told!;
    this.told = undefined;
    const read = (address: number, into: Uint8Array): void => into.set(told.subarray(address, address + into.length));
    return longText({ length: told.length, read }, 0, most, this.over.signal);
  }

  end(): void {
    this.over.abort();
    this.changed();
  }
}
