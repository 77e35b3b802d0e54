/**
 * Where calls of a contained isle are left, with koffi: in the call slots of its memory, which this process reads and writes as a file. A core
 * that still looks for calls sees one at once, and its answer is looked for here in turns of the event loop, for as long as that pays: two
 * processes then talk without waking each other. A core that sleeps is woken through its process, and an answer that takes longer comes by it.
 *
 * Every word there is the guest's. A state that lies ends its own call early, a result is eight bytes whatever they are, and how long anything is
 * this side knows itself. A read or write of the file is a system call that takes locks of Linux's, so they happen in their order.
 */
import { availableParallelism } from 'node:os';
import { HermitError } from '../../runtime/errors.js';
import * as L from '../../runtime/generated/layout.js';
import { AwaySlots, sizeOf } from './away-slots.js';
import { longText } from '../calls/long-text.js';
import type { Slots } from '../calls/posting.js';
import { Thrown } from '../calls/thrown.js';
import type { ValueType } from '../wasm/signatures.js';
import type { CopiedArrays, Place } from './arrays.js';
import { ANSWER_BYTES, answerValue } from './calls.js';
import { LONGEST, TO_CHILD, TO_SERVICE, word } from './frames.js';
import { Untrue } from './messages.js';
import type { IslePages } from './pages.js';

/** Bytes that are copied at once; more would hold the event loop, and go by threads of Node's. */
const AT_ONCE = 1 << 20;
/** Pieces in which a string is looked for. */
const TEXT_PIECE = 4096;

/** How long an answer is looked for before its process is asked to tell of it (ms): a core that slept is awake by then. */
const LOOK_MS = 0.25;
/** Looks in a row that were in vain; then only for each PROBE-th call they are tried again. */
const IN_VAIN = 4;
const PROBE = 16;

/** Whether looking for answers has paid lately. */
class Looking {
  private vain = 0;
  private calls = 0;

  get pays(): boolean {
    return this.vain < IN_VAIN || ++this.calls % PROBE === 0;
  }

  ended(found: boolean): void {
    this.vain = found ? 0 : this.vain + 1;
  }
}

/** Calls under way in this process. When they have all CPUs, looking would keep one of them from its work. */
let underWay = 0;
const CPUS = availableParallelism();

interface Running {
  places: Place[];
  /** It is in its slot. */
  posted: boolean;
  /** Its slot was free again. */
  answered: boolean;
  /** What the isle had written by then has come. */
  flushed: boolean;
  /** The result, behind where an answer has it, and the arrays are copied, or are about to be. */
  taken: boolean;
  ready: boolean;
  failure: HermitError | Thrown | undefined;
  result: Buffer;
}

const inTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class PagedSlots extends AwaySlots implements Slots {
  readonly textMax = L.CALL_SLOT_TEXT_SIZE;
  /** The longest frame of an answer. */
  readonly longest = LONGEST[TO_SERVICE.ANSWER]!;
  private readonly running: (Running | undefined)[] = [];
  /** Calls whose arrays are still copied, and those behind them. */
  private later: Promise<void> | undefined;
  /** What is written to a slot, from its function on. */
  private readonly letter = Buffer.alloc(L.CALL_SLOT_SIZE);
  private readonly looked = Buffer.alloc(8);
  /** Until then answers are looked for. */
  private until = 0;
  /** For calls whose core was awake, and whose core slept: with no CPU to spare, looking keeps that one from waking. */
  private readonly awake = new Looking();
  private readonly asleep = new Looking();
  private looking: Looking | undefined;
  /** Its process was asked to tell of answers, or to say what the isle has written; for these calls. */
  private watched = false;
  private flushing: Running[] | undefined;
  /** The count of requests of the isle (DOORBELL) by which all that it had written has come. */
  private settled: number | undefined;
  private settling: number | undefined;

  constructor(
    readonly count: number,
    /** The address of the board of calls: it and its slots lie inside. */
    private readonly board: number,
    private readonly arrays: CopiedArrays,
    private readonly pages: IslePages,
    private readonly say: (kind: number, ...parts: readonly Uint8Array[]) => void,
  ) {
    super();
  }

  private at(slot: number): number {
    return this.board + L.CALLS_SLOTS + slot * L.CALL_SLOT_SIZE;
  }

  private word(address: number): number {
    this.pages.read(address, this.looked.subarray(0, 4));
    return this.looked.readInt32LE(0);
  }

  post(
    slot: number,
    called: number,
    types: readonly ValueType[],
    args: readonly unknown[],
    arrays: readonly ArrayBufferView[] | undefined,
  ): boolean {
    const places = arrays ? this.arrays.placesOf(arrays) : [];
    const call: Running = {
      places,
      posted: false,
      answered: false,
      flushed: false,
      taken: false,
      ready: false,
      failure: undefined,
      result: Buffer.alloc(ANSWER_BYTES),
    };
    this.running[slot] = call;
    underWay++;
    // One that another call has already is the isle's until that ends.
    const fresh = places.filter((place) => place.uses++ === 0);
    const put = (): void => {
      if (!this.over.signal.aborted) this.put(slot, call, called, types, args);
    };
    if (this.later || sizeOf(fresh) > AT_ONCE)
      this.queue(call, async () => {
        for (const { address, bytes } of fresh)
          if (!this.over.signal.aborted) await this.pages.copyLater('write', address, bytes);
        put();
      });
    else
      this.unlessFailed(call, () => {
        for (const { address, bytes } of fresh) this.pages.write(address, bytes);
        put();
      });
    return false;
  }

  /** Leaves it in its slot, and wakes the slot's thread if it sleeps. */
  private put(
    slot: number,
    call: Running,
    called: number,
    types: readonly ValueType[],
    args: readonly unknown[],
  ): void {
    const at = this.at(slot);
    const { letter } = this;
    letter.writeInt32LE(called, L.CALL_SLOT_FUNCTION);
    let end = L.CALL_SLOT_FRAME + 8;
    let text = L.CALL_SLOT_TEXT;
    types.forEach((type, i) => {
      const value = args[i];
      if (Buffer.isBuffer(value)) {
        letter.set(value, text);
        letter.writeInt32LE((at + text) | 0, end);
        text += value.length;
      } else if (type === 'i64') letter.writeBigUInt64LE(BigInt.asUintN(64, value as bigint), end);
      else if (type === 'i32') letter.writeInt32LE((value as number) | 0, end);
      else if (type === 'f32') letter.writeFloatLE(value as number, end);
      else letter.writeDoubleLE(value as number, end);
      end += 8;
    });
    const last = text > L.CALL_SLOT_TEXT ? text : end;
    this.pages.write(at + L.CALL_SLOT_FUNCTION, letter.subarray(L.CALL_SLOT_FUNCTION, last));
    call.posted = true;
    // Its thread sees all of the letter when it sees this.
    this.pages.write(at + L.CALL_SLOT_STATE, word(L.CALL_SLOT_CALLED));
    this.pages.read(at + L.CALL_SLOT_STATE, this.looked);
    call.answered = this.looked.readInt32LE(0) === L.CALL_SLOT_FREE;
    const slept = !call.answered && this.looked.readInt32LE(L.CALL_SLOT_SLEEPING - L.CALL_SLOT_STATE) !== 0;
    if (slept) this.say(TO_CHILD.POSTED);
    const looking = slept ? this.asleep : this.awake;
    if (underWay < CPUS && looking.pays) [this.looking, this.until] = [looking, performance.now() + LOOK_MS];
    // Who sleeps looks for this one, too.
    this.wake?.();
  }

  private unlessFailed(call: Running, step: () => void): void {
    try {
      step();
    } catch (error) {
      this.failed(call, error);
    }
  }

  /** It could not be made, or its answer not be taken. */
  private failed(call: Running, error: unknown): void {
    const { code, message } = error as { code: unknown; message: string };
    call.failure =
      error instanceof HermitError ? error : new HermitError('HERMIT_ECONTAIN', `${String(code)}: ${message}`);
    this.done(call);
  }

  /** Calls go in their order, also behind one that is still copied. */
  private queue(call: Running, step: () => Promise<void>): void {
    const mine = (this.later ?? Promise.resolve()).then(step).catch((error) => this.failed(call, error));
    this.later = mine;
    void mine.then(() => {
      if (this.later === mine) this.later = undefined;
    });
  }

  private done(call: Running): void {
    for (const place of call.places) place.uses--;
    call.places = [];
    if (call.ready || this.over.signal.aborted) return;
    call.ready = true;
    underWay--;
    this.changed();
  }

  answered(slot: number): boolean {
    const call = this.running[slot];
    if (!call || call.ready) return call !== undefined;
    if (!call.posted || call.taken) return false;
    this.unlessFailed(call, () => {
      if (this.isFree(slot, call) && this.isFlushed(call)) this.take(slot, call);
    });
    return call.ready;
  }

  private isFree(slot: number, call: Running): boolean {
    call.answered ||= this.word(this.at(slot) + L.CALL_SLOT_STATE) === L.CALL_SLOT_FREE;
    return call.answered;
  }

  /** An isle that has asked nothing of its proxy has written nothing either. */
  private isFlushed(call: Running): boolean {
    if (call.flushed) return true;
    const bell = this.word(L.DOORBELL);
    if (bell === this.settled) return true;
    if (!this.flushing) {
      this.settling = bell;
      this.flushing = this.running.filter((one) => one?.answered) as Running[];
      this.say(TO_CHILD.FLUSH);
    }
    return false;
  }

  /** Its process has said what the isle had written when it was asked. @throws Untrue. */
  flushed(): void {
    if (!this.flushing) throw new Untrue('an end of output that nobody asked for');
    for (const call of this.flushing) call.flushed = true;
    this.settled = this.settling;
    this.flushing = undefined;
    this.changed();
  }

  /** Its process tells of answers. @throws Untrue. */
  rung(): void {
    if (!this.watched) throw new Untrue('answers that nobody asked for');
    this.watched = false;
    this.changed();
  }

  private take(slot: number, call: Running): void {
    call.taken = true;
    const { places, result } = call;
    const at = this.at(slot);
    this.pages.read(at + L.CALL_SLOT_FUNCTION, result.subarray(ANSWER_BYTES - 12));
    if (result.readInt32LE(ANSWER_BYTES - 12) === L.CALL_THROWN)
      call.failure = new Thrown(this.text(at + L.CALL_SLOT_TEXT, L.CALL_SLOT_TEXT_SIZE));
    if (sizeOf(places) <= AT_ONCE) {
      for (const { address, bytes } of places) this.pages.read(address, bytes);
      return this.doneIfThere(call);
    }
    const copies = places.map(({ address, bytes }) => this.pages.copyLater('read', address, bytes));
    void Promise.all(copies)
      .then(() => this.doneIfThere(call))
      .catch((error) => this.failed(call, error));
  }

  /**
   * An isle that ends gives its pages back, and what is read then is zero, a free slot too. The board's address lies before everything that
   * was read, so it is gone first. Then the call fails with the isle, of whose end this process is about to hear.
   */
  private doneIfThere(call: Running): void {
    if (this.word(L.CALLS) !== 0) this.done(call);
  }

  result(slot: number, type: ValueType | null): number | bigint | undefined {
    const { result, failure } = this.running[slot]!;
    this.running[slot] = undefined;
    if (failure) throw failure;
    return type === null ? undefined : answerValue(result, type);
  }

  async sleep(seen: number): Promise<void> {
    const { signal } = this.over;
    while (this.answers === seen && !signal.aborted) {
      if (this.waits && underWay < CPUS && performance.now() < this.until) {
        await inTurn();
        if (this.anyFree()) return this.endLook(true);
      } else {
        if (this.waits && !this.watched && this.watch()) return;
        if (this.answers === seen) await new Promise<void>((resolve) => (this.wake = resolve));
      }
    }
  }

  private endLook(found: boolean): void {
    this.looking?.ended(found);
    this.looking = undefined;
  }

  /** Some call has no answer yet. */
  private get waits(): boolean {
    return this.running.some((call) => call?.posted && !call.answered && !call.ready);
  }

  /** Looks at the slots of calls that run. */
  private anyFree(): boolean {
    let any = false;
    this.running.forEach((call, slot) => {
      if (!call?.posted || call.answered || call.ready || this.over.signal.aborted) return;
      this.unlessFailed(call, () => void (any = this.isFree(slot, call) || any));
    });
    return any;
  }

  /** Asks the isle's process to tell of answers. True: there are some. */
  private watch(): boolean {
    let found = false;
    this.endLook(false);
    try {
      // Before the slots are looked at: an answer that comes after that has changed it.
      const count = this.word(this.board + L.CALLS_DONE);
      found = this.anyFree();
      this.watched = !found;
      if (!found) this.say(TO_CHILD.WATCH, word(count));
    } catch (error) {
      // All of them: else whoever sleeps would be asked again and again.
      for (const call of this.running) if (call && !call.ready) this.failed(call, error);
    }
    return found;
  }

  write(address: number, bytes: Uint8Array): void {
    this.pages.write(address, bytes);
  }

  text(address: number, most: number): string | undefined {
    const { pages } = this;
    const pieces: Buffer[] = [];
    for (let at = address; at < pages.length && at - address <= most;) {
      const size = pieces.length === 0 ? 256 : TEXT_PIECE << Math.min(pieces.length, 6);
      const piece = pages.copy(at, Math.min(at + size, pages.length));
      const end = piece.indexOf(0);
      pieces.push(end >= 0 ? piece.subarray(0, end) : piece);
      at += piece.length;
      if (end < 0) continue;
      const all = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
      return all.length > most ? undefined : all.toString();
    }
    return undefined;
  }

  longText(address: number, most: number): Promise<string | undefined> {
    return longText(this.pages, address, most, this.over.signal);
  }

  end(): void {
    this.over.abort();
    for (const call of this.running) if (call && !call.ready) underWay--;
    this.running.length = 0;
    this.changed();
  }
}
