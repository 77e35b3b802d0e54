import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { testPrograms } from '../support/same.js';

describe('calls with bad pointers', () => {
  testPrograms('hostile');

  it('served in the image fail or end in a report of a trap, and never harm the host', async () => {
    const image = await compileImage([join(root, 'test/hostile/own.c')]);
    const cwd = freshFolder();
    let next = 0;
    for (let runs = 0; ; runs++) {
      expect(runs, `runs that ended before all calls were made, the last at ${next}`).toBeLessThan(60);
      const args = ['run', '--mem', '256M', '-n', '1', '--dir', '.', image, String(next)];
      const { code, stdout, stderr } = await hermit(args, { cwd });
      const lines = stdout.toString().trimEnd().split('\n');
      if (lines.at(-1) === 'all') break;
      const last = lines.at(-1)!;
      expect(code, `${last}\n${stderr}`).toBe(134);
      expect(stderr, last).toMatch(/out of bounds|unaligned|trap/);
      next = Number.parseInt(last, 10) + 1;
      expect(next).toBeGreaterThan(0);
    }
  });
});
