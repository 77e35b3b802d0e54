// Isles that end while their threads wait: whatever a call held meanwhile is let go, however the isle ends.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { runs } from '../support/runs.js';
import { hermit } from '../support/hermit.js';
import { run } from '../support/spawn.js';

const KINDS = [
  'open-read',
  'open-write',
  'read',
  'write',
  'poll',
  'flock',
  'range',
  'directory',
  'spawn',
  'accept',
  'connect',
  'copy',
  'timer',
  'sync',
  'unnamed',
];

interface Sample {
  descriptors: number;
  inFolder: number;
  threads: number;
}

function granted(): string {
  const folder = freshFolder();
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  writeFileSync(join(folder, 'file'), 'text');
  return folder;
}

describe('an isle that ends while it waits', () => {
  it.each(['halt', 'abort', 'limit'])('leaves no descriptor and no thread: %s', async (how) => {
    const image = await compileImage([join(root, 'test/hostile/waits.c')]);
    const rounds = String(runs(how === 'limit' ? 1 : 3));
    const script = join(root, 'test/hostile/waits.mjs');
    const { code, stdout, stderr } = await run(process.execPath, [script, image, granted(), rounds, how, ...KINDS]);
    expect([code, stderr]).toEqual([0, '']);
    const { samples, wrong } = JSON.parse(stdout.toString()) as { samples: Sample[]; wrong: string[] };
    expect(wrong).toEqual([]);
    const [first, last] = [samples[0]!, samples.at(-1)!];
    expect(samples.map(({ inFolder }) => inFolder)).toEqual(samples.map(() => 0));
    // What Node itself keeps open comes and goes by one or two; each round would leave many.
    expect(last.descriptors, JSON.stringify(samples)).toBeLessThan(first.descriptors + KINDS.length / 2);
    expect(last.threads, JSON.stringify(samples)).toBeLessThan(first.threads + KINDS.length / 2);
  });

  it('ends with the command at its time limit', async () => {
    const image = await compileImage([join(root, 'test/hostile/waits.c')]);
    const folder = granted();
    for (const kind of ['open-read', 'open-write', 'flock', 'write', 'accept']) {
      const options = ['--timeout', '0.5', '--dir', `${folder}::/grant`];
      const { code } = await hermit(['run', ...options, image, kind]);
      expect([kind, code]).toEqual([kind, 124]);
    }
  });
});
