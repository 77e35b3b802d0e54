/** poll_oneoff: waits for time in this thread, and for files in the proxy. */
import { copied } from '../../../runtime/shared-bytes.js';
import { ABSTIME, EVENT, EVENTTYPE, FAULT, INVAL, PRIVATE, SUBSCRIPTION } from '../preview1.js';
import { ROOM } from '../staging.js';
import type { Clocks } from './clocks.js';
import type { Imported } from './imports.js';
import type { ProxyClient } from './proxy-client.js';
import type { GuestMemory } from './memory.js';

/** The longest wait that Node takes, ms. */
const WAIT_MAX = 0x7fffffff;

export function pollCall(proxy: ProxyClient, memory: GuestMemory, clocks: Clocks): Imported {
  const poll = new Poll(proxy, memory, clocks);
  return (...values) => {
    const [subscriptions, events, count, happened] = values.map((v) => Number(v) >>> 0);
    return poll.run(subscriptions!, events!, count!, happened!);
  };
}

class Poll {
  /** For each subscription the end of its clock, ms of the monotonic clock; below 0 minus an error number. */
  private readonly ends: number[] = [];
  /** Whether one waits for a file. */
  private files = false;

  constructor(
    private readonly proxy: ProxyClient,
    private readonly memory: GuestMemory,
    private readonly clocks: Clocks,
  ) {}

  run(subscriptions: number, events: number, count: number, happened: number): number {
    const { memory } = this;
    memory.refresh();
    if (count === 0) return INVAL;
    if (!memory.holds(subscriptions, SUBSCRIPTION.size * count) || !memory.holds(events, EVENT.size * count))
      return FAULT;
    if (!memory.holds(happened, 4)) return FAULT;
    if (count * (SUBSCRIPTION.size + EVENT.size) > ROOM) return INVAL;
    // Copied first: another thread may write them meanwhile, and the proxy is to see what was checked here.
    const asked = copied(memory.bytes, subscriptions, subscriptions + count * SUBSCRIPTION.size);
    if (!this.read(asked, count)) return INVAL;
    const end = this.ends.reduce((least, each) => Math.min(least, each), Infinity);
    const found = this.files ? this.askForFiles(asked, events, end) : this.pauseUntil(end);
    if (found < 0) return -found;
    memory.refresh();
    memory.view.setUint32(happened, found + this.report(asked, events + EVENT.size * found), true);
    return 0;
  }

  /** Whether all subscriptions are of a known kind. */
  private read(asked: Buffer, count: number): boolean {
    this.ends.length = 0;
    this.files = false;
    for (let i = 0; i < count; i++) {
      const at = i * SUBSCRIPTION.size;
      const tag = asked[at + SUBSCRIPTION.tag]!;
      if (tag > EVENTTYPE.write) return false;
      this.ends.push(tag === EVENTTYPE.clock ? this.deadline(asked, at) : Infinity);
      if (tag !== EVENTTYPE.clock) this.files = true;
    }
    return true;
  }

  /** The clock subscription's end in milliseconds of the monotonic clock; an error number below 0. */
  private deadline(asked: Buffer, at: number): number {
    const clock = asked.readUInt32LE(at + SUBSCRIPTION.clock);
    const timeout = Number(asked.readBigUInt64LE(at + SUBSCRIPTION.timeout));
    const absolute = (asked.readUInt16LE(at + SUBSCRIPTION.flags) & ABSTIME) !== 0;
    const now = this.clocks.now[clock];
    if (!now) return -INVAL;
    return (this.clocks.monotonic() + (absolute ? Math.max(0, timeout - Number(now())) : timeout)) / 1e6;
  }

  /** The proxy waits, and writes the files' events: their number, or minus an error number. */
  private askForFiles(asked: Uint8Array, events: number, end: number): number {
    const { proxy, memory } = this;
    // The window has the time that is left, then the subscriptions; the answer's events follow them.
    proxy.view.setFloat64(proxy.arguments, end, true);
    proxy.view.setUint32(proxy.arguments + 8, asked.length / SUBSCRIPTION.size, true);
    proxy.bytes.set(asked, proxy.data);
    const answer = proxy.request(PRIVATE.poll);
    if (answer < 0) return answer;
    memory.refresh();
    memory.copyIn(events, answer * EVENT.size, proxy.bytes, proxy.data + asked.length);
    return answer;
  }

  /** No event but those of clocks. */
  private pauseUntil(end: number): number {
    const left = (): number => end - this.clocks.monotonic() / 1e6;
    for (let ms = left(); ms > 0; ms = left()) this.proxy.pause(Math.min(ms, WAIT_MAX));
    return 0;
  }

  /** Writes the events of clocks whose time has come: their number. */
  private report(asked: Uint8Array, events: number): number {
    const { bytes, view } = this.memory;
    const now = this.clocks.monotonic() / 1e6;
    let at = events;
    for (const [i, end] of this.ends.entries()) {
      if (end > now) continue;
      bytes.fill(0, at, at + EVENT.size);
      bytes.set(asked.subarray(i * SUBSCRIPTION.size, i * SUBSCRIPTION.size + 8), at);
      view.setUint16(at + EVENT.error, end < 0 ? -end : 0, true);
      at += EVENT.size;
    }
    return (at - events) / EVENT.size;
  }
}
