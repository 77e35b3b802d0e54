/** What both personalities do alike with a guest's requests: they keep those that wait, end the guest, and tell of their own faults. */
import * as layout from '../../../runtime/generated/layout.js';
import { NR } from '../../../runtime/generated/syscalls.js';
import { E, errnoOf } from '../abi/errno.js';
import { Unfinished } from '../abi/unfinished.js';
import { ENDED, PARTLY, PENDING, type Personality } from '../ring/personality.js';
import { type Blocked, Call } from './call.js';
import type { Guest } from './guest.js';

/** Faults of the proxy's own that are told of, for a guest: one that has found one could make it without end. */
const WARNINGS = 16;

export abstract class Requests<G extends Guest> implements Personality {
  /** What waits, by core. */
  private readonly waiting: (Blocked | undefined)[] = [];
  protected readonly call: Call<G>;
  private warnings = 0;

  constructor(
    protected readonly guest: G,
    /** The error number that its guest gets for a fault of the proxy. */
    private readonly faultErrno: number,
  ) {
    this.call = new Call(guest);
  }

  /** A first attempt, which may throw what errnoOf understands. What answers PENDING has called call.block. */
  protected abstract attempt(nr: number, words: Int32Array): number;

  serve(core: number, nr: number, words: Int32Array): number {
    const { guest, call } = this;
    if (nr === NR.exit_group || nr === NR.machine_end)
      return this.exit(core, (words[0] as number) & (2 * layout.EXIT_SIGNAL - 1), nr === NR.machine_end);
    call.core = core;
    try {
      const result = this.attempt(nr, words);
      if (result === PENDING) this.waiting[core] = call.blocked;
      return result;
    } catch (error) {
      if (error instanceof Unfinished) return this.await(core, error);
      return this.failure(`call ${nr}`, error);
    } finally {
      guest.namespace.endCall();
    }
  }

  retry(core: number): number {
    return this.again(core, (blocked) => blocked.retry());
  }

  cancel(core: number): number {
    return this.again(core, ({ cancelled }) => cancelled?.() ?? -E.EINTR);
  }

  private again(core: number, how: (blocked: Blocked) => number): number {
    const { guest } = this;
    this.call.core = core;
    let result: number;
    try {
      result = how(this.waiting[core] as Blocked);
    } catch (error) {
      result = error instanceof Unfinished ? this.await(core, error) : this.failure('a call that waited', error);
    } finally {
      guest.namespace.endCall();
    }
    if (result !== PENDING && result !== PARTLY) this.waiting[core] = undefined;
    return result;
  }

  /** The call waits for work that goes on elsewhere, and cannot be called back from it. */
  private await(core: number, work: Unfinished): number {
    const { guest } = this;
    if (guest.data.direct) return this.atOnce(core, work);
    let over = false;
    guest.expected++;
    work.begin(() => {
      over = true;
      guest.expected--;
      guest.ring();
    });
    const retry = (): number => (over ? this.finished(work) : PENDING);
    this.waiting[core] = { retry, cancelled: () => PENDING };
    return PENDING;
  }

  /** The same where nothing goes on elsewhere. What it does then may be unfinished too. */
  private atOnce(core: number, work: Unfinished): number {
    try {
      work.now();
      return this.finished(work);
    } catch (error) {
      if (error instanceof Unfinished) return this.atOnce(core, error);
      return this.failure('a call that waited', error);
    }
  }

  /** Its result, in the numbers of the guest's own errors. */
  protected finished(work: Unfinished): number {
    return work.result();
  }

  /** Ends the guest, or the whole machine, once its output is out; the request is never answered. */
  private exit(core: number, code: number, machine: boolean): number {
    const end = (): number => {
      if (!this.guest.handles.flushed()) return PENDING;
      this.guest.events.onExit(code, machine);
      return ENDED;
    };
    const now = end();
    if (now === PENDING) this.waiting[core] = { retry: end, cancelled: () => PENDING };
    return now;
  }

  private failure(what: string, error: unknown): number {
    const errno = errnoOf(error);
    if (errno !== 0) return -errno;
    if (++this.warnings > WARNINGS) return -this.faultErrno;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.guest.events.onWarning(`${what} failed unexpectedly and answered EIO: ${text}`);
    return -this.faultErrno;
  }

  get needsEventLoop(): boolean {
    return this.guest.expected > 0;
  }

  close(): void {
    for (const blocked of this.waiting.splice(0)) {
      try {
        blocked?.abandoned?.();
      } catch {
        // The others are to be let go all the same.
      }
    }
    this.guest.close();
  }
}
