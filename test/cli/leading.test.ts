import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../support/folders.js';
import { commandLine, environment } from '../support/hermit.js';
import { mainImage } from '../support/small.js';
import { run } from '../support/spawn.js';

describe('the command, started by its name', () => {
  it('leaves to the program what Node would take from behind it, and reads no file because of it', async () => {
    const program = await mainImage(
      'printf("%s", getenv("SECRET") ? "leaked" : "clean"); for (int i = 1; i < argc; i++) printf("[%s]", argv[i]);',
    );
    const folder = freshFolder();
    writeFileSync(join(folder, '.env'), 'SECRET=1\n');
    const all = [
      '--env-file',
      'missing',
      '--env-file=.env',
      '--env-file-if-exists=missing',
      '--inspect',
      'two words',
      '',
    ];
    const { code, stdout, stderr } = await run(commandLine, ['run', '-e', 'SECRET', program, ...all], {
      cwd: folder,
      env: environment,
    });
    expect(stderr).toBe('');
    expect(stdout.toString()).toBe(`clean${all.map((arg) => `[${arg}]`).join('')}`);
    expect(code).toBe(0);
  });
});
