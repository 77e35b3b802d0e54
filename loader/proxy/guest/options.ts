/** What the loader decides about one guest, and what it is told of it. */
import type { WasiGrants } from '../../wasi/grants.js';
import type { Fault } from '../../../runtime/errors.js';
import type { Grant, Ids, NetworkNames } from '../../grants.js';
import type { StandardOptions } from '../vfs/standard/standard.js';

export interface GuestOptions extends StandardOptions {
  memory: WebAssembly.Memory;
  isle: number;
  dirs: Grant[];
  /** Guest's working directory at the start; `/` is used when it does not exist. */
  cwd: string;
  /** Commands that the guest may start: absolute paths, or names looked up in the host's PATH. */
  allowRun: string[];
  /** Variables that the guest may set for them as it likes. */
  allowRunEnv: string[];
  /** They have sessions of their own, without a terminal, and end with the guest. */
  apart?: boolean | undefined;
  strace: boolean;
  /** The guest runs on this thread: its requests are served while it waits for them, and the event loop has no turns. */
  direct?: boolean | undefined;
  /** Descriptors that the isle may have. */
  files: number;
  /** Bytes that the guest may write to files of the host (and one new name for 4 KiB of them), and that /tmp and /dev/shm may hold each; by default no limit, and half of the host's memory. */
  writeLimit?: number | undefined;
  tmpLimit?: number | undefined;
  /** Bytes of names and texts that are kept for what the guest has open; no limit by default. */
  holdLimit?: number | undefined;
  /** The guest is a WASI program: it makes preview 1's calls. */
  wasi?: WasiGrants | undefined;
  ids: Ids;
  /** Whom the guest can name and reach by IP. */
  network: NetworkNames;
  /** Linux's ids of its cores' threads (HostThreads.shared). */
  threadIds: SharedArrayBuffer;
  /** CPUs of the isle as sched_getaffinity tells them; null: as many as it has cores, from 0 on. */
  cpus: number[] | null;
}

export interface GuestEvents {
  /**
   * The guest called exit_group: 0 to 255, or EXIT_SIGNAL plus the signal that ended it; `machine`: the other isles are to end too. All
   * that it wrote before has gone to its outlet. The proxy serves nothing more.
   */
  onExit(code: number, machine: boolean): void;
  /** A signal for the guest: SIGALRM and its like from timers, SIGCHLD. */
  onSignal(signal: number): void;
  /** The proxy can't go on. */
  onFault(fault: Fault): void;
  /** A call failed in a way that it should not have. */
  onWarning(message: string): void;
}
