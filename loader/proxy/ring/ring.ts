/**
 * The proxy's loop: waits for the doorbell, serves every posted slot, keeps the calls that must wait.
 *
 * Protocol of a slot (kernel/include/layout.h): the core writes the request, stores SLOT_POSTED, adds 1 to DOORBELL and
 * notifies it if PROXY_ASLEEP is set. The proxy stores the result, then SLOT_DONE, and notifies if SLOT_SLEEPING is set.
 */
import * as L from '../../../runtime/generated/layout.js';
import { NR } from '../../../runtime/generated/syscalls.js';
import { handlers, type Handler } from '../linux/calls/table.js';
import { E, errnoOf } from '../abi/errno.js';
import { decode, plans } from '../linux/marshal.js';
import { CONTROL, type ProxyMessage, type ProxyWorkerData } from './messages.js';
import { Mirror, PARTLY, PENDING, type Blocked } from '../linux/mirror.js';
import { Patience } from './doorbell-wait.js';
import { slice, turn } from './event-loop-turns.js';
import { IO as WASI_IO } from '../../wasi/preview1.js';
import type { WasiService } from '../wasi/service.js';
import { milliseconds } from '../../../runtime/clock.js';

const DOORBELL = L.DOORBELL >> 2;
const ASLEEP = L.PROXY_ASLEEP >> 2;
const WANTED = L.CORES_WANTED >> 2;
const NETWORK = L.NETWORK_WANTED >> 2;
const UP = L.CORES_UP >> 2;
const THREADS = L.THREADS >> 2;
const CPUS = L.BOOT_CPUS >> 2;
/** Rounds between two looks at the time. */
const TURN_CHECK = 8;
/** Longest time for one round of calls that wait, ms. */
const RETRIES_MS = 2;
const SLOTS = L.CORE_SLOTS >> 2;
const SLOT_WORDS = L.CORE_SLOT_SIZE >> 2;
const STATE = L.SLOT_STATE >> 2;
const CANCEL = L.SLOT_CANCEL >> 2;
const NUMBER = L.SLOT_NR >> 2;
const ARGS = L.SLOT_ARGS >> 2;
const RESULT = L.SLOT_RESULT >> 2;
const SLEEPING = L.SLOT_SLEEPING >> 2;

interface Waiting {
  /** Word index of the slot. */
  slot: number;
  call: Blocked;
}

export class Proxy {
  readonly mirror: Mirror;
  private readonly control: Int32Array;
  private readonly words = new Int32Array(6);
  private readonly values: unknown[] = [0, 0, 0, 0, 0, 0];
  private waiting: Waiting[] = [];
  private readonly patience: Patience;
  private readonly wasi: WasiService | undefined;
  private coresWanted: number;
  private networkWanted = false;
  private ended = false;
  /** The doorbell before the last scan. */
  private seen = 0;

  constructor(
    data: ProxyWorkerData,
    private readonly post: (message: ProxyMessage) => void,
  ) {
    this.mirror = new Mirror(data, post);
    if (data.wasi) {
      const { WasiService: Service } = require('../wasi/service.js') as typeof import('../wasi/service.js');
      this.wasi = new Service(this.mirror);
    }
    this.control = new Int32Array(data.control);
    this.patience = new Patience(data.spin);
    // What the runtime starts by itself. The kernel may have asked for more before this thread was up.
    this.coresWanted = Atomics.load(this.mirror.memory.i32, L.BOOT_CORES >> 2);
  }

  /** Serves until the guest exits or the main thread stops it, on a thread that has nothing else to do. */
  serve(): void {
    const { i32 } = this.mirror.memory;
    while (this.running()) {
      if (!this.idle(i32)) continue;
      Atomics.store(i32, ASLEEP, 1);
      // A core that rang before it could see the flag has changed the word, and the wait returns at once.
      if (this.running()) this.patience.sleep(i32, DOORBELL, this.seen, this.waiting.length > 0);
      Atomics.store(i32, ASLEEP, 0);
    }
  }

  /** The same on a thread whose event loop has other work, which gets its turn when the slice of time is over, and while nothing is asked. */
  async attend(): Promise<void> {
    const { i32 } = this.mirror.memory;
    let begun = milliseconds();
    let served = 0;
    while (this.running()) {
      if (this.idle(i32)) {
        Atomics.store(i32, ASLEEP, 1);
        const slept =
          this.running() && (await this.patience.sleepAsync(i32, DOORBELL, this.seen, this.waiting.length > 0));
        Atomics.store(i32, ASLEEP, 0);
        if (slept) {
          begun = milliseconds();
          continue;
        }
      }
      // A guest that rings without a pause asks for nothing, but takes time too.
      if (++served % TURN_CHECK !== 0 || milliseconds() - begun < slice()) continue;
      await turn();
      begun = milliseconds();
    }
  }

  private running(): boolean {
    return !this.ended && Atomics.load(this.control, CONTROL.STOP) === 0;
  }

  /** Serves what is posted, else tries what waits, else spins: true when none of it found work. */
  private idle(i32: Int32Array): boolean {
    // Taken before the scan: a slot posted after its turn has rung the bell again.
    this.seen = Atomics.load(i32, DOORBELL);
    const served = this.scan(i32);
    // Busy cores must not keep those that wait from their turn.
    const moved = this.waiting.length > 0 && (!served || this.patience.due()) && this.retryAll(i32);
    if (served || moved || this.ended) return false;
    const cpuFree = Atomics.load(i32, THREADS) < Atomics.load(i32, CPUS);
    return !cpuFree || !this.patience.spin(i32, DOORBELL, this.seen);
  }

  private scan(i32: Int32Array): boolean {
    const wanted = Atomics.load(i32, WANTED);
    // Cores stay once they are there: a word that goes up and down asks for nothing more.
    if (wanted > this.coresWanted && this.coresWanted < L.MAX_CORES) {
      this.coresWanted = Math.min(wanted, L.MAX_CORES);
      this.post({ type: 'cores' });
    }
    if (!this.networkWanted && Atomics.load(i32, NETWORK) !== 0) {
      this.networkWanted = true;
      this.post({ type: 'network' });
    }
    const cores = Math.min(Math.max(wanted, Atomics.load(i32, UP)), L.MAX_CORES);
    let served = false;
    for (let core = 0, slot = SLOTS; core < cores; core++, slot += SLOT_WORDS) {
      if (Atomics.load(i32, slot + STATE) !== L.SLOT_POSTED || this.isWaiting(slot)) continue;
      served = true;
      this.mirror.core = core;
      this.begin(i32, slot);
      if (this.ended) return true;
    }
    return served;
  }

  private isWaiting(slot: number): boolean {
    const { waiting } = this;
    for (let i = 0; i < waiting.length; i++) if ((waiting[i] as Waiting).slot === slot) return true;
    return false;
  }

  /** First attempt at a request. */
  private begin(i32: Int32Array, slot: number): void {
    const nr = i32[slot + NUMBER] as number;
    const { words, mirror } = this;
    // Copied once: the guest may write the slot while it is served, and that must change nothing.
    for (let i = 0; i < 6; i++) words[i] = i32[slot + ARGS + i] as number;
    if (nr === NR.exit_group || nr === NR.machine_end)
      return this.exit(slot, (words[0] as number) & (2 * L.EXIT_SIGNAL - 1), nr === NR.machine_end);
    const result = this.attempt(nr);
    if (result !== PENDING) return this.answer(i32, slot, result);
    this.waiting.push({ slot, call: mirror.blocked as Blocked });
    this.patience.reset();
  }

  /** Ends the guest, or the whole machine, once its output is out; the request is never answered. */
  private exit(slot: number, code: number, machine: boolean): void {
    const end = (): number => {
      if (this.mirror.handles.flushed()) {
        this.ended = true;
        this.post({ type: 'exit', code, machine });
      }
      return PENDING;
    };
    end();
    if (!this.ended) this.waiting.push({ slot, call: { retry: end, cancelled: () => PENDING } });
  }

  private attempt(nr: number): number {
    return this.wasi ? this.attemptWasi(nr, this.wasi) : this.attemptLinux(nr);
  }

  private attemptWasi(nr: number, wasi: WasiService): number {
    try {
      return wasi.serve(nr);
    } catch (error) {
      return this.failure(nr, error);
    } finally {
      this.mirror.namespace.endCall();
    }
  }

  private attemptLinux(nr: number): number {
    const handler: Handler | undefined = handlers[nr];
    const plan = plans[nr];
    if (handler === undefined || plan === undefined) return -E.ENOSYS;
    const { values: v, mirror } = this;
    try {
      const failed = decode(mirror, plan, this.words, v);
      if (failed !== 0) return failed;
      return handler(mirror, v[0] as never, v[1] as never, v[2] as never, v[3] as never, v[4] as never, v[5] as never);
    } catch (error) {
      return this.failure(nr, error);
    } finally {
      mirror.namespace.endCall();
    }
  }

  private failure(nr: number, error: unknown): number {
    const errno = errnoOf(error);
    if (errno !== 0) return -errno;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.post({ type: 'warning', message: `call ${nr} failed unexpectedly and answered EIO: ${text}` });
    return this.wasi ? -WASI_IO : -E.EIO;
  }

  private answer(i32: Int32Array, slot: number, result: number): void {
    i32[slot + RESULT] = result;
    Atomics.store(i32, slot + STATE, L.SLOT_DONE);
    if (Atomics.load(i32, slot + SLEEPING) !== 0) Atomics.notify(i32, slot + STATE);
  }

  /** Tries waiting calls again, all of them unless time is over: the rest come first the next time. Whether one went on. */
  private retryAll(i32: Int32Array): boolean {
    const still: Waiting[] = [];
    const { waiting } = this;
    const begun = milliseconds();
    let moved = false;
    for (const [i, w] of waiting.entries()) {
      if (i > 0 && milliseconds() - begun > RETRIES_MS) {
        still.unshift(...waiting.slice(i));
        break;
      }
      const result = this.retry(i32, w);
      if (result !== PENDING) moved = true;
      if (result === PENDING || result === PARTLY) still.push(w);
      else this.answer(i32, w.slot, result);
    }
    this.waiting = still;
    this.patience.tried(moved);
    return moved;
  }

  private retry(i32: Int32Array, { slot, call }: Waiting): number {
    const nr = i32[slot + NUMBER] as number;
    try {
      const result = call.retry();
      if ((result !== PENDING && result !== PARTLY) || Atomics.load(i32, slot + CANCEL) === 0) return result;
      return call.cancelled?.() ?? -E.EINTR;
    } catch (error) {
      return this.failure(nr, error);
    } finally {
      this.mirror.namespace.endCall();
    }
  }

  close(): void {
    this.mirror.close();
    this.wasi?.close();
  }
}
