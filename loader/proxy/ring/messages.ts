/** What the proxy worker is given and what it and the main thread tell each other. */
import type { MessagePort } from 'node:worker_threads';
import type { Listening } from '../../wasi/listen.js';

/** A host directory that the guest may see. Both paths are absolute. */
export interface Grant {
  host: string;
  guest: string;
  readOnly: boolean;
}

/** Whom the guest runs as. */
export interface Ids {
  uid: number;
  gid: number;
  euid: number;
  egid: number;
  groups: number[];
  user: string;
  home: string;
}

/** What /etc tells of the network. */
export interface NetworkNames {
  /** NET_…: what the isle's device reaches. */
  net: number;
  /** Isles that have names. */
  isles: number;
}

/** Takes the guest's output in place of this process's. */
export interface Outlet {
  /** Bytes that may still be written; beyond them the guest gets EDQUOT. */
  left: number;
  /** 'full': the guest waits; 'closed': it gets EPIPE. */
  state(fd: number): 'open' | 'full' | 'closed';
  take(fd: number, text: Uint8Array): void;
}

/** Gives the guest its standard input. */
export interface Inlet {
  readonly ready: boolean;
  /** Nothing comes any more after what is ready. */
  readonly ended: boolean;
  /** At most so many bytes, undefined when none are ready. */
  give(most: number): Uint8Array | undefined;
}

/** What a WASI program is given. */
export interface WasiGrants {
  args: string[];
  env: Record<string, string>;
  /** Granted directories: where they are in the name space, and what the program calls them. */
  preopens: { guest: string; name: string }[];
  /** The name of its directory in memory; null: a granted one has it. */
  memoryDirectory: string | null;
  /** Sockets that listen, its first descriptors behind the standard streams. */
  listening?: Listening[];
}

/** What the loader decides about one isle's proxy. */
export interface ProxyOptions {
  memory: WebAssembly.Memory;
  isle: number;
  dirs: Grant[];
  /** Guest's working directory at the start; `/` is used when it does not exist. */
  cwd: string;
  /** Commands that the guest may start: absolute paths, or names looked up in the host's PATH. */
  allowRun: string[];
  strace: boolean;
  /** Polls of the doorbell before the proxy sleeps; 0 when no CPU is free for it. */
  spin: number;
  /** Descriptors that the isle may have. */
  filesMax: number;
  /** Whether standard input is the guest's; otherwise it finds the end of it at once. */
  input: boolean;
  /** The guest's output is passed on in whole lines, because it is not alone, each with this before it. */
  label?: string;
  /** In place of this process's streams; only for a proxy on the thread of its host. */
  outlet?: Outlet;
  inlet?: Inlet;
  /** Bytes that the guest may write to files of the host, and that /tmp and /dev/shm may hold each; by default no limit, and half of the host's memory. */
  writeLimit?: number;
  tmpLimit?: number;
  /** The guest is a WASI program: it makes preview 1's calls. */
  wasi?: WasiGrants;
  ids: Ids;
  /** Whom the guest can name and reach by IP. */
  network: NetworkNames;
  /** CPUs of the isle as sched_getaffinity tells them; null: as many as it has cores, from 0 on. */
  cpus: number[] | null;
}

/** Words of the control buffer. */
export const CONTROL = {
  /** 1: the proxy returns from serve(). */
  STOP: 0,
  /** Counted up after a message was posted on `port`. */
  MAIL: 1,
  /** Size of the terminal, 0 when there is none. */
  COLUMNS: 2,
  ROWS: 3,
  WORDS: 4,
} as const;

export interface ProxyWorkerData extends ProxyOptions {
  control: SharedArrayBuffer;
  /** Messages from the main thread, taken while the worker is in its loop (receiveMessageOnPort). */
  port: MessagePort;
}

/** Proxy to main thread. */
export type ProxyMessage =
  /** 0 to 255, or EXIT_SIGNAL plus a signal's number. */
  | { type: 'exit'; code: number; machine: boolean }
  | { type: 'cores' }
  /** The kernel wants its network thread. */
  | { type: 'network' }
  /** Times in milliseconds; `first` 0 stops the timer, `interval` 0 lets it ring once. */
  | { type: 'timer'; which: number; first: number; interval: number }
  | { type: 'spawn'; request: number; command: SpawnCommand }
  | { type: 'warning'; message: string };

/** A child to start. File descriptors are the host's: they are the same in all threads of the process. */
export interface SpawnCommand {
  file: string;
  argv: string[];
  env: Record<string, string>;
  cwd: string | undefined;
  /** By the child's descriptor number; null is closed. */
  stdio: (number | null)[];
}

/** Main thread to proxy. */
export type HostMessage =
  | { type: 'spawned'; request: number; pid: number }
  | { type: 'not-spawned'; request: number; errno: number }
  | { type: 'ended'; pid: number; status: number };
