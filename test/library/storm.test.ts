// Calls with random aborts, traps and reboots leave nothing behind and are never answered wrongly. STORM_CALLS=10000 for the long form.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { run } from '../support/spawn.js';

const calls = Number(process.env['STORM_CALLS'] ?? 400);

interface Sample {
  handles: number;
  threads: number;
  descriptors: number;
  rssMiB: number;
  virtualGiB: number;
}

it(`${calls} requests in a storm of aborts, traps, exits and reboots`, { timeout: 60_000 + calls * 60 }, async () => {
  const image = await compileImage([join(root, 'test/library/functions.c')], ['-fopenmp', '-g']);
  const seed = `${1 + (Date.now() % 1e6)}`;
  const script = join(root, 'test/library/storm.mjs');
  const args = ['--expose-gc', script, image, `${calls}`, seed];
  const { code, stdout, stderr } = await run(process.execPath, args, { timeLimit: 50_000 + calls * 60 });
  expect([seed, code, stderr]).toEqual([seed, 0, '']);
  const report = JSON.parse(stdout.toString()) as {
    wrong: string[];
    counts: Record<string, number>;
    failed: number;
    before: Sample;
    samples: [Sample, Sample];
    end: Sample;
  };
  const { wrong, counts, failed, before, samples, end } = report;
  expect([seed, wrong]).toEqual([seed, []]);
  expect(Object.keys(counts).length).toBeGreaterThan(8);
  expect(failed).toBeGreaterThan(0);
  const [half, late] = samples;
  expect(late.threads).toBeLessThanOrEqual(half.threads + 2);
  expect(late.rssMiB - half.rssMiB).toBeLessThan(40);
  // V8 reserves ten for each memory: those of three isles, and those that are kept or still to be collected.
  expect(late.virtualGiB).toBeLessThan(500);
  expect([end.handles, end.threads]).toEqual([0, before.threads]);
  // The process may open one for good at the first use; a leak would be one for each of many boots.
  expect(end.descriptors).toBeLessThanOrEqual(before.descriptors + 2);
});
