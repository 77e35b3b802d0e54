// Packets that are wrong in every way, into an isle's ring. HERMIT_FUZZ_PACKETS=1000000 and HERMIT_FUZZ_SEED=N make it a longer search.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { run } from '../support/spawn.js';

const packets = Number(process.env.HERMIT_FUZZ_PACKETS ?? 40_000);
const seed = Number(process.env.HERMIT_FUZZ_SEED ?? 1);

it(
  `goes on while ${packets} bad packets come in: datagrams are answered, a stream between isles flows`,
  async () => {
    const image = await compileImage([join(root, 'test/net/machine/fuzzed.c')], ['-O2', '-g']);
    const args = [join(root, 'test/net/machine/fuzz.mjs'), image, `${packets}`, `${seed}`];
    const { stdout, stderr } = await run(process.execPath, args, { timeLimit: 60_000 + packets });
    if (!stdout.length) throw new Error(stderr);
    const { code, out, sent, failed, replies } = JSON.parse(stdout.toString()) as Record<string, number | string>;
    expect({ code, sent, failed, stderr }).toEqual({ code: 0, sent: packets, failed: undefined, stderr: '' });
    expect(out).toMatch(/served/);
    expect(Number(/streamed (\d+)/.exec(String(out))![1])).toBeGreaterThan(0);
    // Many of them were good enough to be answered: resets, unreachable ports, echoes.
    expect(Number(replies)).toBeGreaterThan(packets / 20);
  },
  120_000 + packets,
);
