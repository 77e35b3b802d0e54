/**
 * Channels for the Linux side, which is a peer like an isle: kernel/include/public/hermit_channel.h tells what they are, the board in
 * kernel/include/layout.h how they work. Nothing here blocks the event loop.
 */
import { HermitError } from './errors.js';
import { Channel, type End } from './channel.js';
import { type Access, type Fabric, ISLE, type MemoryOf, oneSided } from './fabric.js';
import * as L from './generated/layout.js';
import { endOffset, type Patience, Waits } from './waits.js';

const PORT_MAX = 65535;
/** While all places of a port's calls are taken, its caller looks again so often (ms): nobody rings for that. */
const RETRY_MS = 1;
/** Behind the board: what is put into others' memories, and what is read from them. */
const SCRATCH = L.BOARD_SIZE;
const SCRATCH_SIZE = L.CHANNEL_PACKET_MAX + 64;

const portOffset = (slot: number): number => L.BOARD_PORTS + slot * L.PORT_SIZE;
const linkWord = (generation: number, end: number, state: number): number =>
  (generation << L.LINK_GENERATION_SHIFT) | (end << L.LINK_END_SHIFT) | state;
const LINK_STATE = (1 << L.LINK_END_SHIFT) - 1;
const CALL_STATE = (1 << L.CALL_END_SHIFT) - 1;

export interface ConnectOptions extends Patience {
  /** Waits until the isle listens, if it does not yet; by default it is HERMIT_ECONNREFUSED. */
  waitForListener?: boolean;
}

interface Call {
  isle: number;
  generation: number;
  end: number;
}

/** A call, taken apart; undefined if it can be none: any isle may have written it. */
function readCall(word: number): Call | undefined {
  const isle = (word >> L.CALL_ISLE_SHIFT) & L.CALL_ISLE_MASK;
  if ((word & CALL_STATE) !== L.CALL_WAITS || isle > L.LOADER) return undefined;
  return {
    isle,
    generation: (word >> L.CALL_GENERATION_SHIFT) & L.GENERATION_MASK,
    end: endOffset((word >> L.CALL_END_SHIFT) & L.LINK_END_MASK),
  };
}

/** The loader's board, its ports and its ends of channels. */
export class Channels {
  /** For the isles, which put into it. */
  readonly buffer = new SharedArrayBuffer(L.BOARD_SIZE + SCRATCH_SIZE);
  private readonly words = new Int32Array(this.buffer);
  private readonly waits: Waits;
  private readonly access: Access;
  /** What each slot of the board listens on: the port plus 1, 0 for none. */
  private readonly ports: number[] = Array<number>(L.CHANNEL_PORTS).fill(0);
  /** Calls of accept() on each. */
  private readonly accepting: number[] = Array<number>(L.CHANNEL_PORTS).fill(0);
  private readonly ends: (End | undefined)[] = [];
  private nextEnd = 0;
  private generation = 0;

  constructor(
    private readonly fabric: Fabric,
    memoryOf: MemoryOf,
  ) {
    fabric.begin(L.LOADER);
    this.access = oneSided(fabric, L.LOADER, this.buffer, memoryOf);
    this.access.open(L.CHANNEL_REGION, 0, L.BOARD_SIZE);
    this.waits = new Waits(this.words, this.access);
    fabric.setState(L.LOADER, ISLE.RUNNING);
  }

  /** Lets isles connect to `port`. @throws HermitError HERMIT_EADDRINUSE, HERMIT_EMFILE, HERMIT_EINVAL. */
  listen(port: number): Listener {
    checkPort(port);
    const slot = this.ports.findIndex((number, i) => number === 0 && this.accepting[i] === 0);
    if (this.ports.includes(port + 1)) {
      throw new HermitError('HERMIT_EADDRINUSE', `port ${port}: the loader listens on it already`);
    }
    if (slot < 0) {
      throw new HermitError('HERMIT_EMFILE', `port ${port}: expected at most ${L.CHANNEL_PORTS} ports in use at once`);
    }
    this.ports[slot] = port + 1;
    this.waits.reset(portOffset(slot) + L.PORT_BELL);
    // All of them: a hostile isle may have left numbers there that lead callers astray.
    for (const [i, number] of this.ports.entries()) Atomics.store(this.words, (L.BOARD_NUMBERS >> 2) + i, number);
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
    const until = this.waits.deadline(options);
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
    const capability = this.access.bind(isle, L.CHANNEL_REGION);
    if (capability < 0) throw this.waits.failure(capability === -11 ? -111 : capability, what);
    const end = this.newEnd(isle, capability, what);
    try {
      end.peer = await this.call(end, port, patience, what);
    } catch (error) {
      end.state = 'free';
      throw error;
    }
    end.state = 'open';
    return new Channel(end, this.words, this.access, this.waits, SCRATCH);
  }

  /** An isle has ended: whoever waits for it looks again. */
  wake(): void {
    for (const end of this.ends) if (end) this.waits.ring(end.at + L.END_BELL);
  }

  /** Ends everything: open channels fail with HERMIT_EPIPE on the other side, and with HERMIT_EBADF on this one. */
  close(): void {
    this.fabric.setState(L.LOADER, ISLE.ENDED);
    for (const end of this.ends) if (end?.state === 'open') end.state = 'left';
    this.ports.fill(0);
    this.wake();
    for (let slot = 0; slot < L.CHANNEL_PORTS; slot++) this.waits.ring(portOffset(slot) + L.PORT_BELL);
  }

  private newEnd(isle: number, capability: number, what: string): End {
    // In turn, so that an end is used again as late as possible: a core of an isle that ends may be in the middle of a put.
    for (let i = 0; i < L.CHANNEL_ENDS; i++) {
      const number = (this.nextEnd + i) % L.CHANNEL_ENDS;
      const old = this.ends[number];
      const at = endOffset(number);
      const word = at >> 2;
      const closed = (): boolean => Atomics.load(this.words, word + (L.END_CLOSED >> 2)) !== 0;
      const unused = (): boolean =>
        old?.state === 'left' && !old.sending && !old.receiving && (closed() || this.waits.gone(old.capability));
      if (old && old.state !== 'free' && !unused()) continue;
      this.nextEnd = number + 1;
      this.generation = (this.generation + 1) & L.GENERATION_MASK;
      const generation = this.generation;
      this.waits.reset(at + L.END_BELL);
      for (const offset of [L.END_PUT, L.END_TAKEN, L.END_CLOSED]) Atomics.store(this.words, word + (offset >> 2), 0);
      Atomics.store(this.words, word, linkWord(generation, 0, L.LINK_FREE));
      return (this.ends[number] = {
        number,
        at,
        isle,
        capability,
        generation,
        peer: 0,
        sent: 0,
        taken: 0,
        broken: false,
        sending: false,
        receiving: false,
        state: 'made',
      });
    }
    throw new HermitError('HERMIT_EMFILE', `${what}: expected at most ${L.CHANNEL_ENDS} channels at once`);
  }

  /** Where the board behind a capability keeps the port, or minus an error number. */
  private findPort(capability: number, port: number): number {
    const bytes = 4 * L.CHANNEL_PORTS;
    const failed = this.access.get(capability, L.BOARD_NUMBERS, SCRATCH, bytes);
    if (failed < 0) return failed;
    const slot = this.words.subarray(SCRATCH >> 2, (SCRATCH + bytes) >> 2).indexOf(port + 1);
    return slot < 0 ? -111 : slot;
  }

  private compareSwap(capability: number, offset: number, expected: number, desired: number): number | undefined {
    const failed = this.access.compare_swap(capability, offset, expected, desired, SCRATCH);
    return failed < 0 ? undefined : this.words[SCRATCH >> 2];
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
    const until = this.waits.deadline(patience);
    Atomics.store(this.words, link, calling);
    let place: number | undefined;
    for (;;) {
      const slot = this.findPort(capability, port);
      if (slot < 0) throw this.waits.failure(slot, what);
      for (let i = 0; i < L.CHANNEL_CALLS && place === undefined; i++) {
        const offset = portOffset(slot) + L.PORT_CALLS + 4 * i;
        if (this.compareSwap(capability, offset, 0, call) === 0) place = offset;
      }
      if (place !== undefined) {
        // Who stops listening clears the number before it looks for calls.
        if (this.findPort(capability, port) === slot) this.access.ring(capability, portOffset(slot) + L.PORT_BELL);
        else place = this.withdraw(capability, place, call);
      }
      if (place !== undefined) break;
      if (until.passed()) throw this.waits.failure(-110, what);
      patience.signal?.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    const answered = (): boolean => (Atomics.load(this.words, link) & LINK_STATE) !== L.LINK_CALLING;
    try {
      await this.waits.until(answered, { bell: at + L.END_BELL, capability, until, patience, what });
    } catch (error) {
      const unanswered = linkWord(generation, 0, L.LINK_FREE);
      if (Atomics.compareExchange(this.words, link, calling, unanswered) === calling) {
        this.withdraw(capability, place, call);
        throw error;
      }
    }
    const answer = Atomics.load(this.words, link);
    if ((answer & LINK_STATE) !== L.LINK_OPEN) throw this.waits.failure(-111, what);
    return endOffset((answer >> L.LINK_END_SHIFT) & L.LINK_END_MASK);
  }

  private withdraw(capability: number, place: number, call: number): undefined {
    this.compareSwap(capability, place, call, 0);
  }

  private *calls(slot: number): Generator<number> {
    for (let i = 0; i < L.CHANNEL_CALLS; i++) yield (portOffset(slot) + L.PORT_CALLS + 4 * i) >> 2;
  }

  /** Answers a call, unless the caller has given up: whether it has the answer. */
  private answer(capability: number, call: Call, end: number, state: number): boolean {
    const calling = linkWord(call.generation, 0, L.LINK_CALLING);
    const answer = linkWord(call.generation, end, state);
    if (this.compareSwap(capability, call.end + L.END_LINK, calling, answer) !== calling) return false;
    this.access.ring(capability, call.end + L.END_BELL);
    return true;
  }

  private takeCall(slot: number, what: string): Channel | undefined {
    for (const index of this.calls(slot)) {
      if (Atomics.load(this.words, index) === 0) continue;
      const end = this.newEnd(0, -1, what);
      const call = readCall(Atomics.exchange(this.words, index, 0));
      const capability = call ? this.access.bind(call.isle, L.CHANNEL_REGION) : -1;
      if (call && capability >= 0) {
        Object.assign(end, { isle: call.isle, capability, peer: call.end, state: 'open' });
        if (this.answer(capability, call, end.number, L.LINK_OPEN))
          return new Channel(end, this.words, this.access, this.waits, SCRATCH);
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
    const until = this.waits.deadline(patience);
    const listens = (): boolean => this.ports[slot] === port + 1;
    const called = (): boolean => {
      if (!listens()) return true;
      for (const index of this.calls(slot)) if (Atomics.load(this.words, index) !== 0) return true;
      return false;
    };
    for (;;) {
      if (!listens()) throw new HermitError('HERMIT_EINVAL', `${what}: the loader has stopped listening`);
      const channel = this.takeCall(slot, what);
      if (channel) return channel;
      // Calls that prove to be none must neither keep it beyond its time nor keep the event loop from others' work.
      if (called()) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      if (until.passed()) throw this.waits.failure(patience.timeout === 0 ? -11 : -110, what);
      patience.signal?.throwIfAborted();
      await this.waits.until(called, { bell: portOffset(slot) + L.PORT_BELL, capability: -1, until, patience, what });
    }
  }

  private unlisten(slot: number): void {
    if (this.ports[slot] === 0) return;
    Atomics.store(this.words, (L.BOARD_NUMBERS >> 2) + slot, 0);
    this.ports[slot] = 0;
    for (const index of this.calls(slot)) {
      const call = readCall(Atomics.exchange(this.words, index, 0));
      const capability = call ? this.access.bind(call.isle, L.CHANNEL_REGION) : -1;
      if (call && capability >= 0) this.answer(capability, call, 0, L.LINK_REFUSED);
    }
    this.waits.ring(portOffset(slot) + L.PORT_BELL);
  }
}

function checkPort(port: number): void {
  if (Number.isInteger(port) && port >= 0 && port <= PORT_MAX) return;
  throw new HermitError('HERMIT_EINVAL', `expected a port from 0 to ${PORT_MAX}, got ${port}`);
}

/** A port that the loader listens on. */
export class Listener {
  constructor(
    readonly port: number,
    private readonly of: { open(): boolean; accept(patience: Patience): Promise<Channel>; close(): void },
  ) {}

  /**
   * The next channel to an isle that connects.
   * @throws HermitError HERMIT_ETIMEDOUT, HERMIT_EMFILE; HERMIT_EINVAL once the listener is closed.
   */
  accept(patience: Patience = {}): Promise<Channel> {
    return this.of.accept(patience);
  }

  /** Refuses those that wait and frees the port. */
  close(): void {
    if (this.of.open()) this.of.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
