/** The options of an isle, each defined once with its check and default. All later layers take an IsleSpec, or a part of it. */
import { MAX_FDS } from '../../runtime/generated/param.js';
import { HermitError } from '../../runtime/errors.js';
import type { BootSpec } from '../../runtime/bootpage.js';
import { MAX_CORES, MAX_ISLES } from '../../runtime/generated/layout.js';
import { listenAddress, type ListenAddress } from '../network/values.js';
import type { Grant } from '../grants.js';
import {
  BYTES,
  type Check,
  check,
  checkAll,
  FLAG,
  from,
  FUNCTION,
  GRANTS,
  isObject,
  listOf,
  orInfinity,
  orNull,
  SIGNAL,
  STRINGS_BY_NAME,
  TEXT,
  TEXTS,
} from './checks.js';

/** The standard streams are always there. */
const FILES_LEAST = 3;
const MIB = 1024 ** 2;
/** Longest time limit (ms): a timer of Node's cannot wait longer. */
export const TIME_MAX = 2 ** 31 - 1;

export interface IsleSpec extends BootSpec {
  /** How many isles hermit_isles() reports; by default the count of numbers in use, its own included. */
  isles: number | undefined;
  /** CPUs to bind its cores to, in this order; not bound by default. */
  cpus: number[] | undefined;
  /** Whether cores are bound to `cpus`, or Linux chooses. */
  bind: 'cores' | 'none';
  /**
   * Bytes of memory, rounded up to 64 KiB; 64 MiB by default (the command: 1 GiB), for a WASI program what its module declares. Untouched
   * pages use no memory.
   */
  memory: number | undefined;
  /** Host directories that the program may use; none by default. A WASI program has them preopened in this order, named `guest`. */
  dirs: Grant[];
  /** Ports of this machine on which a WASI program may accept connections, as descriptors from 3 on. */
  listen: ListenAddress[];
  /** Its working directory; '/' by default. */
  cwd: string;
  /** Host commands that it may start; none by default. */
  allowRun: string[];
  /** Names of variables that the program may set freely for them, besides a few others. */
  allowRunEnv: string[];
  /** Bytes that the program may write to standard output and error together; beyond it EDQUOT. No limit by default; for a service 64 MiB. */
  outputLimit: number;
  /** Bytes that it may write to files in `dirs`; beyond it EDQUOT. No limit by default; for a service 1 GiB. */
  writeLimit: number;
  /** Bytes that /tmp and /dev/shm, which are in memory, may hold each; beyond it ENOSPC. Half of the host's memory by default; for a service 64 MiB. */
  tmpLimit: number | undefined;
  /** Bytes of directory listings and generated files kept while they are open; beyond it ENOMEM. 256 MiB by default; for a service 32 MiB. */
  holdLimit: number;
  /** Milliseconds that a called function may run, unless its call has its own limit; no limit by default; for a service 30,000. */
  callTimeLimit: number | undefined;
  /** Milliseconds after the boot until the isle is ended; no limit by default. */
  timeLimit: number | undefined;
  /** Prefix of its output lines. With it, output is passed on in whole lines, because other isles write too. */
  label: string | undefined;
}

/** An IsleSpec as given by a user; all fields are optional. */
export interface SpecOptions extends Partial<Omit<IsleSpec, 'serve' | 'listen'>> {
  /** How many calls run at once; true is 1. */
  serve?: number | boolean;
  /** PORT or '[HOST:]PORT'; port 0 chooses a free one. */
  listen?: (number | string | ListenAddress)[];
}

/** Receives the program's standard output (1) and error (2). */
export type OutputFunction = (fd: number, text: Uint8Array) => void;

/** Options of an isle in a service. */
export interface IsleOptions extends Omit<SpecOptions, 'ranks' | 'bind' | 'strace' | 'label'> {
  /** Receives the program's standard output (1) and error (2); the process's own streams by default. */
  output?: OutputFunction;
  /** The program's standard input; empty by default. */
  input?: string | Uint8Array;
  /** 'stream': the isle has stdin (without `input`), stdout and stderr (without `output`) as Node streams. */
  stdio?: 'stream';
  /** Halts the isle when it is aborted. */
  signal?: AbortSignal;
}

interface Field<T> {
  default: T;
  check: Check;
  /** From what was said, which was checked. */
  read?(value: never): T;
}

const field = <T>(initial: T, how: Check): { default: T; check: Check } => ({ default: initial, check: how });

const CPUS: Check = { expected: "an array of CPUs' numbers", holds: listOf(from(0, Infinity).holds) };
const ADDRESSES: Check = {
  expected: 'an array of ports or of [HOST:]PORT',
  holds: listOf((value) => ['number', 'string'].includes(typeof value) || isObject(value)),
};
const BINDING: Check = { expected: "'cores' or 'none'", holds: (value) => value === 'cores' || value === 'none' };
/** The program decides how much is too little or too much. */
const ANY: Check = { expected: '', holds: () => true };
const SERVE: Check = {
  expected: `a number from 1 to ${MAX_CORES}, or true`,
  holds: (value) => typeof value === 'boolean' || from(0, MAX_CORES).holds(value),
};
/** Infinity is no limit, which is what undefined means further on. */
const LIMIT: Field<number | undefined> = {
  default: undefined,
  check: orInfinity(from(1, TIME_MAX)),
  read: finite,
};

const FIELDS: { [Name in keyof IsleSpec]: Field<IsleSpec[Name]> } = {
  name: field('app', TEXT),
  args: field([], TEXTS),
  env: field({}, STRINGS_BY_NAME),
  isles: field(undefined, from(1, MAX_ISLES)),
  cores: field(1, from(1, MAX_CORES)),
  ranks: field(1, from(1, MAX_CORES)),
  cpus: { ...field(undefined, orNull(CPUS)), read: (cpus: number[] | null) => cpus ?? undefined },
  bind: field('cores', BINDING),
  memory: field(undefined, ANY),
  dirs: field([], GRANTS),
  listen: { ...field([], ADDRESSES), read: addresses },
  cwd: field('/', TEXT),
  allowRun: field([], TEXTS),
  allowRunEnv: field([], TEXTS),
  threads: upTo(1, MAX_CORES),
  files: upTo(FILES_LEAST, MAX_FDS),
  serve: { ...field(0, SERVE), read: Number },
  callTimeLimit: LIMIT,
  timeLimit: LIMIT,
  outputLimit: field(Infinity, BYTES),
  writeLimit: field(Infinity, BYTES),
  holdLimit: field(256 * MIB, BYTES),
  tmpLimit: { ...field(undefined, BYTES), read: finite },
  countCalls: field(false, FLAG),
  strace: field(false, FLAG),
  label: field(undefined, TEXT),
};

/** A limit that is never higher than `most`: Infinity means that. */
function upTo(least: number, most: number): Field<number> {
  return { ...field(most, orInfinity(from(least, most))), read: (value: number) => Math.min(value, most) };
}

function finite(value: number): number | undefined {
  return value === Infinity ? undefined : value;
}

/**
 * A service's isles are limited unless it says otherwise, because they share its process: what an isle can make it hold, and for how long. A
 * command is a process of its own.
 */
function serviceLimits({ cores, serve }: IsleOptions): SpecOptions {
  return {
    threads: Math.max(64, cores ?? 1, Number(serve ?? 0)),
    files: 256,
    outputLimit: 64 * MIB,
    writeLimit: 1024 * MIB,
    tmpLimit: 64 * MIB,
    holdLimit: 32 * MIB,
    callTimeLimit: 30_000,
  };
}

function addresses(listen: readonly (number | string | ListenAddress)[]): ListenAddress[] {
  try {
    return listen.map((where) => (typeof where === 'object' ? where : listenAddress(String(where))));
  } catch (error) {
    throw new HermitError('HERMIT_EINVAL', `listen: ${(error as Error).message}`);
  }
}

/** @throws HermitError HERMIT_EINVAL for a value of the wrong type or out of range. Fields that are no option of an isle are ignored. */
export function isleSpec(options: SpecOptions): IsleSpec {
  const said = options as Record<string, unknown>;
  const spec: Record<string, unknown> = {};
  for (const [name, { default: initial, check: how, read }] of Object.entries(FIELDS)) {
    const value = said[name];
    if (value !== undefined) check(name, value, how);
    spec[name] = value === undefined ? initial : read ? read(value as never) : value;
  }
  const { serve, threads } = spec as unknown as IsleSpec;
  if (serve > threads) check('serve', serve, from(1, threads));
  return spec as unknown as IsleSpec;
}

/** Options of an isle that are none of its spec. */
const OTHERS: Record<string, Check> = {
  output: FUNCTION,
  input: { expected: 'a string or bytes', holds: (value) => typeof value === 'string' || ArrayBuffer.isView(value) },
  stdio: { expected: "'stream'", holds: (value) => value === 'stream' },
  signal: SIGNAL,
};

/** The spec of an isle of a service's. @throws HermitError HERMIT_EINVAL. */
export function checkedSpec(options: IsleOptions): IsleSpec {
  checkAll(options, OTHERS);
  const said = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return isleSpec({ ...serviceLimits(isleSpec(said)), ...said });
}
