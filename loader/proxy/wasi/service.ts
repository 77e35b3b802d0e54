/** The proxy's calls for a WASI program, in place of Linux's. */
import { toBytes } from '../abi/bytes.js';
import { errnoName, errnoOf } from '../abi/errno.js';
import type { Unfinished } from '../abi/unfinished.js';
import type { Blocked } from '../guest/call.js';
import { Guest } from '../guest/guest.js';
import type { GuestEvents, GuestOptions } from '../guest/options.js';
import { Requests } from '../guest/requests.js';
import type { Listening } from '../../wasi/listen.js';
import type { WasiGrants } from '../../wasi/grants.js';
import { PARTLY, PENDING } from '../ring/personality.js';
import { calls, errorFor, INVAL, IO as WASI_IO, PRIVATE } from '../../wasi/preview1.js';
import { dataOf } from '../../wasi/staging.js';
import { Descriptors, ENOTCAPABLE } from './descriptors.js';
import { files } from './files.js';
import { layOut, withPackage } from './granted.js';
import { Listener } from './listener.js';
import { memoryDirectory, type MemoryFiles } from './memory-files.js';
import { paths } from './paths.js';
import { poll } from './polling.js';
import { preopening } from './preopening.js';
import { type Context, type Handlers, readRequest } from './request.js';
import { sockets } from './sockets.js';

const all: Handlers = { ...files, ...paths, ...preopening, ...sockets };

/** A handler whose values readRequest has read by the table that its type is made of. A method's type: those are compared loosely. */
interface Decoded {
  serve(context: Context, ...values: unknown[]): number;
}
const handlers: (Decoded['serve'] | undefined)[] = calls.map(({ name }) => all[name as keyof Handlers]);

/** WASI's answer for a handler's. */
function answer(result: number): number {
  if (result >= 0 || result === PENDING || result === PARTLY) return result;
  return -errorFor(result === -ENOTCAPABLE ? 'ENOTCAPABLE' : errnoName(-result));
}

/** The same for what handlers throw; a fault of the proxy itself goes on. */
function translated(attempt: () => number): number {
  try {
    return answer(attempt());
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 0) throw error;
    return -errorFor(errnoName(errno));
  }
}

export class Wasi extends Requests<Guest> {
  private readonly fds: Descriptors;
  /** Number that the directory in memory will have; null when there is none to come. */
  private toCome: number | null;
  private memory: MemoryFiles | undefined;
  private granted: readonly [args: Uint8Array, env: Uint8Array] | undefined;

  constructor(
    options: GuestOptions,
    private readonly grants: WasiGrants,
    events: GuestEvents,
  ) {
    super(new Guest(options, events), WASI_IO);
    const { memoryDirectory: name, listening = [], preopens } = grants;
    this.toCome = name === null ? null : 3 + listening.length + preopens.length;
    try {
      this.fds = new Descriptors(this.guest);
      this.preopen();
    } catch (error) {
      this.guest.close();
      throw error;
    }
  }

  private preopen(): void {
    const { guest } = this;
    const { preopens, listening = [] } = this.grants;
    for (const one of listening) this.fds.addListener(new Listener(one as Listening, guest));
    for (const { guest: path, name: as } of preopens) {
      const node = guest.namespace.walk().lookup(guest.namespace.root, toBytes(path), true);
      this.fds.addPreopen(node.asDirectory(), toBytes(as));
    }
    guest.namespace.endCall();
  }

  /** The request lies in the present core's window. */
  protected override attempt(nr: number): number {
    const { call } = this;
    const result = translated(() => this.dispatch(nr));
    if (result !== PENDING) return result;
    const { retry, cancelled, abandoned } = call.blocked as Blocked;
    call.blocked = {
      retry: () => translated(retry),
      ...(cancelled && { cancelled: () => translated(cancelled) }),
      ...(abandoned && { abandoned }),
    };
    return PENDING;
  }

  protected override finished(work: Unfinished): number {
    return translated(() => work.result());
  }

  private dispatch(nr: number): number {
    if (nr === PRIVATE.granted) return this.giveStrings();
    if (nr === PRIVATE.poll) return poll(this.call, this.fds);
    const handler = handlers[nr];
    if (!handler) return -INVAL;
    const [context, values] = readRequest(this.call, this.fds, nr);
    const serve = (): number => handler(context, ...values);
    return calls[nr]!.name === 'fd_prestat_get' && values[0] === this.toCome ? this.openMemory(serve) : serve();
  }

  override close(): void {
    super.close();
    this.memory?.free();
  }

  /** Arguments and environment, behind a word with the bytes of the arguments. */
  private giveStrings(): number {
    const { core, guest } = this.call;
    const { memory } = guest;
    return withPackage(this.call, (found) => {
      this.granted ??= layOut(found, this.grants.args, this.grants.env);
      const [args, env] = this.granted;
      const at = dataOf(core);
      memory.setWord(at, args.length);
      memory.u8.set(args, at + 4);
      memory.u8.set(env, at + 4 + args.length);
      return 4 + args.length + env.length;
    });
  }

  /** The directory in memory comes into being when a program looks whether there is one more. */
  private openMemory(then: () => number): number {
    const { guest } = this;
    return withPackage(this.call, (found) => {
      if (this.toCome !== null) {
        const { ids, tmpLimit } = guest.data;
        this.toCome = null;
        this.memory = memoryDirectory(found, ids, tmpLimit);
        this.fds.addPreopen(this.memory.directory, this.grants.memoryDirectory!);
      }
      return then();
    });
  }
}
