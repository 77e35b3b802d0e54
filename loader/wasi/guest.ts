/** A WASI program on this side of its machine: the memory that it gets, what it is handed, what it has counted. */
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { HermitError } from '../../runtime/errors.js';
import type { Guest as EnteredGuest } from '../../runtime/messages.js';
import type { CountedCall } from '../counts.js';
import type { WasiGrants } from '../proxy/messages.js';
import { calls } from './preview1.js';
import type { WasiProgram } from './program.js';
import { COUNTS_AT, type Guest, ROOM, STAGING_BYTES } from './staging.js';

const PAGE = 65536;
const PAGES_MAX = 65536;
/** The name of the directory in memory. */
const MEMORY_DIRECTORY = '/tmp';

export interface GuestOptions {
  /** Bytes that its memory may grow to; null: as much as the module says. */
  limit: number | null;
  strace: boolean;
  count: boolean;
}

export class WasiGuest {
  /** Bytes of the memory that carries its calls. */
  readonly staging = STAGING_BYTES;
  readonly grants: WasiGrants;

  /** @throws HermitError HERMIT_EUSAGE when arguments and environment are too long. */
  constructor(
    private readonly program: WasiProgram,
    grants: Omit<WasiGrants, 'memoryDirectory'>,
    private readonly options: GuestOptions,
  ) {
    const strings = [...grants.args, ...Object.entries(grants.env).map(([name, value]) => `${name}=${value}`)];
    const bytes = strings.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 4);
    if (bytes > ROOM) {
      throw new HermitError(
        'HERMIT_EUSAGE',
        `arguments and environment take ${bytes} bytes, a WASI program gets ${ROOM} at most`,
      );
    }
    const taken = grants.preopens.some(({ name }) => name === MEMORY_DIRECTORY);
    this.grants = { ...grants, memoryDirectory: taken ? null : MEMORY_DIRECTORY };
  }

  /** Before the module is compiled: no memory made later in this process grows beyond the limit. */
  limitMemory(): void {
    const { limit } = this.options;
    // A memory that the module defines itself can be held only so.
    if (limit !== null && !this.program.memory) setFlagsFromString(`--wasm-max-mem-pages=${limit / PAGE}`);
  }

  /** What one isle's cores are told; a memory that the module imports is made for it. */
  begin(): EnteredGuest {
    const { strace, count } = this.options;
    const memory = this.memory();
    const data: Guest = { strace, count, ...(memory ? { memory } : {}) };
    return { entry: join(__dirname, 'entry/enter.js'), data };
  }

  private memory(): Guest['memory'] {
    const { memory: wanted } = this.program;
    if (!wanted) return undefined;
    const { initial, maximum, shared } = wanted.limits;
    const limit = this.options.limit === null ? PAGES_MAX : this.options.limit / PAGE;
    const most = Math.min(maximum ?? PAGES_MAX, limit);
    try {
      const memory = new WebAssembly.Memory({
        initial,
        shared,
        ...(maximum !== null || most < PAGES_MAX ? { maximum: most } : {}),
      });
      return { module: wanted.module, name: wanted.name, memory };
    } catch (error) {
      throw new HermitError(
        'HERMIT_EMEMORY',
        `could not reserve the program's memory of ${initial} to ${most} pages: ${(error as Error).message}`,
      );
    }
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
