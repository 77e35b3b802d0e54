/**
 * Channels for the Linux side, which is a peer like an isle: kernel/include/public/hermit_channel.h tells what they are, the board in
 * kernel/include/layout.h how they work. Nothing here blocks the event loop.
 */
import { HermitError } from '../errors.js';
import type { Fabric, MemoryOf } from '../fabric/table.js';
import * as L from '../generated/layout.js';
import { dueTurn } from '../loop-turn.js';
import { Board } from './board.js';
import type { Channel, End } from './channel.js';
import { Listener } from './listener.js';
import type { Patience } from './waits.js';
import { type Call, endOffset, LINK_STATE, linkWord, portOffset, readCall } from './words.js';

const PORT_MAX = 65535;
/** While all places of a port's calls are taken, its caller looks again so often (ms): nobody rings for that. */
const RETRY_MS = 1;

export interface ConnectOptions extends Patience {
  /** Waits until the isle listens; by default connecting to an isle that does not listen yet fails with HERMIT_ECONNREFUSED. */
  waitForListener?: boolean;
}

/** The loader's board, its ports and its ends of channels. */
export class Channels {
  private readonly board: Board;
  /** What each slot of the board listens on: the port plus 1, 0 for none. */
  private readonly ports: number[] = Array<number>(L.CHANNEL_PORTS).fill(0);
  /** Calls of accept() on each. */
  private readonly accepting: number[] = Array<number>(L.CHANNEL_PORTS).fill(0);

  constructor(fabric: Fabric, memoryOf: MemoryOf) {
    this.board = new Board(fabric, memoryOf);
  }

  /** For the isles, which put into it. */
  get buffer(): SharedArrayBuffer {
    return this.board.buffer;
  }

  /** An isle has ended: whoever waits for it looks again. */
  wake(): void {
    this.board.wake();
  }

  /** Lets isles connect to `port`. @throws HermitError HERMIT_EADDRINUSE, HERMIT_EMFILE, HERMIT_EINVAL. */
  listen(port: number): Listener {
    checkPort(port);
    const slot = this.ports.findIndex((number, i) => number === 0 && this.accepting[i] === 0);
    if (this.ports.includes(port + 1)) {
      throw new HermitError('HERMIT_EADDRINUSE', `port ${port}: the loader is already listening on it`);
    }
    if (slot < 0) {
      throw new HermitError('HERMIT_EMFILE', `port ${port}: expected at most ${L.CHANNEL_PORTS} ports in use at once`);
    }
    this.ports[slot] = port + 1;
    this.board.waits.reset(portOffset(slot) + L.PORT_BELL);
    // All of them: a hostile isle may have left numbers there that lead callers astray.
    for (const [i, number] of this.ports.entries()) Atomics.store(this.board.words, (L.BOARD_NUMBERS >> 2) + i, number);
    return new Listener(port, {
      open: () => this.ports[slot] === port + 1,
      accept: (patience) => this.accept(slot, port, patience),
      close: () => this.unlisten(slot),
    });
  }

  /**
   * A channel to an isle, once it has accepted.
   * @throws HermitError HERMIT_ECONNREFUSED if it does not listen on the port (yet); HERMIT_EPIPE, HERMIT_ETIMEDOUT, HERMIT_EMFILE, HERMIT_EINVAL.
   */
  async connect(isle: number, port: number, options: ConnectOptions = {}): Promise<Channel> {
    checkPort(port);
    const until = this.board.waits.deadline(options);
    for (;;) {
      try {
        return await this.connectOnce(isle, port, { ...options, timeout: until.left() });
      } catch (error) {
        const refused = (error as { code?: string }).code === 'HERMIT_ECONNREFUSED';
        if (!refused || !options.waitForListener || until.passed()) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  private async connectOnce(isle: number, port: number, patience: Patience): Promise<Channel> {
    patience.signal?.throwIfAborted();
    const what = `connect to port ${port} of isle ${isle}`;
    const capability = this.board.access.bind(isle, L.CHANNEL_REGION);
    if (capability < 0) throw this.board.waits.failure(capability === -11 ? -111 : capability, what);
    const end = this.board.newEnd(isle, capability, what);
    try {
      end.peer = await this.call(end, port, patience, what);
    } catch (error) {
      end.state = 'free';
      throw error;
    }
    end.state = 'open';
    return this.board.channelOf(end);
  }

  /** Ends everything: open channels fail with HERMIT_EPIPE on the other side, and with HERMIT_EBADF on this one. */
  close(): void {
    this.board.close();
    this.ports.fill(0);
    for (let slot = 0; slot < L.CHANNEL_PORTS; slot++) this.board.waits.ring(portOffset(slot) + L.PORT_BELL);
  }

  /** Connects a new end; the place of the peer's. */
  private async call(end: End, port: number, patience: Patience, what: string): Promise<number> {
    const { capability, generation, number, at } = end;
    const link = at >> 2;
    const calling = linkWord(generation, 0, L.LINK_CALLING);
    const call =
      (generation << L.CALL_GENERATION_SHIFT) |
      (L.LOADER << L.CALL_ISLE_SHIFT) |
      (number << L.CALL_END_SHIFT) |
      L.CALL_WAITS;
    const until = this.board.waits.deadline(patience);
    Atomics.store(this.board.words, link, calling);
    let place: number | undefined;
    for (;;) {
      const slot = this.board.findPort(capability, port);
      if (slot < 0) throw this.board.waits.failure(slot, what);
      for (let i = 0; i < L.CHANNEL_CALLS && place === undefined; i++) {
        const offset = portOffset(slot) + L.PORT_CALLS + 4 * i;
        if (this.board.compareSwap(capability, offset, 0, call) === 0) place = offset;
      }
      if (place !== undefined) {
        // Who stops listening clears the number before it looks for calls.
        if (this.board.findPort(capability, port) === slot)
          this.board.access.ring(capability, portOffset(slot) + L.PORT_BELL);
        else place = this.withdraw(capability, place, call);
      }
      if (place !== undefined) break;
      if (until.passed()) throw this.board.waits.failure(-110, what);
      patience.signal?.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    const answered = (): boolean => (Atomics.load(this.board.words, link) & LINK_STATE) !== L.LINK_CALLING;
    try {
      await this.board.waits.until(answered, { bell: at + L.END_BELL, capability, until, patience, what });
    } catch (error) {
      const unanswered = linkWord(generation, 0, L.LINK_FREE);
      if (Atomics.compareExchange(this.board.words, link, calling, unanswered) === calling) {
        this.withdraw(capability, place, call);
        throw error;
      }
    }
    const answer = Atomics.load(this.board.words, link);
    if ((answer & LINK_STATE) !== L.LINK_OPEN) throw this.board.waits.failure(-111, what);
    return endOffset((answer >> L.LINK_END_SHIFT) & L.LINK_END_MASK);
  }

  private withdraw(capability: number, place: number, call: number): undefined {
    this.board.compareSwap(capability, place, call, 0);
  }

  private *calls(slot: number): Generator<number> {
    for (let i = 0; i < L.CHANNEL_CALLS; i++) yield (portOffset(slot) + L.PORT_CALLS + 4 * i) >> 2;
  }

  /** Answers a call, unless the caller has given up: whether it has the answer. */
  private answer(capability: number, call: Call, end: number, state: number): boolean {
    const calling = linkWord(call.generation, 0, L.LINK_CALLING);
    const answer = linkWord(call.generation, end, state);
    if (this.board.compareSwap(capability, call.end + L.END_LINK, calling, answer) !== calling) return false;
    this.board.access.ring(capability, call.end + L.END_BELL);
    return true;
  }

  private takeCall(slot: number, what: string): Channel | undefined {
    for (const index of this.calls(slot)) {
      if (Atomics.load(this.board.words, index) === 0) continue;
      const end = this.board.newEnd(0, -1, what);
      const call = readCall(Atomics.exchange(this.board.words, index, 0));
      const capability = call ? this.board.access.bind(call.isle, L.CHANNEL_REGION) : -1;
      if (call && capability >= 0) {
        Object.assign(end, { isle: call.isle, capability, peer: call.end, state: 'open' });
        if (this.answer(capability, call, end.number, L.LINK_OPEN)) return this.board.channelOf(end);
      }
      end.state = 'free';
    }
    return undefined;
  }

  private async accept(slot: number, port: number, patience: Patience): Promise<Channel> {
    this.accepting[slot]!++;
    try {
      return await this.acceptOn(slot, port, patience);
    } finally {
      this.accepting[slot]!--;
    }
  }

  private async acceptOn(slot: number, port: number, patience: Patience): Promise<Channel> {
    const what = `accept on port ${port}`;
    const until = this.board.waits.deadline(patience);
    const listens = (): boolean => this.ports[slot] === port + 1;
    const called = (): boolean => {
      if (!listens()) return true;
      for (const index of this.calls(slot)) if (Atomics.load(this.board.words, index) !== 0) return true;
      return false;
    };
    for (;;) {
      if (!listens()) throw new HermitError('HERMIT_EINVAL', `${what}: the loader has stopped listening`);
      const channel = this.takeCall(slot, what);
      if (channel) {
        await dueTurn();
        return channel;
      }
      // Calls that prove to be none must neither keep it beyond its time nor keep the event loop from others' work.
      if (called()) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      if (until.passed()) throw this.board.waits.failure(patience.timeout === 0 ? -11 : -110, what);
      patience.signal?.throwIfAborted();
      await this.board.waits.until(called, {
        bell: portOffset(slot) + L.PORT_BELL,
        capability: -1,
        until,
        patience,
        what,
      });
    }
  }

  private unlisten(slot: number): void {
    if (this.ports[slot] === 0) return;
    Atomics.store(this.board.words, (L.BOARD_NUMBERS >> 2) + slot, 0);
    this.ports[slot] = 0;
    for (const index of this.calls(slot)) {
      const call = readCall(Atomics.exchange(this.board.words, index, 0));
      const capability = call ? this.board.access.bind(call.isle, L.CHANNEL_REGION) : -1;
      if (call && capability >= 0) this.answer(capability, call, 0, L.LINK_REFUSED);
    }
    this.board.waits.ring(portOffset(slot) + L.PORT_BELL);
  }
}

function checkPort(port: number): void {
  if (Number.isInteger(port) && port >= 0 && port <= PORT_MAX) return;
  throw new HermitError('HERMIT_EINVAL', `expected a port from 0 to ${PORT_MAX}, got ${port}`);
}
