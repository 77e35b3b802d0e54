// Isles that write every word that they share with the loader, in the process of a service whose other isle computes.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { runs, seed } from '../support/runs.js';
import { run } from '../support/spawn.js';

interface Report {
  wrong: string[];
  /** Longest pause of the event loop, and how late an isle was gone after its time limit, ms. */
  longest: number;
  late: number;
  outcomes: Record<string, (string | number)[]>;
  answered: number;
  calls: number;
}

/** On any machine: a guest that can hold the loop or its own end holds it for longer, or for ever. */
const PAUSE_MS = 5000;
/** How an isle may end that has spoilt its own kernel: by its limit, by what it seems to have asked for, or as nonsense. */
const ENDS = /^(HERMIT_E\w+|trap|signal|\d+)$/;

describe('an isle that writes', () => {
  it.each([
    ['its boot page and its master channel', ['p', 'm', 'pm']],
    ['slots of its cores, and of those that it has not', ['o', 'a', 'oa', 'w']],
    ['numbers of the host’s threads', ['t', 't', 'ot']],
    ['its doorbell and its board of calls', ['b', 'c', 'bc', 'c']],
    ['boards of channels and rings of devices, the loader’s among them', ['r', 'r', 'br']],
    ['all of them', ['pmoawtbcr', 'pmoawtbcr', 'oacr']],
  ])('%s harms itself alone', async (_, kinds) => {
    const words = await compileImage([join(root, 'test/hostile/words.c')]);
    const functions = await compileImage([join(root, 'test/library/functions.c')], ['-fopenmp']);
    for (let left = runs(1); left > 0; left--) {
      const start = seed();
      const args = [join(root, 'test/hostile/words.mjs'), words, functions, String(start), ...kinds];
      const { stdout, stderr } = await run(process.execPath, args);
      const what = `seed ${start}, ${kinds.join(' ')}\n${stderr}`;
      expect(stdout.toString(), what).toMatch(/^\{.*\}\n$/);
      const report = JSON.parse(stdout.toString()) as Report;
      expect(report.wrong, what).toEqual([]);
      expect(report.answered, what).toBeGreaterThan(20);
      expect(report.longest, what).toBeLessThan(PAUSE_MS);
      expect(report.late, what).toBeLessThan(PAUSE_MS);
      for (const end of Object.values(report.outcomes).flat()) expect(String(end), what).toMatch(ENDS);
    }
  });
});
