// What a guest can make a service hold besides its own memory: each row of docs/security.md, by an isle that takes all that it can get with
// the library's defaults. Its service's memory stays within the bound, and is given back.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { run } from '../support/spawn.js';

interface Report {
  said: string;
  /** Bytes. */
  most: number;
  left: number;
  later: number;
}

const MIB = 2 ** 20;
/** The isle's own memory, as far as it is touched, and what V8 has not collected yet. */
const SLACK = 48;
/** What a thread costs: 4 MiB on a busy machine, up to 7 where nothing makes its heap collect what is left over from its start. */
const THREAD = 8;
const NAMES = 20_000;
const [EAGAIN, ENOMEM, EMFILE, ENOSPC, ENOLCK] = [11, 12, 24, 28, 37];

const rows: [thing: string, error: number, least: number, most: number, bound: number][] = [
  ['snapshots', ENOMEM, 5, 20, 32],
  ['host', ENOMEM, 5, 20, 32],
  ['made', ENOMEM, 20, 34, 32],
  ['names', ENOSPC, 30_000, 32_768, 2 * (64 + 24)],
  ['directories', ENOSPC, 30_000, 32_768, 2 * 24],
  ['tmp', ENOSPC, 60, 64, 64],
  ['shm', ENOSPC, 60, 64, 64],
  ['memory', ENOSPC, 60, 64, 64],
  ['holes', ENOSPC, 1000, 1024, 64],
  ['poll', EAGAIN, 50, 63, 63 * THREAD],
  ['readv', EAGAIN, 50, 63, 63 * THREAD],
  ['sendfile', EAGAIN, 50, 63, 64 + 63 * THREAD],
  ['locks', ENOLCK, 1000, 1024, 1],
  ['children', EAGAIN, 64, 64, 8],
  ['unread', EAGAIN, 1, 10, 1],
  ['files', EMFILE, 250, 256, 8],
];

describe('what an isle makes its service hold is bounded:', () => {
  let image: string;
  let folder: string;
  beforeAll(async () => {
    image = await compileImage([join(root, 'test/hostile/holds.c')], [`-I${join(root, 'kernel/include')}`]);
    folder = freshFolder();
    for (let i = 0; i < NAMES; i++) writeFileSync(join(folder, `${'n'.repeat(200)}${i}`), '');
  });

  it.each(rows)('%s', async (thing, error, least, most, bound) => {
    const { stdout, stderr } = await run(process.execPath, [
      join(root, 'test/hostile/holds.mjs'),
      image,
      thing,
      '1000000',
      folder,
    ]);
    expect(stderr).toBe('');
    const report = JSON.parse(stdout.toString()) as Report;
    const [what, count, why] = report.said.split(' ');
    expect([what, Number(why)]).toEqual([thing, error]);
    expect(Number(count)).toBeGreaterThanOrEqual(least);
    expect(Number(count)).toBeLessThanOrEqual(most);
    expect(report.most / MIB).toBeLessThan(bound + SLACK);
    // Three such isles leave no more than one: their memory is used again.
    expect(report.later / MIB).toBeLessThan(report.left / MIB + bound + SLACK);
  });

  it('with a row for each in the documentation', () => {
    const section = readFileSync(join(root, 'docs/security.md'), 'utf8').split(
      '### What a guest can make the host hold',
    )[1]!;
    for (const [, error] of rows) expect(section.split('## What is not')[0]).toContain(codes[error]!);
  });
});

const codes: Record<number, string> = {
  [EAGAIN]: 'EAGAIN',
  [ENOMEM]: 'ENOMEM',
  [EMFILE]: 'EMFILE',
  [ENOSPC]: 'ENOSPC',
  [ENOLCK]: 'ENOLCK',
};
