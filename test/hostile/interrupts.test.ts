// Ctrl-C at any moment of a run, and processes that are stopped and continued at any moment.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { commandLine, environment } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { PATIENCE, until } from '../support/patience.js';
import { runs, seed } from '../support/runs.js';

/** A generator of numbers from 0 up to 1 (mulberry32). */
function numbers(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Processes whose environment has this. */
const processes = (mark: string): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark);
    } catch {
      return false;
    }
  });
const inMemory = (): string[] => readdirSync('/dev/shm').filter((name) => name.includes('hermit'));

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  text: string;
  errors: string;
}

/** Runs a command, and `meddle` meanwhile. */
async function meddled(
  command: string,
  args: readonly string[],
  { cwd, temporary }: { cwd: string; temporary: string },
  meddle: (kill: (signal: NodeJS.Signals) => void, ended: () => boolean) => Promise<void>,
): Promise<Ended> {
  const child = spawn(command, args, {
    cwd,
    env: { ...environment, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended: Ended = { code: null, signal: null, text: '', errors: '' };
  let over = false;
  child.stdout.on('data', (data: Buffer) => (ended.text = (ended.text + data.toString('latin1')).slice(-10_000)));
  child.stderr.on('data', (data: Buffer) => (ended.errors = (ended.errors + data.toString()).slice(0, 10_000)));
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.once('close', (code, signal) => {
    over = true;
    Object.assign(ended, { code, signal });
  });
  const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  await meddle(
    (signal) => child.kill(signal),
    () => over,
  );
  await closed;
  clearTimeout(late);
  return ended;
}

describe('a run', () => {
  it('is ended by Ctrl-C at any moment, and leaves nothing', async () => {
    const image = await compileImage([join(root, 'test/hostile/interrupts.c')]);
    const ways = [
      ['spin'],
      ['spin', 'threads'],
      ['sleep', 'threads'],
      ['write'],
      ['write', 'threads'],
      ['serve'],
      ['talk'],
    ];
    const before = inMemory();
    const start = seed();
    const random = numbers(start);
    const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
    for (let left = runs(12), i = 0; left > 0; left--, i++) {
      const places = { cwd: freshFolder(), temporary: freshFolder() };
      const way = pick(ways);
      const options = [
        ...(way[0] === 'talk' ? ['-i', '2'] : []),
        ...(way[0] === 'serve' ? ['-p', '0:80'] : []),
        ...pick([[], ['-v'], ['--stats'], ['--strace']]),
        ...pick([[], ['--timeout', '200s']]),
      ];
      // Mostly early: the start is where most happens.
      const ms = random() ** 2 * 1500;
      const args = ['run', '--mem', '32M', '--dir', '.', ...options, image, ...way];
      const what = `seed ${start}, run ${i}: ${args.slice(1).join(' ')}, SIGINT after ${ms} ms`;
      const ended = await meddled(commandLine, args, places, async (kill, over) => {
        await sleep(ms);
        kill('SIGINT');
        // A program that writes without end is not to be waited for: as somebody would, who presses it again.
        for (let n = 0; n < 100 && !over(); n++) await sleep(100);
        if (!over()) kill('SIGINT');
      });
      // Before there is a handler, Linux ends it.
      const code = ended.signal === 'SIGINT' ? 130 : ended.code;
      expect(code, `${what}\n${ended.errors.slice(-2000)}`).toBe(130);
      await until(`${what}: no process is left`, () => processes(places.temporary).length === 0);
      expect(readdirSync(places.temporary), what).toEqual([]);
    }
    expect(inMemory()).toEqual(before);
  });

  it('goes on with right results when it was stopped and continued', async () => {
    const image = await compileImage([join(root, 'test/hostile/stopped.c')]);
    const start = seed();
    const random = numbers(start);
    for (let left = runs(2); left > 0; left--) {
      const places = { cwd: freshFolder(), temporary: freshFolder() };
      const args = ['run', '-i', '2', '--mem', '32M', '--dir', '.', image];
      const ended = await meddled(commandLine, args, places, async (kill, over) => stopAgain(kill, over, random));
      expect([ended.code, ended.errors, ended.text], `seed ${start}`).toEqual([0, '', 'all right\n']);
    }
  });
});

/** Stops and continues it, for as long as some twenty times. */
async function stopAgain(
  kill: (signal: NodeJS.Signals) => void,
  over: () => boolean,
  random: () => number,
): Promise<void> {
  for (let n = 0; n < 20 && !over(); n++) {
    await sleep(random() * 150);
    kill('SIGSTOP');
    await sleep(random() * 150);
    kill('SIGCONT');
  }
}

describe('a service', () => {
  it('goes on with right results when it was stopped and continued', async () => {
    const functions = await compileImage([join(root, 'test/library/functions.c')], ['-fopenmp']);
    const start = seed();
    const random = numbers(start);
    for (let left = runs(2); left > 0; left--) {
      const places = { cwd: freshFolder(), temporary: freshFolder() };
      const args = [join(root, 'test/hostile/stopped.mjs'), functions];
      const ended = await meddled(process.execPath, args, places, async (kill, over) => stopAgain(kill, over, random));
      expect([ended.code, ended.errors, ended.text], `seed ${start}`).toEqual([0, '', 'all right\n']);
    }
  });
});
