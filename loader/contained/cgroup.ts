/** A control group of version 2 for a process, where this one may make any. */
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ChildLimits } from './limits.js';

const ROOT = '/sys/fs/cgroup';
/** Between attempts to remove it: its last process may still be on its way out (ms). */
const AGAIN_MS = 20;
const ATTEMPTS = 50;

/** Of cpu.max (µs). */
const PERIOD = 100_000;

let number = 0;

export class Cgroup {
  private constructor(private readonly folder: string) {}

  /** Undefined where it cannot be: then other limits have to do. `root` is where control groups are mounted, `own` names that of this process. */
  static make(pid: number, limits: ChildLimits, root = ROOT, own = '/proc/self/cgroup'): Cgroup | undefined {
    let path: string | undefined;
    try {
      path = /^0::(\/.*)$/m.exec(readFileSync(own, 'latin1'))?.[1];
    } catch {
      return undefined;
    }
    if (path === undefined) return undefined;
    // A group with processes of its own has no controllers for groups below. One beside it may have.
    for (const above of new Set([join(root, path), dirname(join(root, path))])) {
      if (!above.startsWith(root)) continue;
      const folder = join(above, `hermit-wasm-${process.pid}-${pid}-${++number}`);
      const group = new Cgroup(folder);
      try {
        mkdirSync(folder);
      } catch {
        continue;
      }
      try {
        group.limit(limits);
        group.write('cgroup.procs', pid);
        return group;
      } catch {
        group.remove();
      }
    }
    return undefined;
  }

  private write(file: string, value: number | string): void {
    // Not made: a controller that is not there has no file.
    writeFileSync(join(this.folder, file), String(value), { flag: 'r+' });
  }

  private limit({ tasks, cpus, memory }: ChildLimits): void {
    this.write('pids.max', tasks);
    if (cpus !== Infinity) this.write('cpu.max', `${Math.round(cpus * PERIOD)} ${PERIOD}`);
    this.memory(memory);
  }

  /** What it may have from now on, in bytes. */
  memory(bytes: number): void {
    try {
      this.write('memory.max', bytes);
      this.write('memory.swap.max', 0);
    } catch {
      // No controller of memory.
    }
  }

  /** Its processes have ended. */
  remove(attempts = ATTEMPTS): void {
    try {
      rmdirSync(this.folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EBUSY' || attempts === 0) return;
      setTimeout(() => this.remove(attempts - 1), AGAIN_MS).unref();
    }
  }
}
