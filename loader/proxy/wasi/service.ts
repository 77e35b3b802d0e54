/** The proxy's calls for a WASI program, in place of Linux's. */
import { toBytes } from '../abi/bytes.js';
import { errnoName, errnoOf } from '../abi/errno.js';
import { type Blocked, type Mirror, PARTLY, PENDING } from '../linux/mirror.js';
import { calls, errorFor, INVAL, PRIVATE } from '../../wasi/preview1.js';
import { dataOf } from '../../wasi/staging.js';
import { Descriptors, ENOTCAPABLE } from './descriptors.js';
import { files } from './files.js';
import { layOut, withPackage } from './handed.js';
import { Listener } from './listener.js';
import { memoryDirectory, type MemoryFiles } from './memory-files.js';
import { paths } from './paths.js';
import { poll } from './polling.js';
import { preopening } from './preopening.js';
import { type Family, type Handler, readRequest } from './request.js';
import { sockets } from './sockets.js';

const families: Family = { ...files, ...paths, ...preopening, ...sockets };
const handlers: (Handler | undefined)[] = calls.map(({ name }) => families[name]);

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

export class WasiService {
  private readonly fds: Descriptors;
  /** Number that the directory in memory will have; null when there is none to come. */
  private toCome: number | null;
  private memory: MemoryFiles | undefined;
  private handed: readonly [args: Uint8Array, env: Uint8Array] | undefined;

  constructor(private readonly mirror: Mirror) {
    this.fds = new Descriptors(mirror);
    const { preopens, memoryDirectory: name, listening = [] } = mirror.data.wasi!;
    for (const one of listening) this.fds.addListener(new Listener(one, () => mirror.ring()));
    for (const { guest, name: as } of preopens) {
      const node = mirror.namespace.walk().lookup(mirror.namespace.root, toBytes(guest), true);
      this.fds.addPreopen(node.asDirectory(), toBytes(as));
    }
    mirror.namespace.endCall();
    this.toCome = name === null ? null : 3 + listening.length + preopens.length;
  }

  /** Serves the request in the present core's window: a count, minus one of WASI's errors, or PENDING. */
  serve(nr: number): number {
    const { mirror } = this;
    const result = translated(() => this.attempt(nr));
    if (result !== PENDING) return result;
    const { retry } = mirror.blocked as Blocked;
    mirror.blocked = { retry: () => translated(retry) };
    return PENDING;
  }

  private attempt(nr: number): number {
    if (nr === PRIVATE.handed) return this.hand();
    if (nr === PRIVATE.poll) return poll(this.mirror, this.fds);
    const handler = handlers[nr];
    if (!handler) return -INVAL;
    const [context, values] = readRequest(this.mirror, this.fds, nr);
    const serve = (): number => handler(context, ...(values as never[]));
    return calls[nr]!.name === 'fd_prestat_get' && values[0] === this.toCome ? this.openMemory(serve) : serve();
  }

  /** The program has ended. */
  close(): void {
    this.memory?.free();
  }

  /** Arguments and environment, behind a word with the bytes of the arguments. */
  private hand(): number {
    const { mirror } = this;
    const { core, memory } = mirror;
    return withPackage(mirror, (found) => {
      this.handed ??= layOut(found, mirror.data.wasi!.args, mirror.data.wasi!.env);
      const [args, env] = this.handed;
      const at = dataOf(core);
      memory.setWord(at, args.length);
      memory.u8.set(args, at + 4);
      memory.u8.set(env, at + 4 + args.length);
      return 4 + args.length + env.length;
    });
  }

  /** The directory in memory comes into being when a program looks whether there is one more. */
  private openMemory(then: () => number): number {
    const { mirror } = this;
    return withPackage(mirror, (found) => {
      if (this.toCome !== null) {
        const { ids, tmpLimit, wasi } = mirror.data;
        this.toCome = null;
        this.memory = memoryDirectory(found, ids, tmpLimit);
        this.fds.addPreopen(this.memory.directory, wasi!.memoryDirectory!);
      }
      return then();
    });
  }
}
