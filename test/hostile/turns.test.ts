// What a guest makes long is done in pieces, and the event loop has its turn between them: answers' texts, long texts, copies of images.
// Nothing is timed here: each piece of work is made to last until a turn is due, and turns are counted.
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Calls, type CalledIsle } from '../../loader/calls/queue.js';
import { AT_ONCE, longText, sharedSource } from '../../loader/calls/long-text.js';
import type { Slots } from '../../loader/calls/posting.js';
import { answerBody, WITH_TEXT } from '../../loader/contained/calls.js';
import type { IslePages } from '../../loader/contained/pages.js';
import { PagedSlots } from '../../loader/contained/paged-slots.js';
import { FramedSlots } from '../../loader/contained/slots.js';
import { describeTrap } from '../../loader/wasm/backtraces.js';
import type { Signature } from '../../loader/wasm/signatures.js';
import { copiedInTurns, PIECE } from '../../runtime/copy-in-turns.js';
import { overdue, turn } from '../../runtime/loop-turn.js';
import { sharedBytes } from '../../runtime/shared-bytes.js';

let turns = 0;
let ticking = true;
const tick = (): void => {
  turns++;
  if (ticking) setImmediate(tick);
};
beforeAll(() => void setImmediate(tick));
afterAll(() => void (ticking = false));

/** Work that lasts for as long as may be. */
function work(): void {
  while (!overdue());
}

const distinct = (values: readonly number[]): number => new Set(values).size;

/** Slots whose image answers every call at once, with a text that takes long to decode. */
class Answering implements Slots {
  readonly textMax = 0;
  readonly spins = false;
  answers = 0;
  /** By answer that was read. */
  readonly read: { slot: number; turn: number }[] = [];
  /** Answers that were there whenever somebody went to sleep. */
  readonly left: number[] = [];
  private readonly there = new Set<number>();
  private wake = (): void => {};

  constructor(readonly count: number) {}

  find = (): Promise<boolean> => Promise.resolve(true);
  missed(): void {}
  look = (): boolean => false;
  write(): void {}
  end = (): void => this.wake();

  post(slot: number): boolean {
    this.there.add(slot);
    this.answers++;
    this.wake();
    return false;
  }

  answered = (slot: number): boolean => this.there.has(slot);

  result(slot: number): number {
    this.there.delete(slot);
    this.read.push({ slot, turn: turns });
    return 1;
  }

  text(): string {
    work();
    return 'text';
  }

  sleep(seen: number): Promise<void> {
    this.left.push(this.there.size);
    return seen === this.answers ? new Promise((resolve) => (this.wake = resolve)) : Promise.resolve();
  }
}

const isle: CalledIsle = {
  memory: 0,
  block: () => Promise.reject(new Error()),
  release: () => Promise.resolve(),
  addressOf: () => undefined,
  abort() {},
  deliver() {},
  expire() {},
};
const functions = new Map<string, Signature>([['go', { parameters: [], result: 'i32' }]]);

it('leaves answers for the next turn when their texts take long, and does not sleep before all are taken', async () => {
  const slots = new Answering(32);
  const calls = new Calls(slots, functions, isle);
  await calls.ready;
  const texts = await Promise.all(Array.from({ length: 32 }, () => calls.call('go', [], { returns: 'string' })));
  expect(texts).toEqual(Array.from({ length: 32 }, () => 'text'));
  expect(distinct(slots.read.map((read) => read.turn))).toBe(32);
  expect(slots.left.filter((left) => left > 0)).toEqual([]);
});

it('takes answers of every slot in turn, however many come in the first ones', async () => {
  const slots = new Answering(8);
  const calls = new Calls(slots, functions, isle);
  await calls.ready;
  await Promise.all(Array.from({ length: 64 }, () => calls.call('go', [], { returns: 'string' })));
  for (let at = 0; at < 64; at += 8) expect(distinct(slots.read.slice(at, at + 8).map((read) => read.slot))).toBe(8);
});

it('keeps the text of each answer that waits in a contained isle', async () => {
  const slots = new FramedSlots(2, undefined!, () => {});
  const calls = new Calls(slots, functions, isle);
  await calls.ready;
  const texts = [0, 1].map(() => calls.call('go', [], { returns: 'string' }));
  for (const slot of [0, 1]) {
    const head = Buffer.alloc(16);
    head.writeUInt32LE(slot, 0);
    head.writeUInt32LE(WITH_TEXT, 4);
    head.writeUInt32LE(1, 8);
    slots.answer(Buffer.concat([head, Buffer.from(`text ${slot}\0`)]));
  }
  expect(await Promise.all(texts)).toEqual(['text 0', 'text 1']);
});

it('gives each of many that wait for a turn one of its own, the first one first', async () => {
  const gone: { who: number; turn: number }[] = [];
  const one = async (who: number): Promise<void> => {
    for (let i = 0; i < 4; i++) {
      await turn();
      expect(overdue()).toBe(false);
      gone.push({ who, turn: turns });
      work();
    }
  };
  await Promise.all(Array.from({ length: 16 }, (_, who) => one(who)));
  expect(distinct(gone.map((each) => each.turn))).toBe(64);
  expect(gone.map((each) => each.who)).toEqual(Array.from({ length: 64 }, (_, i) => i % 16));
});

it('decodes long texts of many calls one piece a turn', async () => {
  const bytes = sharedBytes(new SharedArrayBuffer(4 << 20)).fill(0x80, 0, (4 << 20) - 1);
  const pieces: number[] = [];
  const slice = bytes.subarray.bind(bytes);
  bytes.subarray = (begin, end) => {
    pieces.push(turns);
    work();
    return slice(begin, end);
  };
  const { signal } = new AbortController();
  await Promise.all(Array.from({ length: 4 }, () => longText(sharedSource(bytes), 0, 4 << 20, signal)));
  expect(pieces.length).toBe(64);
  // The first pieces are read by those who ask.
  expect(distinct(pieces)).toBe(61);
});

it('decodes long texts as if at once, wherever their pieces meet', async () => {
  const { signal } = new AbortController();
  const [piece, outside] = [AT_ONCE, 1 << 20];
  for (const length of [piece, piece + 1, outside - 1, outside, outside + 1, 2 * outside + piece]) {
    const bytes = Buffer.alloc(length + 1, 'text').fill(0, length);
    const same = async (): Promise<void> => {
      const source = sharedSource(sharedBytes(new SharedArrayBuffer(bytes.length)));
      source.read = (address, into) => void bytes.copy(into, 0, address, address + into.length);
      expect((await longText(source, 0, length, signal)) === bytes.toString('utf8', 0, length)).toBe(true);
      expect(await longText(source, 0, length - 1, signal)).toBe(undefined);
    };
    await same();
    // A letter of four bytes at the end of a piece, of a part, of the text; the last without its end.
    for (const at of [piece - 2, outside - 1, length - 4, length - 2])
      if (at > 0 && at < length) bytes.write('𝄞', at, Math.min(4, length - at), 'utf8');
    bytes[length - 1] = 0xf0;
    await same();
  }
});

const LONG = 4 << 20;

it('reads long texts of contained isles one piece a turn, from their memory and from frames', async () => {
  const pieces: number[] = [];
  const source = Buffer.alloc(LONG, 0x80).fill(0, LONG - 1);
  const part = (start: number, end: number): Buffer => {
    pieces.push(turns);
    work();
    return source.subarray(start, end);
  };
  const read = (address: number, into: Uint8Array): void => into.set(part(address, address + into.length));
  const paged = new PagedSlots(1, 0, undefined!, { length: LONG, read } as IslePages, () => {});
  expect((await paged.longText(0, LONG))!.length).toBe(LONG - 1);
  expect(distinct(pieces.splice(0))).toBe(16);

  const framed = new FramedSlots(1, undefined!, () => {});
  framed.post(0, 0, [], [], undefined, true);
  framed.answer(Buffer.concat([answerBody(0, WITH_TEXT, 'i32', 1), source]));
  expect(framed.result(0, 'i32')).toBe(1);
  expect(framed.text(1, AT_ONCE)).toBe(undefined);
  const { told } = framed as unknown as { told: Buffer };
  told.subarray = part as Buffer['subarray'];
  expect((await framed.longText(1, LONG))!.length).toBe(LONG - 1);
  expect(distinct(pieces)).toBe(16);
});

/** Bytes that note which parts of them are taken, and in which turn. */
function noted(length: number): { bytes: Uint8Array; parts: { bytes: number; turn: number }[] } {
  const bytes = new Uint8Array(length).map((_, i) => i);
  const parts: { bytes: number; turn: number }[] = [];
  const subarray = bytes.subarray.bind(bytes);
  bytes.subarray = (begin, end) => {
    const part = subarray(begin, end);
    parts.push({ bytes: part.length, turn: turns });
    return part;
  };
  return { bytes, parts };
}

const inPieces = (parts: { bytes: number; turn: number }[], length: number): void => {
  expect(parts.map((part) => part.bytes)).toEqual([PIECE, PIECE, PIECE, length - 3 * PIECE]);
  expect(distinct(parts.map((part) => part.turn))).toBe(4);
};

it('copies images in pieces, each in a turn of its own', async () => {
  const { bytes, parts } = noted(3 * PIECE + 5);
  const copy = await copiedInTurns(bytes);
  inPieces(parts, bytes.length);
  expect(Buffer.compare(copy, bytes)).toBe(0);
  expect((await copiedInTurns(new Uint8Array(0))).length).toBe(0);
});

it("copies a trap's image in pieces too", async () => {
  const { bytes, parts } = noted(3 * PIECE + 5);
  const frames = [{ body: 0, offset: 0 }];
  // Where these sources run there is no thread to read it: the report has offsets.
  const lines = await describeTrap({ isle: 0, core: 0, thread: 1, message: 'unreachable', frames }, bytes);
  expect(lines.length).toBeGreaterThan(0);
  await vi.waitUntil(() => parts.length === 4);
  inPieces(parts, bytes.length);
});
