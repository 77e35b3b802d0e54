/** A WASI program on this side of its machine: the memory that it gets, what it is granted, what it has counted. */
import { WASM_PAGE } from '../../runtime/pages.js';
import { join } from 'node:path';
import { collect } from '../../runtime/collect.js';
import { HermitError } from '../../runtime/errors.js';
import type { Guest as EnteredGuest } from '../../runtime/messages.js';
import { discardPages } from '../native/pages.js';
import type { Grant } from '../grants.js';
import type { WasiGrants } from './grants.js';
import type { OpenPort } from './listen.js';
import { limitOwnMemory } from './limit.js';
import type { WasiProgram } from './program.js';
import { type Guest, type ImportedMemory, ROOM } from './staging.js';

const PAGES_MAX = 65536;
/** The name of the directory in memory. */
const MEMORY_DIRECTORY = '/tmp';
/** Memories of programs that have ended before garbage is collected: V8 reserves gigabytes of addresses for each. */
const SHED_MOST = 16;

/** Where a granted directory is in the proxy's name space. */
const mountOf = (directory: number): string => `/wasi/${directory}`;

/** The module to compile for a program whose memory may grow to `limit` bytes (undefined: as far as it says). */
export function limitedModule(program: WasiProgram, image: Uint8Array, limit: number | undefined): Uint8Array {
  return limit === undefined || program.memory ? image : limitOwnMemory(image, Math.floor(limit / WASM_PAGE));
}

/** Of an IsleSpec. */
export interface GuestSpec {
  name: string;
  args: string[];
  env: Record<string, string>;
  dirs: readonly Grant[];
  /** Bytes that its memory may grow to; undefined: as much as the module says. */
  memory: number | undefined;
  strace: boolean;
  countCalls: boolean;
}

export class WasiGuest {
  private static shed = 0;
  readonly grants: WasiGrants;
  /** Its directories, under places that no program sees. */
  readonly dirs: Grant[];
  private memory: WebAssembly.Memory | undefined;

  /** @throws HermitError HERMIT_EUSAGE when arguments and environment are too long. */
  constructor(
    private readonly program: WasiProgram,
    private readonly spec: GuestSpec,
    listening: OpenPort[],
  ) {
    const { dirs } = spec;
    const args = [spec.name, ...spec.args];
    // As systemd tells services of sockets: so many, from descriptor 3 on.
    const env = listening.length > 0 ? { LISTEN_FDS: String(listening.length), ...spec.env } : spec.env;
    const strings = [...args, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)];
    const bytes = strings.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 4);
    if (bytes > ROOM) {
      throw new HermitError(
        'HERMIT_EUSAGE',
        `arguments and environment take ${bytes} bytes, but a WASI program gets at most ${ROOM}`,
      );
    }
    const preopens = dirs.map(({ guest }, i) => ({ guest: mountOf(i), name: guest }));
    const taken = preopens.some(({ name }) => name === MEMORY_DIRECTORY);
    this.dirs = dirs.map((grant, i) => ({ ...grant, guest: mountOf(i) }));
    this.grants = { args, env, preopens, listening, memoryDirectory: taken ? null : MEMORY_DIRECTORY };
  }

  /** What one isle's cores are told; a memory that the module imports is made for it. */
  begin(): EnteredGuest {
    const { strace, countCalls } = this.spec;
    const memory = this.imported();
    const data: Guest = { strace, countCalls, ...(memory ? { memory } : {}) };
    return { entry: join(__dirname, 'entry/enter.js'), data };
  }

  private imported(): ImportedMemory | undefined {
    const { memory: wanted } = this.program;
    if (!wanted) return undefined;
    const { initial, maximum, shared } = wanted.limits;
    const limit = this.spec.memory === undefined ? PAGES_MAX : this.spec.memory / WASM_PAGE;
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
    const { program, spec } = this;
    return Math.min((program.maximum ?? PAGES_MAX) * WASM_PAGE, spec.memory ?? Infinity);
  }

  /** Its threads have ended, and this process lives on. */
  async release(): Promise<void> {
    if (!this.memory) return;
    const { memory } = this;
    this.memory = undefined;
    await discardPages(memory);
    if (++WasiGuest.shed % SHED_MOST === 0) setImmediate(collect);
  }
}
