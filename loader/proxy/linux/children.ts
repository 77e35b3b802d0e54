/** Child processes: starts them, and keeps what became of them until the guest asks. */
import fs from 'node:fs';
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { E, errnoOf, fail } from '../abi/errno.js';
import type { Guest } from '../guest/guest.js';
import { childProcesses } from '../vfs/files/late-modules.js';
import { Pipes } from './pipes.js';
import { strayDescriptors } from './stray.js';

const SIGCHLD = 17;
/** Above the numbers of Linux's processes. */
const NO_PROCESS = 1 << 22;
/** Children that run, or that nobody has waited for; then EAGAIN. */
export const CHILDREN_MAX = 64;

/** A child to start. */
export interface SpawnCommand {
  file: string;
  argv: string[];
  env: Record<string, string>;
  cwd: string;
  /** Descriptors of the host for the child's 0, 1 and 2; null is /dev/null. */
  stdio: (number | null)[];
}

/** A child that is being started. */
export interface Starting {
  /** The process number, or minus an error number; undefined while Node has not told. */
  pid: number | undefined;
}

/** A child that ended; `status` as wait(2) encodes it. */
export interface Ended {
  pid: number;
  status: number;
}

export class Children {
  readonly pipes = new Pipes();
  /** Status by process number; undefined while it runs. */
  private readonly known = new Map<number, number | undefined>();
  private readonly running = new Set<ChildProcess>();
  /** Pipes are being made. */
  private preparing = false;
  private added = 0;

  constructor(private readonly guest: Guest) {}

  /** @throws EAGAIN */
  checkRoom(): void {
    if (this.known.size >= CHILDREN_MAX) fail(E.EAGAIN);
  }

  /** Whether there are so many pipes for a child; else they are being made. */
  prepare(pipes: number): boolean {
    const { guest } = this;
    if (this.preparing) return false;
    const now = this.pipes.prepare(pipes, () => {
      this.preparing = false;
      guest.expected--;
      guest.ring();
    });
    if (!now) guest.expected++;
    this.preparing = !now;
    return now;
  }

  start({ file, argv, env, cwd, stdio }: SpawnCommand): Starting {
    const starting: Starting = { pid: undefined };
    const { guest } = this;
    const failed = (error: unknown): void => {
      starting.pid = -(errnoOf(error) || E.EIO);
    };
    let child: ChildProcess;
    const stray = strayDescriptors();
    const nothing = stray.length > 0 ? fs.openSync('/dev/null', 'r') : -1;
    try {
      const argv0 = argv[0] as string;
      const given: (number | 'ignore')[] = stdio.map((fd) => fd ?? 'ignore');
      for (const fd of stray) {
        while (given.length < fd) given.push('ignore');
        given[fd] = nothing;
      }
      const detached = guest.data.apart ?? false;
      child = childProcesses().spawn(file, argv.slice(1), { argv0, env, cwd, stdio: given, detached });
    } catch (error) {
      failed(error);
      return starting;
    } finally {
      if (nothing >= 0) fs.closeSync(nothing);
    }
    guest.expected++;
    const { pid } = child;
    if (pid === undefined) {
      child.once('error', (error) => {
        guest.expected--;
        failed(error);
        guest.ring();
      });
      return starting;
    }
    starting.pid = pid;
    this.known.set(pid, undefined);
    this.running.add(child);
    child.on('error', () => {});
    child.once('exit', (code, signal) => this.ended(child, pid, code, signal));
    return starting;
  }

  /** A child that has ended before it was anything: its number, which no process of Linux's has. */
  add(status: number): number {
    const pid = NO_PROCESS + this.added++;
    this.known.set(pid, status);
    this.guest.events.onSignal(SIGCHLD);
    return pid;
  }

  private ended(child: ChildProcess, pid: number, code: number | null, signal: NodeJS.Signals | null): void {
    const { guest } = this;
    guest.expected--;
    this.running.delete(child);
    if (guest.data.apart) endGroup(pid);
    this.known.set(pid, signal ? constants.signals[signal] : ((code ?? 0) & 255) << 8);
    guest.ring();
    guest.events.onSignal(SIGCHLD);
  }

  /** A child that ended, -1: any. `forget`: it is waited for only once. */
  take(pid: number, forget: boolean): Ended | undefined {
    for (const [child, status] of this.known) {
      if (status === undefined || (pid !== -1 && pid !== child)) continue;
      if (forget) this.known.delete(child);
      return { pid: child, status };
    }
    return undefined;
  }

  /** Whether there is such a child, -1: any. */
  has(pid: number): boolean {
    return pid === -1 ? this.known.size > 0 : this.known.has(pid);
  }

  /** Children that still run are left to themselves, those of a service's isle are ended with all that they have started. */
  close(): void {
    for (const child of this.running) {
      child.removeAllListeners('exit').unref();
      if (this.guest.data.apart) endGroup(child.pid as number);
    }
    this.pipes.close();
  }
}

/** Ends what is left of the session that a child leads, or has led until just now: numbers are not used again so soon. */
function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
