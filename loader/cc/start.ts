/** Starting the resident compiler. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageDirectory } from './package';
import { type Place, socketsIn } from './place';
import { connectTo } from './frames';

/** Milliseconds between two looks for the one that another process starts, and how often. */
const LOOK = 15;
const LOOKS = 1000;

/** Seconds without a job after which it ends: HERMIT_CC_IDLE. */
const IDLE = 60;

export interface ResidentArguments extends Place {
  /** Of the compiler package. */
  directory: string;
  idleSeconds: number;
}

export function residentArguments(place: Place): ResidentArguments {
  const given = Number(process.env['HERMIT_CC_IDLE'] || IDLE);
  return { ...place, directory: packageDirectory(), idleSeconds: Number.isFinite(given) && given > 0 ? given : IDLE };
}

/** Starts one, or waits for the one that somebody else is starting. Null when that fails. */
export async function startResident(place: Place): Promise<Socket | null> {
  const lock = join(place.folder, `starting-${place.prefix}`);
  for (let tries = 0; tries < LOOKS; tries++) {
    // Only saves starts in vain: of two that start at once, one ends by itself.
    const mine = take(lock);
    if (mine === undefined) return null;
    try {
      if (mine && !(await start(residentArguments(place)))) return null;
    } finally {
      if (mine) rmSync(lock, { force: true });
    }
    for (const path of socketsIn(place.folder, place.prefix)) {
      const socket = await connectTo(path);
      if (socket) return socket;
    }
    if (mine) return null;
    await sleep(LOOK);
  }
  return null;
}

/** Whether this process may start one; undefined where the folder can't be written. */
function take(lock: string): boolean | undefined {
  try {
    const fd = openSync(lock, 'wx', 0o600);
    writeSync(fd, String(process.pid));
    closeSync(fd);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return undefined;
  }
  try {
    const holder = Number(readFileSync(lock, 'latin1'));
    // Empty: it is being written.
    if (holder > 0) process.kill(holder, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') rmSync(lock, { force: true });
  }
  return false;
}

/** Resolves once it listens, or has ended: perhaps because another was quicker, which then listens. False when it can't be started. */
function start(given: ResidentArguments): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(__dirname, 'entry/resident.js'), JSON.stringify(given)], {
      detached: true,
      cwd: '/',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { TMPDIR: tmpdir() },
    });
    const end = (started: boolean) => {
      child.stdout.destroy();
      resolve(started);
    };
    child.on('error', () => end(false));
    child.stdout.once('data', () => end(true)).once('end', () => end(true));
    child.unref();
  });
}
