/** The functions that a WASI module imports, made from the table of calls: arguments go into the window, the request to the proxy, results back. */
import type { GuestMemory } from './memory.js';
import type { ProxyClient } from './proxy-client.js';
import { type Call, FAULT, INVAL, type Kind, valuesOf } from '../preview1.js';
import { ROOM, WORDS } from '../staging.js';

export type Imported = (...values: (number | bigint)[]) => number;

/** Most vectors of one call, as Linux has it. */
const VECTORS_MAX = 1024;

class Refused {
  constructor(readonly error: number) {}
}
const refuse = (error: number): never => {
  throw new Refused(error);
};

/** One call being put into the window. */
class Request {
  /** Bytes of the window's room that are taken. */
  used = 0;
  /** Where in the program the answer's bytes go: address and length in turn. */
  readonly targets: number[] = [];
  /** Bytes of vectors that are in the window, and that did not fit into it. */
  moved = 0;
  rest = 0;

  constructor(
    private readonly proxy: ProxyClient,
    private readonly memory: GuestMemory,
    /** Bytes of the vectors that were moved before. */
    private readonly skip: number,
  ) {}

  private set(at: number, low: number, high: number): void {
    const address = this.proxy.arguments + 8 * at;
    this.proxy.view.setUint32(address, low, true);
    this.proxy.view.setUint32(address + 4, high, true);
  }

  /** Writes parameter `at` from the values at `values[from]`. */
  put(kind: Kind, at: number, values: readonly (number | bigint)[], from: number): void {
    const value = values[from]!;
    switch (kind) {
      case 'u64':
        this.proxy.view.setBigInt64(this.proxy.arguments + 8 * at, BigInt.asIntN(64, value as bigint), true);
        return;
      case 'path':
      case 'in':
        return this.input(at, [Number(value) >>> 0, Number(values[from + 1]) >>> 0]);
      case 'out':
        return this.output(at, [Number(value) >>> 0, Number(values[from + 1]) >>> 0]);
      case 'iovin':
        return this.input(at, this.vectors(Number(value) >>> 0, Number(values[from + 1]) >>> 0));
      case 'iovout':
        return this.output(at, this.vectors(Number(value) >>> 0, Number(values[from + 1]) >>> 0));
      case 'u8':
        return this.set(at, Number(value) & 0xff, 0);
      case 'u16':
        return this.set(at, Number(value) & 0xffff, 0);
      default:
        return this.set(at, Number(value) >>> 0, 0);
    }
  }

  /** Address and length of each vector in turn, without the bytes that were moved before. */
  private vectors(address: number, count: number): number[] {
    const { memory } = this;
    if (count > VECTORS_MAX) refuse(INVAL);
    if (!memory.holds(address, 8 * count)) refuse(FAULT);
    const result: number[] = [];
    let { skip } = this;
    for (let i = 0; i < count; i++) {
      const base = memory.view.getUint32(address + 8 * i, true);
      const length = memory.view.getUint32(address + 8 * i + 4, true);
      const gone = Math.min(skip, length);
      skip -= gone;
      if (gone < length) result.push(base + gone, length - gone);
    }
    return result;
  }

  private input(at: number, windows: readonly number[]): void {
    const { proxy, memory } = this;
    const start = this.used;
    for (let i = 0; i < windows.length; i += 2) {
      const [base, length] = [windows[i]!, windows[i + 1]!];
      if (!memory.holds(base, length)) refuse(FAULT);
      const part = Math.min(length, ROOM - this.used);
      memory.copyOut(base, part, proxy.bytes, proxy.data + this.used);
      this.used += part;
      this.moved += part;
      this.rest += length - part;
    }
    this.set(at, start, this.used - start);
  }

  private output(at: number, windows: readonly number[]): void {
    let length = 0;
    for (let i = 0; i < windows.length; i += 2) {
      const [base, size] = [windows[i]!, windows[i + 1]!];
      if (!this.memory.holds(base, size)) refuse(FAULT);
      const part = Math.min(size, ROOM - this.used - length);
      if (part > 0) this.targets.push(base, part);
      length += part;
      this.moved += part;
      this.rest += size - part;
    }
    this.set(at, this.used, length);
  }

  /** Copies the first `count` bytes of the answer to where they belong. */
  deliver(count: number): void {
    const { proxy, memory, targets } = this;
    let done = 0;
    for (let i = 0; i < targets.length && done < count; i += 2) {
      const part = Math.min(targets[i + 1]!, count - done);
      memory.copyIn(targets[i]!, part, proxy.bytes, proxy.data + this.used + done);
      done += part;
    }
  }
}

const MOVES: ReadonlySet<Kind> = new Set(['iovin', 'iovout']);

/** The import for a call that the proxy serves. */
export function remote(call: Call, proxy: ProxyClient, memory: GuestMemory): Imported {
  const { parameters, results } = call;
  let width = 0;
  const starts = parameters.map(({ kind }) => (width += valuesOf(kind).length) - valuesOf(kind).length);
  const outputs = parameters.some(({ kind }) => kind === 'iovout' || kind === 'out');
  const offset = parameters.findIndex(({ name }) => name === 'offset');
  const moves = parameters.some(({ kind }) => MOVES.has(kind));

  return (...values) => {
    let total = 0;
    memory.refresh();
    for (let i = 0; i < results.length; i++) if (!memory.holds(values[width + i] as number, results[i]!)) return FAULT;
    for (;;) {
      const request = new Request(proxy, memory, total);
      try {
        for (let i = 0; i < parameters.length; i++) request.put(parameters[i]!.kind, i, values, starts[i]!);
      } catch (error) {
        if (error instanceof Refused) return total > 0 ? finish(total) : error.error;
        throw error;
      }
      if (moves && total > 0 && offset >= 0) {
        const at = proxy.arguments + 8 * offset;
        proxy.view.setBigInt64(at, proxy.view.getBigInt64(at, true) + BigInt(total), true);
      }
      proxy.words[(proxy.window + WORDS.more) >> 2] = 0;
      const answer = proxy.request(call.index);
      if (answer < 0) return total > 0 ? finish(total) : -answer;
      memory.refresh();
      if (outputs) request.deliver(answer);
      if (!moves) return finish(answer, request.used);
      total += answer;
      if (request.rest === 0 || answer < request.moved || proxy.words[(proxy.window + WORDS.more) >> 2] === 0)
        return finish(total, request.used);
    }

    /** A count is the answer itself, anything else lies in the window. */
    function finish(count: number, used = 0): number {
      const [first, second] = results;
      if (first === 4) memory.view.setUint32(Number(values[width]) >>> 0, count, true);
      else if (first !== undefined) memory.copyIn(Number(values[width]) >>> 0, first, proxy.bytes, proxy.data + used);
      // Only sock_recv has another: flags, of which no stream has any.
      if (second !== undefined) memory.view.setUint16(Number(values[width + 1]) >>> 0, 0, true);
      return 0;
    }
  };
}
