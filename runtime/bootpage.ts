/** An isle's memory as its image finds it: the boot page, the core slots, the arguments. */
import { realtimeOffset } from './clock.js';
import { HermitError } from './errors.js';
import * as L from './generated/layout.js';

export interface BootParameters {
  isle: number;
  isles: number;
  /** Pinned cores. */
  cores: number;
  /** Ranks: main runs once for each. */
  ranks: number;
  /** argv[0] and the arguments. */
  argv: string[];
  env: Record<string, string>;
  pid: number;
  uid: number;
  gid: number;
  euid: number;
  egid: number;
  /** CPUs that the cores and the proxy have between them. */
  cpuCount: number;
  threadsMax: number;
  /** NET_…: what its virtual IP device reaches; without, it has none. */
  net?: number;
  /** Bytes of the device's longest packet. */
  mtu?: number;
  fdsMax: number;
  /** Calls of exported functions that are served at once; without, none. */
  lanes?: number;
  /** TRACE_COUNT and TRACE_PRINT. */
  trace: number;
}

const PAGE = 4096;
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
  const pages = bytes / 65536;
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  } catch (error) {
    throw new HermitError(
      'HERMIT_EMEMORY',
      `could not reserve ${bytes} bytes of memory: ${(error as Error).message}; give each isle less, or boot fewer`,
    );
  }
}

/** Fills the boot page. The image may be entered afterwards. */
export function writeBootPage(memory: WebAssembly.Memory, p: BootParameters): void {
  const { buffer } = memory;
  const words = new Int32Array(buffer);
  const set = (address: number, value: number) => {
    words[address >> 2] = value;
  };
  const args = writeArguments(buffer, p);
  const values: [number, number][] = [
    [L.BOOT_ISLE, p.isle],
    [L.BOOT_ISLES, p.isles],
    [L.BOOT_CORES, p.cores],
    [L.BOOT_RANKS, p.ranks],
    [L.BOOT_MEMORY_END, args & ~(PAGE - 1)],
    [L.BOOT_MEMORY_LIMIT, buffer.byteLength - 1],
    [L.BOOT_ARGC, p.argv.length],
    [L.BOOT_ARGV, args],
    [L.BOOT_PID, p.pid],
    [L.BOOT_UID, p.uid],
    [L.BOOT_GID, p.gid],
    [L.BOOT_EUID, p.euid],
    [L.BOOT_EGID, p.egid],
    [L.BOOT_CPUS, p.cpuCount],
    [L.WATCH, p.trace],
    [L.BOOT_NET, p.net ?? 0],
    [L.BOOT_LANES, p.lanes ?? 0],
    [L.BOOT_MTU, p.mtu ?? L.MTU_DEFAULT],
    [L.BOOT_THREADS_MAX, p.threadsMax],
    [L.BOOT_FDS_MAX, p.fdsMax],
    [L.CORES_WANTED, p.cores],
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
function writeArguments(buffer: ArrayBufferLike, p: BootParameters): number {
  const strings = [...p.argv, ...Object.entries(p.env).map(([name, value]) => `${name}=${value}`)].map((text) =>
    Buffer.from(`${text}\0`),
  );
  const words = 1 + p.argv.length + 1 + Object.keys(p.env).length + 1 + 2 * 10;
  const random = 16;
  const size = words * 4 + random + strings.reduce((sum, s) => sum + s.length, 0);
  const start = (buffer.byteLength - size) & ~15;
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
  put(p.argv.length);
  for (const s of strings.slice(0, p.argv.length)) putString(s);
  put(0);
  for (const s of strings.slice(p.argv.length)) putString(s);
  put(0);
  // For libc's stack canary only; getrandom is the proxy's.
  for (let i = 0; i < random; i++) bytes[words * 4 + i] = Math.random() * 256;
  const auxiliary: [number, number][] = [
    [AT.PAGESZ, PAGE],
    [AT.UID, p.uid],
    [AT.EUID, p.euid],
    [AT.GID, p.gid],
    [AT.EGID, p.egid],
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
