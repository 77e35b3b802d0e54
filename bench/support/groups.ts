// Programs as groups of processes, which end with all that they have started: when they end, when they are to, and when this process does,
// however that may be.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from './folder.js';

/**
 * Where groups are listed for the process that ends them when this one is gone: lines +GROUP and -GROUP. It sleeps until then, so that
 * nothing but Linux runs beside a program that starts.
 */
let list: string | undefined;

function note(line: string): void {
  list ??= startKeeper();
  appendFileSync(list, line);
}

function startKeeper(): string {
  const path = join(folder(), 'groups');
  const child = spawn(process.execPath, [join(__dirname, 'keeper.js'), folder(), path], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without it everything works but that.
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  // It waits for this process, not this process for it.
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return path;
}

/**
 * Starts a program as a group of its own: Ctrl-C reaches the benchmark alone, which then ends the group. Nothing of it outlives its first
 * process or this one, not even what is stopped.
 */
export function startGroup(
  command: string,
  args: readonly string[],
  options: Omit<SpawnOptions, 'detached'>,
): ChildProcess {
  const child = spawn(command, args, { ...options, detached: true });
  const { pid } = child;
  if (pid !== undefined) {
    note(`+${pid}\n`);
    child.on('exit', () => {
      endGroup(child);
      note(`-${pid}\n`);
    });
  }
  return child;
}

/** Ends a program of `startGroup` and all of its group. */
export function endGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
