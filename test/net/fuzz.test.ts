// Packets that are wrong in every way, into an isle's ring.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { runs, seed } from '../support/runs.js';
import { run } from '../support/spawn.js';

const packets = runs(40_000);

it(`goes on while ${packets} bad packets come in: datagrams are answered, a stream between isles flows`, async () => {
  const image = await compileImage([join(root, 'test/net/machine/fuzzed.c')], ['-O2', '-g']);
  const start = `${seed()}`;
  const args = [join(root, 'test/net/machine/fuzz.mjs'), image, `${packets}`, start];
  const { stdout, stderr } = await run(process.execPath, args);
  if (!stdout.length) throw new Error(stderr);
  const { code, out, sent, failed, replies } = JSON.parse(stdout.toString()) as Record<string, number | string>;
  expect({ start, code, sent, failed, stderr }).toEqual({
    start,
    code: 0,
    sent: packets,
    failed: undefined,
    stderr: '',
  });
  expect(out).toMatch(/served/);
  expect(Number(/streamed (\d+)/.exec(String(out))![1])).toBeGreaterThan(0);
  // Many of them were good enough to be answered: resets, unreachable ports, echoes.
  expect(Number(replies)).toBeGreaterThan(packets / 20);
});
