/** A WASI program on this side of its machine: the memory that it gets, what it is handed, what it has counted. */
import { join } from 'node:path';
import { collect } from '../../runtime/collect.js';
import { HermitError } from '../../runtime/errors.js';
import type { Guest as EnteredGuest } from '../../runtime/messages.js';
import type { CountedCall } from '../machine/counts.js';
import { discardPages } from '../native/pages.js';
import type { Grant } from '../grants.js';
import type { WasiGrants } from './grants.js';
import { limitOwnMemory } from './limit.js';
import { calls } from './preview1.js';
import type { WasiProgram } from './program.js';
import { COUNTS_AT, type Guest, type ImportedMemory, ROOM, STAGING_BYTES } from './staging.js';

const PAGE = 65536;
const PAGES_MAX = 65536;
/** The name of the directory in memory. */
const MEMORY_DIRECTORY = '/tmp';
/** Memories of programs that have ended before garbage is collected: V8 reserves gigabytes of addresses for each. */
const SHED_MOST = 16;

/** Where a granted directory is in the proxy's name space. */
const placeOf = (directory: number): string => `/wasi/${directory}`;

/** The module to compile for a program whose memory may grow to `limit` bytes (null: as far as it says). */
export function limitedModule(program: WasiProgram, image: Uint8Array, limit: number | null): Uint8Array {
  return limit === null || program.memory ? image : limitOwnMemory(image, Math.floor(limit / PAGE));
}

export interface GuestOptions {
  /** Bytes that its memory may grow to; null: as much as the module says. */
  limit: number | null;
  strace: boolean;
  count: boolean;
}

export class WasiGuest {
  private static shed = 0;
  /** Bytes of the memory that carries its calls. */
  readonly staging = STAGING_BYTES;
  readonly grants: WasiGrants;
  /** Its directories, under places that no program sees. */
  readonly dirs: Grant[];
  private memory: WebAssembly.Memory | undefined;

  /** @throws HermitError HERMIT_EUSAGE when arguments and environment are too long. */
  constructor(
    private readonly program: WasiProgram,
    {
      args,
      env: given,
      dirs,
      listening = [],
    }: Pick<WasiGrants, 'args' | 'env' | 'listening'> & { dirs: readonly Grant[] },
    private readonly options: GuestOptions,
  ) {
    // As systemd tells services of sockets: so many, from descriptor 3 on.
    const env = listening.length > 0 ? { LISTEN_FDS: String(listening.length), ...given } : given;
    const strings = [...args, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)];
    const bytes = strings.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 4);
    if (bytes > ROOM) {
      throw new HermitError(
        'HERMIT_EUSAGE',
        `arguments and environment take ${bytes} bytes, a WASI program gets ${ROOM} at most`,
      );
    }
    const preopens = dirs.map(({ guest }, i) => ({ guest: placeOf(i), name: guest }));
    this.ports = listening.map(({ port }) => port);
    const taken = preopens.some(({ name }) => name === MEMORY_DIRECTORY);
    this.dirs = dirs.map((grant, i) => ({ ...grant, guest: placeOf(i) }));
    this.grants = { args, env, preopens, listening, memoryDirectory: taken ? null : MEMORY_DIRECTORY };
  }

  /** What one isle's cores are told; a memory that the module imports is made for it. */
  begin(): EnteredGuest {
    const { strace, count } = this.options;
    const memory = this.imported();
    const data: Guest = { strace, count, ...(memory ? { memory } : {}) };
    return { entry: join(__dirname, 'entry/enter.js'), data };
  }

  private imported(): ImportedMemory | undefined {
    const { memory: wanted } = this.program;
    if (!wanted) return undefined;
    const { initial, maximum, shared } = wanted.limits;
    const limit = this.options.limit === null ? PAGES_MAX : this.options.limit / PAGE;
    const most = Math.min(maximum ?? PAGES_MAX, limit);
    const { module, name } = wanted;
    const limits = { initial, ...(maximum !== null || most < PAGES_MAX ? { maximum: most } : {}) };
    if (!shared) return { module, name, limits };
    try {
      this.memory = new WebAssembly.Memory({ ...limits, shared });
      return { module, name, limits, shared: this.memory };
    } catch (error) {
      throw new HermitError(
        'HERMIT_EMEMORY',
        `could not reserve the program's memory of ${initial} to ${most} pages: ${(error as Error).message}`,
      );
    }
  }

  /** Bytes that its memory may have at most. */
  get memoryMax(): number {
    const { program, options } = this;
    return Math.min((program.maximum ?? PAGES_MAX) * PAGE, options.limit ?? Infinity);
  }

  /** Ports that it accepts connections of. */
  readonly ports: number[];

  /** Its threads have ended, and this process lives on. */
  release(): void {
    for (const one of this.grants.listening ?? []) one.close();
    if (!this.memory) return;
    discardPages(this.memory);
    this.memory = undefined;
    if (++WasiGuest.shed % SHED_MOST === 0) setImmediate(collect);
  }

  /** How often each call was made, on all isles. */
  counts(memories: readonly WebAssembly.Memory[]): CountedCall[] {
    if (!this.options.count) return [];
    return calls.flatMap(({ index, name, local }) => {
      const count = memories.reduce((sum, { buffer }) => sum + new Int32Array(buffer)[(COUNTS_AT >> 2) + index]!, 0);
      return count > 0 ? [{ nr: index, name, home: local ? 'core' : 'proxy', count }] : [];
    });
  }
}
