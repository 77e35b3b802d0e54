// Calls with random aborts, traps and reboots leave nothing behind and are never answered wrongly.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { runs, seed } from '../support/runs.js';
import { run } from '../support/spawn.js';

const calls = runs(400);

/**
 * What the second half of a storm may add to the process (MiB): memory that malloc and V8 keep for later, on the threads of cores and proxies too;
 * the less the longer it lasts.
 */
const GROWTH_MIB = 40;
/** Descriptors of threads that are just started or ended. */
const MOVING = 12;

interface Sample {
  handles: number;
  threads: number;
  descriptors: number;
  rssMiB: number;
  virtualGiB: number;
}

it(`${calls} requests in a storm of aborts, traps, exits and reboots`, async () => {
  const image = await compileImage([join(root, 'test/library/functions.c')], ['-fopenmp', '-g']);
  const start = `${seed()}`;
  const script = join(root, 'test/library/storm.mjs');
  // V8's young generation grows up to 48 MiB where much garbage is made; held small, it hides no leak.
  const args = ['--expose-gc', '--max-semi-space-size=1', script, image, `${calls}`, start];
  const { code, stdout, stderr } = await run(process.execPath, args);
  expect([start, code, stderr]).toEqual([start, 0, '']);
  const report = JSON.parse(stdout.toString()) as {
    wrong: string[];
    counts: Record<string, number>;
    failed: number;
    before: Sample;
    samples: [Sample, Sample];
    end: Sample;
  };
  const { wrong, counts, failed, before, samples, end } = report;
  expect([start, wrong]).toEqual([start, []]);
  expect(Object.keys(counts).length).toBeGreaterThan(8);
  expect(failed).toBeGreaterThan(0);
  const [half, late] = samples;
  expect(late.threads).toBeLessThanOrEqual(half.threads + 2);
  expect(late.rssMiB - half.rssMiB).toBeLessThan(GROWTH_MIB);
  expect(late.descriptors).toBeLessThanOrEqual(half.descriptors + MOVING);
  // V8 reserves ten for each memory: those of three isles, and those that are kept or still to be collected.
  expect(late.virtualGiB).toBeLessThan(500);
  expect([end.handles, end.threads, end.descriptors]).toEqual([0, before.threads, before.descriptors]);
});
