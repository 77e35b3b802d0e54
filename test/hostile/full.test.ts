// A disk that is full: what a program is told is what is there, and what the command writes itself fails in words.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { environment, hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { need } from '../support/needs.js';
import { runs, seed } from '../support/runs.js';
import { source } from '../support/small.js';

function mounts(): boolean {
  const folder = freshFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'hermit-test', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  }
}

const small = need(process.getuid?.() === 0 && mounts(), 'no file system may be mounted here');

describe.skipIf(small.missing)(`a full disk${small.note}`, () => {
  let disk: string;
  beforeEach(() => {
    disk = join(freshFolder(), 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,nr_inodes=2000', 'hermit-test', disk]);
  });
  afterEach(() => void execFileSync('umount', [disk]));

  /** Takes what room is left. */
  const fill = (): void => {
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, 'filled'), Buffer.alloc(bavail * bsize));
  };

  it('is told to the program with what has been written before', async () => {
    const image = await compileImage([join(root, 'test/hostile/full.c')]);
    for (let left = runs(1); left > 0; left--) {
      const start = String(seed());
      const { code, stdout, stderr } = await hermit(['run', '--dir', `${disk}::/disk`, image, '/disk', start]);
      const lines = [0, 1, 2, 3, 4, 5, 6].map((kind) => `${kind} ENOSPC size bytes\n`);
      const words = [...lines, 'msync ENOSPC\n', 'names are there\n'].join('');
      expect([code, stderr, stdout.toString()], `seed ${start}`).toEqual([0, '', words]);
      expect(readdirSync(disk)).toEqual([]);
    }
  });

  it('keeps no program from running that needs the cache', async () => {
    const file = source('int main(void) { puts("runs"); }');
    fill();
    const env = { ...environment, HERMIT_CACHE: disk };
    const { code, stdout, stderr } = await hermit(['run', file], { env });
    expect([code, stdout.toString()]).toEqual([0, 'runs\n']);
    expect(stderr).not.toMatch(/internal error/);
  });

  it.each([
    ['cc', 'app.wasm', 125],
    // The program itself goes on.
    ['run', 'packets.pcap', 0],
  ] as const)('is said in words by what the command writes itself: %s', async (command, name, exit) => {
    const file = source('int main(void) { puts("runs"); }');
    fill();
    const output = join(disk, name);
    const args = command === 'cc' ? [file, '-o', output] : ['--pcap', output, file];
    const { code, stderr } = await hermit([command, ...args]);
    expect(code).toBe(exit);
    expect(stderr).toMatch(/ENOSPC|no space|disk is full/i);
    expect(stderr).not.toMatch(/internal error/);
  });
});
