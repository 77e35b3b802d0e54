/** Child processes: starts them, and keeps what became of them until the guest asks. */
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { E, errnoOf } from '../abi/errno.js';
import type { Guest } from '../guest/guest.js';
import { childProcesses } from '../vfs/files/late-modules.js';
import { Pipes } from './pipes.js';

const SIGCHLD = 17;

/** A child to start. */
export interface SpawnCommand {
  file: string;
  argv: string[];
  env: Record<string, string>;
  cwd: string | undefined;
  /** Descriptors of the host by the child's descriptor number; null is closed. */
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

  constructor(private readonly guest: Guest) {}

  start({ file, argv, env, cwd, stdio }: SpawnCommand): Starting {
    const starting: Starting = { pid: undefined };
    const { guest } = this;
    const failed = (error: unknown): void => {
      starting.pid = -(errnoOf(error) || E.EIO);
    };
    let child: ChildProcess;
    try {
      const argv0 = argv[0] as string;
      const given = stdio.map((fd) => fd ?? 'ignore');
      child = childProcesses().spawn(file, argv.slice(1), { argv0, env, cwd, stdio: given });
    } catch (error) {
      failed(error);
      return starting;
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

  private ended(child: ChildProcess, pid: number, code: number | null, signal: NodeJS.Signals | null): void {
    const { guest } = this;
    guest.expected--;
    this.running.delete(child);
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

  /** Children that still run are left to themselves. */
  close(): void {
    for (const child of this.running) child.removeAllListeners('exit').unref();
    this.pipes.close();
  }
}
