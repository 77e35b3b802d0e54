/** How the Linux side waits for peers of its channels: on bells in its own memory, without blocking the event loop. */
import { E } from '../errno.js';
import { milliseconds } from '../clock.js';
import { dueTurn } from '../loop-turn.js';
import { type ErrorCode, HermitError } from '../errors.js';
import type { Access } from '../fabric/access.js';
import { NO_BELL } from '../fabric/copying.js';
import { EventCount, SharedWords } from '../sync/index.js';

/** How long a call on a channel may wait. */
export interface Patience {
  /** Milliseconds; 0: do not wait (HERMIT_EAGAIN); no timeout by default. */
  timeout?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** Nobody sleeps longer than this (ms) without another look: a hostile peer may not ring. */
const SLICE_MS = 500;

const meanings: Record<number, [code: ErrorCode, text: string]> = {
  [E.EINTR]: ['HERMIT_EINTR', 'interrupted'],
  [E.EAGAIN]: ['HERMIT_EAGAIN', 'the operation would block'],
  [E.EBADF]: ['HERMIT_EBADF', 'the channel is closed'],
  [E.EFAULT]: ['HERMIT_EPROTO', 'the peer has no valid board of channels'],
  [E.EBUSY]: ['HERMIT_EBUSY', 'another call of the same kind waits on the channel: await it first'],
  [E.EINVAL]: ['HERMIT_EINVAL', 'there is no such isle'],
  [E.EPIPE]: ['HERMIT_EPIPE', 'the peer has disconnected, or its isle has ended'],
  [E.EPROTO]: ['HERMIT_EPROTO', 'the peer has written an invalid packet into the queue'],
  [E.EMSGSIZE]: ['HERMIT_EMSGSIZE', 'the packet is too long'],
  [E.ETIMEDOUT]: ['HERMIT_ETIMEDOUT', 'the timeout expired'],
  [E.ECONNREFUSED]: ['HERMIT_ECONNREFUSED', 'it is not listening on that port (perhaps not yet)'],
};

export interface Deadline {
  /** Milliseconds from now, never less than 0. */
  left(): number;
  passed(): boolean;
}

interface Wait {
  /** Address of the bell. */
  bell: number;
  /** Of the peer whose end ends the wait; -1: nobody's does. */
  capability: number;
  until: Deadline;
  patience: Patience;
  what: string;
}

export class Waits {
  private readonly shared: SharedWords;

  constructor(
    memory: SharedArrayBuffer,
    private readonly access: Access,
  ) {
    this.shared = new SharedWords(memory);
  }

  private at(bell: number): EventCount {
    return new EventCount(this.shared, bell, { slice: SLICE_MS });
  }

  /** The error for minus an error number. */
  failure(result: number, what: string): HermitError {
    const [code, text] = meanings[-result] ?? ['HERMIT_EINTERNAL', `error ${-result}`];
    return new HermitError(code, `${what}: ${text}`);
  }

  deadline({ timeout = Infinity }: Patience): Deadline {
    if (!(timeout >= 0)) throw new HermitError('HERMIT_EINVAL', `expected a timeout of 0 ms or more, got ${timeout}`);
    const end = timeout === Infinity ? Infinity : milliseconds() + timeout;
    const left = (): number => (end === Infinity ? Infinity : Math.max(0, end - milliseconds()));
    return { left, passed: () => left() === 0 };
  }

  /** Whether whoever a capability leads to is no more. */
  gone(capability: number): boolean {
    return this.access.put(capability, 0, 0, 0, NO_BELL) < 0;
  }

  /** Wakes those of this side that wait on one of its own bells. */
  ring(bell: number): void {
    this.at(bell).alarm();
  }

  /** Makes a bell one that nobody waits on, whatever isles may have written there. */
  reset(bell: number): void {
    this.at(bell).reset();
  }

  /** Resolves when ready() holds. @throws HermitError HERMIT_EAGAIN, HERMIT_ETIMEDOUT, HERMIT_EPIPE; the signal's reason. */
  async until(ready: () => boolean, { bell, capability, until, patience, what }: Wait): Promise<void> {
    if (ready()) return dueTurn();
    const { signal, timeout } = patience;
    const look = (): boolean => {
      const gone = capability >= 0 && this.gone(capability);
      // After the look at the peer: what it did before its end counts.
      if (ready()) return true;
      if (gone) throw this.failure(-32, what);
      return false;
    };
    const how = await this.at(bell).untilAsync(look, { ms: until.left(), signal });
    if (how === 'timed-out') throw this.failure(timeout === 0 ? -11 : -110, what);
  }
}
