/** How the Linux side waits for peers of its channels: on bells in its own memory, without blocking the event loop. */
import { milliseconds } from '../clock.js';
import { type ErrorCode, HermitError } from '../errors.js';
import { type Access, NO_BELL } from '../fabric.js';
import { sleepOn } from '../sleep.js';

/** How long a call on a channel may wait. */
export interface Patience {
  /** Milliseconds; 0: not at all (HERMIT_EAGAIN); left out: for ever. */
  timeout?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** Nobody sleeps longer than this (ms) without another look: a hostile peer may not ring. */
const SLICE_MS = 500;

const meanings: Record<number, [code: ErrorCode, text: string]> = {
  4: ['HERMIT_EINTR', 'interrupted'],
  11: ['HERMIT_EAGAIN', 'it would have to wait'],
  9: ['HERMIT_EBADF', 'the channel is closed'],
  14: ['HERMIT_EPROTO', 'the peer is no board of channels'],
  16: ['HERMIT_EBUSY', 'another call of the same kind waits on the channel: await it first'],
  22: ['HERMIT_EINVAL', 'there is no such isle'],
  32: ['HERMIT_EPIPE', 'the peer has disconnected, or its isle has ended'],
  71: ['HERMIT_EPROTO', 'the peer has written into the queue what can be no packet'],
  90: ['HERMIT_EMSGSIZE', 'the packet is too long'],
  110: ['HERMIT_ETIMEDOUT', 'the time is over'],
  111: ['HERMIT_ECONNREFUSED', 'it does not listen on that port (it may not have come so far yet)'],
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
  constructor(
    private readonly words: Int32Array,
    private readonly access: Access,
  ) {}

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
    Atomics.add(this.words, bell >> 2, 1);
    Atomics.notify(this.words, bell >> 2);
  }

  /** Makes a bell one that nobody waits on, whatever isles may have written there. */
  reset(bell: number): void {
    Atomics.store(this.words, bell >> 2, 0);
    Atomics.store(this.words, (bell >> 2) + 1, 0);
  }

  /** Resolves when ready() holds. @throws HermitError HERMIT_EAGAIN, HERMIT_ETIMEDOUT, HERMIT_EPIPE; the signal's reason. */
  async until(ready: () => boolean, { bell, capability, until, patience, what }: Wait): Promise<void> {
    if (ready()) return;
    const { signal, timeout } = patience;
    const { words } = this;
    const word = bell >> 2;
    const wake = (): void => this.ring(bell);
    signal?.addEventListener('abort', wake);
    try {
      for (;;) {
        signal?.throwIfAborted();
        // As kernel/isles/bell.c: counts itself as a sleeper, looks again, sleeps.
        const seen = Atomics.load(words, word);
        Atomics.add(words, word + 1, 1);
        try {
          const gone = capability >= 0 && this.gone(capability);
          // After the look at the peer: what it did before its end counts.
          if (ready()) return;
          if (gone) throw this.failure(-32, what);
          if (until.passed()) throw this.failure(timeout === 0 ? -11 : -110, what);
          await sleepOn(words, word, seen, Math.min(SLICE_MS, until.left()));
        } finally {
          Atomics.add(words, word + 1, -1);
        }
        if (ready()) return;
      }
    } finally {
      signal?.removeEventListener('abort', wake);
    }
  }
}
