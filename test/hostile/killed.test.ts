// The command is killed in the middle of writes: what the program was told is written is in the file.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { commandLine, environment } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { runs, seed } from '../support/runs.js';
import { start } from '../support/spawn.js';

const WAYS = ['write', 'pwrite', 'writev', 'write to the end', 'msync', 'fsync'];

describe('a command that is killed', () => {
  it.each(WAYS.map((name, way) => [name, way] as const))('has written what it said: %s', async (_, way) => {
    const image = await compileImage([join(root, 'test/hostile/killed.c')]);
    for (let left = runs(2); left > 0; left--) {
      const folder = freshFolder();
      const records = seed() % (way > 3 ? 20 : 2000);
      const command = start(commandLine, ['run', '--dir', `${folder}::/d`, image, '/d/file', String(way)], {
        env: environment,
        onOutput: (text, { kill }) => {
          if (text.split('\n').length > records) kill('SIGKILL');
        },
      });
      const { code, stdout } = await command.done;
      expect(code).toBe(128 + 9);
      const last = Number(stdout.toString().split('\n').at(-2) ?? -1);
      const file = readFileSync(join(folder, 'file'), 'latin1');
      const wanted = Array.from({ length: last + 1 }, (_, i) => `record ${String(i).padStart(8, '0')}\n`).join('');
      expect(file.slice(0, wanted.length) === wanted, `${last} records were said, of ${records}`).toBe(true);
    }
  });
});
