/**
 * The snapshot before preview 1, `wasi_unstable`, by way of preview 1: its calls have the same names and types. What differs is how `whence` is
 * numbered, the size of a filestat (its count of links has 4 bytes) and of a subscription (a clock's has another number in front).
 */
import type { Imported } from './imports.js';
import type { GuestMemory } from './memory.js';
import { FAULT, INVAL, SUCCESS } from '../preview1.js';

/** Bytes of a filestat and a subscription. */
const FILESTAT = { old: 56, now: 64 };
const SUBSCRIPTION = { old: 56, now: 48 };
/** Of a subscription: its type lies here, and what belongs to the type here. */
const TYPE_AT = 8;
const UNION_AT = 16;
const CLOCK = 0;
/** As many subscriptions as poll_oneoff takes. */
const SUBSCRIPTIONS_MAX = 4096;

/** By number there: from the current place, from the end, from the beginning. */
const WHENCE = [1, 2, 0];

export function unstableCalls(calls: Record<string, Imported>, memory: GuestMemory): Record<string, Imported> {
  const stat = (call: Imported): Imported => {
    return (...values) => withFilestat(memory, Number(values.at(-1)) >>> 0, (at) => call(...values.slice(0, -1), at));
  };
  return {
    ...calls,
    fd_seek: (fd, offset, whence, to) => {
      const now = WHENCE[Number(whence) & 0xff];
      return now === undefined ? INVAL : calls['fd_seek']!(fd!, offset!, now, to!);
    },
    fd_filestat_get: stat(calls['fd_filestat_get']!),
    path_filestat_get: stat(calls['path_filestat_get']!),
    poll_oneoff: (from, to, count, events) =>
      withSubscriptions(memory, Number(from) >>> 0, Number(count) >>> 0, (at) =>
        calls['poll_oneoff']!(at, to!, count!, events!),
      ),
  };
}

/** Has `call` write a filestat over the older one and what lies behind that, which is put back. */
function withFilestat(memory: GuestMemory, at: number, call: (at: number) => number): number {
  memory.refresh();
  const behind = new Uint8Array(FILESTAT.now - FILESTAT.old);
  if (!memory.holds(at, FILESTAT.old)) return FAULT;
  // At the memory's very end there is no room behind it: the longer one is written before, over what is put back then.
  const place = memory.holds(at, FILESTAT.now) ? at : at - behind.length;
  const saved = place === at ? at + FILESTAT.old : place;
  if (place < 0) return FAULT;
  memory.copyOut(saved, behind.length, behind, 0);
  const error = call(place);
  memory.refresh();
  const written = new Uint8Array(FILESTAT.now);
  memory.copyOut(place, FILESTAT.now, written, 0);
  memory.copyIn(saved, behind.length, behind, 0);
  if (error !== SUCCESS) return error;
  const links = Buffer.from(written.subarray(24, 32)).readBigUInt64LE();
  const old = Buffer.alloc(FILESTAT.old);
  old.set(written.subarray(0, 17));
  old.writeUInt32LE(Number(links > 0xffffffffn ? 0xffffffffn : links), 20);
  old.set(written.subarray(32), 24);
  memory.copyIn(at, FILESTAT.old, old, 0);
  return SUCCESS;
}

/** Has `call` find subscriptions of preview 1 in place of the older ones, which are put back. */
function withSubscriptions(memory: GuestMemory, at: number, count: number, call: (at: number) => number): number {
  memory.refresh();
  if (count === 0 || count > SUBSCRIPTIONS_MAX) return call(at);
  const length = count * SUBSCRIPTION.old;
  if (!memory.holds(at, length)) return FAULT;
  const given = new Uint8Array(length);
  memory.copyOut(at, length, given, 0);
  const now = new Uint8Array(count * SUBSCRIPTION.now);
  for (let i = 0; i < count; i++) {
    const one = given.subarray(i * SUBSCRIPTION.old, (i + 1) * SUBSCRIPTION.old);
    now.set(one.subarray(0, UNION_AT), i * SUBSCRIPTION.now);
    const from = one[TYPE_AT] === CLOCK ? UNION_AT + 8 : UNION_AT;
    now.set(one.subarray(from, from + SUBSCRIPTION.now - UNION_AT), i * SUBSCRIPTION.now + UNION_AT);
  }
  memory.copyIn(at, now.length, now, 0);
  const error = call(at);
  memory.refresh();
  memory.copyIn(at, length, given, 0);
  return error;
}
