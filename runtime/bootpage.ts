/** An isle's memory as its image finds it: the boot page, the core slots, the arguments. */
import { realtimeOffset } from './clock.js';
import { HermitError } from './errors.js';
import * as L from './generated/layout.js';
import { PAGE_SIZE_ } from './generated/param.js';
import { WASM_PAGE } from './pages.js';

/** What a program's boot may choose, by the names that options have: see IsleSpec (loader/machine/spec.ts). */
export interface BootSpec {
  /** argv[0]; 'app' by default. */
  name: string;
  /** Arguments behind it. */
  args: string[];
  /** The program's environment; empty by default. */
  env: Record<string, string>;
  /** Compute cores; 1 by default. */
  cores: number;
  /** Ranks: main runs once for each; 1 by default. */
  ranks: number;
  /** Threads that may exist at once, 1 to 256; 256 by default. */
  threads: number;
  /** Descriptors that may be open at once, 3 to 4096; then EMFILE. 4096 by default. */
  files: number;
  /**
   * Keeps the isle when main has returned 0, to serve calls of exported functions: so many at once, each on a thread of its own, and the
   * others wait. Functions that use OpenMP share the cores. 0, the default: the program ends then.
   */
  serve: number;
  /** Counts system calls for stats(). */
  countCalls: boolean;
  /** Prints them. */
  strace: boolean;
}

/** What its machine decides. */
export interface BootFacts {
  isle: number;
  /** Isles that hermit_isles() tells of. */
  isles: number;
  pid: number;
  ids: { uid: number; gid: number; euid: number; egid: number };
  /** NET_…: what its virtual IP device reaches; 0: it has none. */
  net: number;
  /** Bytes of the device's longest packet. */
  mtu: number;
  /** Its calls are served on core 0's thread, and it has no other. */
  direct: boolean;
}

/** Auxiliary vector entries (elf.h) that musl's start reads. */
const AT = {
  NULL: 0,
  PAGESZ: 6,
  UID: 11,
  EUID: 12,
  GID: 13,
  EGID: 14,
  HWCAP: 16,
  CLKTCK: 17,
  SECURE: 23,
  RANDOM: 25,
} as const;

/** Reserves `bytes` (a multiple of 64 KiB) of shared memory; they cost nothing until they are touched. */
export function reserveMemory(bytes: number): WebAssembly.Memory {
  const pages = bytes / WASM_PAGE;
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  } catch (error) {
    throw new HermitError(
      'HERMIT_EMEMORY',
      `could not reserve ${bytes} bytes of memory: ${(error as Error).message}; give each isle less, or boot fewer`,
    );
  }
}

/** Fills the boot page. The image may be entered afterwards. CPUs are shared out later (MasterChannel.shareCpus). */
export function writeBootPage(memory: WebAssembly.Memory, spec: BootSpec, facts: BootFacts): void {
  const { buffer } = memory;
  const words = new Int32Array(buffer);
  const set = (address: number, value: number) => {
    words[address >> 2] = value;
  };
  const args = writeArguments(buffer, [spec.name, ...spec.args], spec.env, facts.ids);
  const { ids } = facts;
  const values: [number, number][] = [
    [L.BOOT_ISLE, facts.isle],
    [L.BOOT_ISLES, facts.isles],
    [L.BOOT_CORES, spec.cores],
    [L.BOOT_RANKS, spec.ranks],
    [L.BOOT_MEMORY_END, args & ~(PAGE_SIZE_ - 1)],
    [L.BOOT_MEMORY_LIMIT, buffer.byteLength - 1],
    [L.BOOT_ARGC, 1 + spec.args.length],
    [L.BOOT_ARGV, args],
    [L.BOOT_PID, facts.pid],
    [L.BOOT_UID, ids.uid],
    [L.BOOT_GID, ids.gid],
    [L.BOOT_EUID, ids.euid],
    [L.BOOT_EGID, ids.egid],
    [L.WATCH, (spec.countCalls || spec.strace ? L.TRACE_COUNT : 0) | (spec.strace ? L.TRACE_PRINT : 0)],
    [L.BOOT_NET, facts.net],
    [L.BOOT_SERVE, spec.serve],
    [L.BOOT_MTU, facts.mtu],
    [L.BOOT_DIRECT, Number(facts.direct)],
    [L.BOOT_THREADS, spec.threads],
    [L.BOOT_FILES, spec.files],
    [L.CORES_WANTED, spec.cores],
  ];
  for (const [address, value] of values) set(address, value);
  for (let core = 0; core < L.MAX_CORES; core++) set(slot(core) + L.SLOT_CPU, -1);
  new Float64Array(buffer, L.BOOT_REALTIME, 1)[0] = realtimeOffset();
  Atomics.store(words, L.BOOT_MAGIC >> 2, L.BOOT_MAGIC_VALUE);
}

/** Address of a core's slot. */
export function slot(core: number): number {
  return L.CORE_SLOTS + core * L.CORE_SLOT_SIZE;
}

/**
 * Writes the block that a Linux program finds at its stack's end (argc, argv, NULL, environment, NULL, auxiliary vector, strings)
 * at the end of the memory; returns its address.
 */
function writeArguments(
  buffer: ArrayBufferLike,
  argv: readonly string[],
  env: Record<string, string>,
  ids: BootFacts['ids'],
): number {
  const strings = [...argv, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)].map((text) =>
    Buffer.from(`${text}\0`),
  );
  const words = 1 + argv.length + 1 + Object.keys(env).length + 1 + 2 * 10;
  const random = 16;
  const size = words * 4 + random + strings.reduce((sum, s) => sum + s.length, 0);
  // Behind the last text there is room for what looks a little further, and a pointer to its end is not 0 in 4 GiB.
  const spare = 64;
  const start = (buffer.byteLength - spare - size) & ~15;
  const address = start >>> 0;
  if (size > buffer.byteLength / 4 || address < L.IMAGE_BASE) {
    throw new HermitError(
      'HERMIT_EMEMORY',
      `arguments and environment take ${size} bytes, too much for ${buffer.byteLength} bytes of memory; give more with --mem`,
    );
  }
  const view = new DataView(buffer, address, size);
  const bytes = new Uint8Array(buffer, address, size);
  let word = 0;
  let text = words * 4 + random;
  const put = (value: number) => view.setUint32(4 * word++, value, true);
  const putString = (s: Buffer) => {
    put(address + text);
    bytes.set(s, text);
    text += s.length;
  };
  put(argv.length);
  for (const s of strings.slice(0, argv.length)) putString(s);
  put(0);
  for (const s of strings.slice(argv.length)) putString(s);
  put(0);
  // For libc's stack canary only; getrandom is the proxy's.
  for (let i = 0; i < random; i++) bytes[words * 4 + i] = Math.random() * 256;
  const auxiliary: [number, number][] = [
    [AT.PAGESZ, PAGE_SIZE_],
    [AT.UID, ids.uid],
    [AT.EUID, ids.euid],
    [AT.GID, ids.gid],
    [AT.EGID, ids.egid],
    [AT.HWCAP, 0],
    [AT.CLKTCK, 100],
    [AT.SECURE, 0],
    [AT.RANDOM, address + words * 4],
    [AT.NULL, 0],
  ];
  for (const [type, value] of auxiliary) {
    put(type);
    put(value);
  }
  return address;
}
