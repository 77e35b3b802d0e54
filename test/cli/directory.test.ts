// A working directory that is gone: the command's, a service's, the program's own.
import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../support/folders.js';
import { commandLine, environment, hermit } from '../support/hermit.js';
import { libraryFile } from '../library/library.js';
import { mainImage } from '../support/small.js';
import { run } from '../support/spawn.js';

const program = (): Promise<string> =>
  mainImage(`char path[100];
    if (argc < 2) return !!getcwd(path, 100);
    if (mkdir("gone", 0700) || chdir("gone") || rmdir("../gone")) return 1;
    if (getcwd(path, 100) || errno != ENOENT) return 2;
    if (open("file", O_CREAT | O_WRONLY, 0600) >= 0 || errno != ENOENT) return 3;
    if (mkdir("a", 0700) == 0 || errno != ENOENT) return 4;
    struct stat st;
    if (stat(".", &st) || chdir("/")) return 5;`);

describe('a working directory that is gone', () => {
  it.each([
    ['run', []],
    ['run', ['--dir', '/tmp']],
    ['cc', ['/nowhere/a.c']],
  ] as const)('of the command is said in words: %s %j', async (command, options) => {
    const folder = freshFolder();
    const args = [command, ...options, ...(command === 'run' ? [await program()] : [])];
    const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$0" "$@"';
    const words = await run('sh', ['-c', script, process.execPath, commandLine, ...args], {
      env: environment,
      cwd: folder,
    });
    expect(words.code).toBe(125);
    expect(words.stderr).toMatch(/working directory has been removed.*change to another/);
    expect(words.stderr).not.toMatch(/internal error/);
  });

  it('of a service ends the boot with its code, and later boots go well', async () => {
    const folder = freshFolder();
    const script = `const { Machine } = require(process.argv[1]);
      const fs = require('node:fs');
      const image = fs.readFileSync(process.argv[2]);
      fs.mkdirSync('gone'); process.chdir('gone'); process.cwd(); fs.rmdirSync('../gone');
      const machine = new Machine();
      const attempt = () => machine.run([], { image, memory: 32 << 20 }).then((r) => r.outcome.code, (e) => e.code);
      (async () => {
        const first = await attempt();
        process.chdir('/');
        console.log(first, await attempt());
        await machine.halt();
      })();`;
    const { stdout, stderr } = await run(process.execPath, ['-e', script, libraryFile, await program()], {
      cwd: folder,
    });
    expect([stdout.toString(), stderr]).toEqual([expect.stringMatching(/^(HERMIT_ECWD|1) 1\n$/), '']);
  });

  it.each(['in a granted folder', 'in memory'])('of the program is ENOENT, %s', async (where) => {
    const folder = freshFolder();
    mkdirSync(join(folder, 'grant'));
    const start = where === 'in memory' ? ['--cwd', '/tmp'] : ['--dir', 'grant::/grant', '--cwd', '/grant'];
    const { code, stderr } = await hermit(['run', ...start, await program(), 'remove'], { cwd: folder });
    expect([code, stderr]).toEqual([0, '']);
    rmdirSync(join(folder, 'grant'));
  });
});
