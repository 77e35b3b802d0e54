// Isles that mean harm, in the process of a service whose other isle computes: spinning, floods, limits, nonsense in their own boot page.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { runs, seed } from '../support/runs.js';
import { run } from '../support/spawn.js';

interface Report {
  wrong: string[];
  faults: string[];
  outcomes: Record<string, (string | number)[]>;
  answered: number;
  /** Longest pause of the event loop, ms, without the time in which others had its CPU. */
  longest: number;
  threads: number;
  descriptors: number;
}

/** A guest that can hold the loop holds it for longer, or for ever. */
const PAUSE_MS = 3000;

async function beside(ways: string[], start: number): Promise<Report & { stderr: string }> {
  const mischief = await compileImage([join(root, 'test/hostile/mischief.c')]);
  const functions = await compileImage([join(root, 'test/library/functions.c')], ['-fopenmp']);
  const args = [join(root, 'test/hostile/peers.mjs'), mischief, functions, String(start), freshFolder(), ...ways];
  const { stdout, stderr } = await run(process.execPath, args);
  const text = stdout.toString();
  expect(text, `seed ${start}, ${ways.join(' ')}\n${stderr}`).toMatch(/^\{.*\}\n$/);
  return { ...(JSON.parse(text) as Report), stderr };
}

describe('a hostile isle', () => {
  it.each([
    ['computes without end', ['spin'], 'HERMIT_ETIMELIMIT'],
    ['rings without asking', ['ring'], 'HERMIT_ETIMELIMIT'],
    ['keeps the word moving that its caller waits on', ['restless'], 'HERMIT_ETIMELIMIT'],
    ['calls from all threads', ['calls'], 'HERMIT_ETIMELIMIT'],
    ['asks for the largest transfers', ['heavy'], 'HERMIT_ETIMELIMIT'],
    ['walks the longest ways', ['walk'], 'HERMIT_ETIMELIMIT'],
    ['sets timers', ['timers'], 'HERMIT_ETIMELIMIT'],
    ['wants more cores than it may have', ['cores'], 'HERMIT_ETIMELIMIT'],
    ['floods boards of channels', ['channels'], 'HERMIT_ETIMELIMIT'],
    ['floods the network', ['network'], 'HERMIT_ETIMELIMIT'],
    ['traps again and again', ['trap', 'trap', 'trap', 'trap', 'trap'], 'trap'],
    ['takes all of its memory', ['memory'], 7],
    ['starts all threads', ['threads'], 8],
    ['writes all the output that it may', ['output'], 9],
    ['takes all names in /tmp', ['names'], 20],
    ['takes all locks', ['locks'], 10],
    ['opens all files, past its kernel', ['files'], 29],
    ['fills the log', ['log'], 'HERMIT_ETIMELIMIT'],
  ])('that %s leaves the others alone', async (_, ways, outcome) => {
    for (let left = runs(1); left > 0; left--) {
      const start = seed();
      const { wrong, faults, outcomes, longest, threads, stderr } = await beside(ways, start);
      expect({ wrong, faults }, `seed ${start}`).toEqual({ wrong: [], faults: [] });
      expect(outcomes[ways[0]!], `seed ${start}`).toEqual(ways.map(() => outcome));
      expect(longest).toBeLessThan(PAUSE_MS);
      // Node's own, the watchdog, two isles of one core and of eight threads.
      expect(threads).toBeLessThan(32);
      expect(stderr.length).toBeLessThan(40 * 1024);
    }
  });

  it('that scribbles over its boot page and its kernel ends, and leaves the others alone', async () => {
    const start = seed();
    const ways = Array.from({ length: runs(12) }, () => 'scribble');
    const { wrong, outcomes, longest } = await beside(ways, start);
    expect(wrong, `seed ${start}`).toEqual([]);
    expect(outcomes['scribble']!.length).toBe(ways.length);
    expect(longest).toBeLessThan(PAUSE_MS);
  });
});
