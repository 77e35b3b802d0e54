/** Where calls of a contained isle are left: in frames for its process. Answers are what that says, within what was asked. */
import { HermitError } from '../../runtime/errors.js';
import type { Slots } from '../calls/posting.js';
import type { ValueType } from '../wasm/signatures.js';
import type { CopiedArrays, Place } from './arrays.js';
import { ANSWER_BYTES, answerValue, callBody, FAILED, WANTS_TEXT, WITH_TEXT } from './calls.js';
import { LONGEST, TO_SERVICE } from './frames.js';
import { faultOf, parsed, Untrue } from './messages.js';
import type { IslePages } from './pages.js';

/** Bytes that are copied at once; more would hold the event loop, and go by threads of Node's. */
const AT_ONCE = 1 << 20;
/** Pieces in which a string is looked for. */
const TEXT_PIECE = 4096;
/** Longest text that comes in an answer, where there are no pages to read it from. */
const TEXT_LONGEST = 16 << 20;

interface Running {
  places: Place[];
  text: boolean;
  /** It has been said to the child. */
  posted: boolean;
  /** Its answer has come; `ready` when its arrays have been copied, too. */
  answer: Buffer | undefined;
  /** The text that came along, where there are no pages to read it from. */
  told: string | undefined;
  ready: boolean;
  failure: HermitError | undefined;
}

const sizeOf = (places: readonly Place[]): number => places.reduce((sum, { bytes }) => sum + bytes.length, 0);

export class RemoteSlots implements Slots {
  readonly textMax = Infinity;
  readonly spins = false;
  answers = 0;
  private readonly running: (Running | undefined)[] = [];
  /** Calls whose arrays are still copied, and those behind them. */
  private later: Promise<void> | undefined;
  /** The text of the result that was taken last, and where it is in the isle. Answers may wait, each with a text of the same address. */
  private last: { address: number; text: string } | undefined;
  private wake: (() => void) | undefined;
  private over = false;

  constructor(
    readonly count: number,
    private readonly arrays: CopiedArrays,
    private readonly pages: IslePages | undefined,
    private readonly say: (call: Buffer) => void,
  ) {}

  find(): Promise<boolean> {
    return Promise.resolve(true);
  }

  missed(): void {}
  look(): boolean {
    return false;
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
    const call: Running = {
      places,
      text,
      posted: false,
      answer: undefined,
      told: undefined,
      ready: false,
      failure: undefined,
    };
    this.running[slot] = call;
    const inline = this.pages ? [] : places;
    const go = (): void => {
      if (this.over) return;
      call.posted = true;
      this.say(callBody(slot, text && !this.pages ? WANTS_TEXT : 0, called, args, inline));
    };
    // One that another call has already is the isle's until that ends.
    const fresh = places.filter((place) => place.uses++ === 0);
    if (!this.pages || fresh.length === 0) {
      if (this.later) this.queue(async () => go());
      else go();
    } else if (!this.later && sizeOf(fresh) <= AT_ONCE) {
      try {
        for (const { address, bytes } of fresh) this.pages.write(address, bytes);
        go();
      } catch (error) {
        this.failed(call, error);
      }
    } else
      this.queue(async () => {
        try {
          for (const { address, bytes } of fresh) if (!this.over) await this.pages!.copyLater('write', address, bytes);
          go();
        } catch (error) {
          this.failed(call, error);
        }
      });
    return false;
  }

  /** It could not be made. */
  private failed(call: Running, error: unknown): void {
    const { code, message } = error as { code: unknown; message: string };
    call.failure =
      error instanceof HermitError ? error : new HermitError('HERMIT_ECONTAIN', `${String(code)}: ${message}`);
    this.done(call);
  }

  /** Calls go in their order, also behind one that is still copied. */
  private queue(step: () => Promise<void>): void {
    const mine = (this.later ?? Promise.resolve()).then(step);
    this.later = mine;
    void mine.then(() => {
      if (this.later === mine) this.later = undefined;
    });
  }

  /** Longest answer that can come now. */
  get longest(): number {
    let most = LONGEST[TO_SERVICE.ANSWER]!;
    if (!this.pages)
      for (const call of this.running)
        if (call) most = Math.max(most, ANSWER_BYTES + sizeOf(call.places), call.text ? TEXT_LONGEST : 0);
    return most;
  }

  /** The child has answered. @throws Untrue. */
  answer(body: Buffer): void {
    const slot = body.length >= ANSWER_BYTES ? body.readUInt32LE(0) : -1;
    const call = this.running[slot];
    if (!call || !call.posted || call.answer) throw new Untrue('an answer to no call');
    // The body is another frame's soon.
    call.answer = Buffer.from(body.subarray(0, ANSWER_BYTES));
    const status = body.readUInt32LE(4);
    const rest = body.subarray(ANSWER_BYTES);
    if (status === FAILED) {
      const { code, message } = faultOf(parsed(rest));
      call.failure = new HermitError(code, message);
    } else if (!this.pages) this.inline(call, status, rest);
    const { places } = call;
    if (!this.pages || call.failure || sizeOf(places) <= AT_ONCE) {
      if (this.pages && !call.failure) this.back(call, places);
      return this.done(call);
    }
    const copies = places.map(({ address, bytes }) => this.pages!.copyLater('read', address, bytes));
    void Promise.all(copies)
      .catch((error: HermitError) => void (call.failure = error))
      .then(() => this.done(call));
  }

  private back(call: Running, places: readonly Place[]): void {
    try {
      for (const { address, bytes } of places) this.pages!.read(address, bytes);
    } catch (error) {
      call.failure = error as HermitError;
    }
  }

  private inline(call: Running, status: number, rest: Buffer): void {
    const { places, text } = call;
    if (status === WITH_TEXT) {
      if (!text) throw new Untrue('a text that nobody asked for');
      call.told = rest.toString();
      return;
    }
    if (rest.length !== sizeOf(places)) throw new Untrue('arrays of another size');
    let at = 0;
    for (const { bytes } of places) {
      bytes.set(rest.subarray(at, at + bytes.length));
      at += bytes.length;
    }
  }

  private done(call: Running): void {
    for (const place of call.places) place.uses--;
    call.ready = true;
    this.answers++;
    this.wake?.();
  }

  answered(slot: number): boolean {
    return this.running[slot]?.ready === true;
  }

  result(slot: number, type: ValueType | null): number | bigint | undefined {
    const { answer, told, failure } = this.running[slot]!;
    this.running[slot] = undefined;
    if (failure) throw failure;
    this.last = told === undefined ? undefined : { address: answer!.readUInt32LE(8), text: told };
    return type === null ? undefined : answerValue(answer!, type);
  }

  async sleep(seen: number): Promise<void> {
    if (this.answers === seen && !this.over) await new Promise<void>((resolve) => (this.wake = resolve));
  }

  write(address: number, bytes: Uint8Array): void {
    this.pages?.write(address, bytes);
  }

  text(address: number, most: number): string | undefined {
    if (!this.pages) {
      if (this.last?.address === address) return this.last.text;
      const how = "callWith({ returns: 'string' }, …)";
      throw new HermitError(
        'HERMIT_ECONTAIN',
        `reading the memory of a contained isle needs the package koffi: use ${how}`,
      );
    }
    const pieces: Buffer[] = [];
    for (let at = address; at < this.pages.length && at - address <= most;) {
      const piece = Buffer.allocUnsafe(
        Math.min(pieces.length === 0 ? 256 : TEXT_PIECE << Math.min(pieces.length, 6), this.pages.length - at),
      );
      this.pages.read(at, piece);
      const end = piece.indexOf(0);
      if (end >= 0) {
        pieces.push(piece.subarray(0, end));
        const all = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
        return all.length > most ? undefined : all.toString();
      }
      pieces.push(piece);
      at += piece.length;
    }
    return undefined;
  }

  end(): void {
    this.over = true;
    this.answers++;
    this.wake?.();
  }
}
