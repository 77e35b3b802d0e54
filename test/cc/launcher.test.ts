// Programs that run by their names: the launcher in front of their images, and all that reads them behind it.
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { imageIn, launcher, launcherSize } from '../../loader/wasm/launcher.js';
import { looksLikeWasm } from '../../loader/wasm/magic.js';
import { freshFolder, root } from '../support/folders.js';
import { commandLine, environment, hermit } from '../support/hermit.js';
import { run } from '../support/spawn.js';

const SOURCE = `#include <stdio.h>
#include <stdlib.h>
__attribute__((export_name("twice"))) int twice(int n) { return 2 * n; }
int main(int argc, char **argv)
{
	for (int i = 0; i < argc; i++) printf("[%s]", argv[i]);
	printf("%d\\n", getchar());
	FILE *file = fopen("written", "w");
	if (file) fputs("yes", file);
	return argc > 1 ? atoi(argv[1]) : 0;
}
`;

/** A name that a shell would take apart. */
const AWKWARD = "it's a $HOME";

let folder: string;
beforeAll(async () => {
  folder = join(freshFolder(), AWKWARD);
  mkdirSync(folder);
  writeFileSync(join(folder, 'x.c'), SOURCE);
  const { code, stderr } = await hermit(['cc', '-g', 'x.c', '-o', 'x'], { cwd: folder });
  if (code !== 0 || stderr) throw new Error(stderr);
});

const start = (file: string, args: string[] = [], env: NodeJS.ProcessEnv = {}) =>
  run(file, args, { cwd: folder, input: 'A', env: { ...environment, ...env } });

describe('a program by its name', () => {
  it('gets its arguments, its input and its name, and hands back its exit code', async () => {
    const { code, stdout, stderr } = await start(join(folder, 'x'), ['3', '-n', '--mem', '1G', 'a b', '*', '']);
    expect(stdout.toString(), stderr).toBe(`[${folder}/x][3][-n][--mem][1G][a b][*][]65\n`);
    expect(code).toBe(3);
  });

  it('runs from PATH, from another folder, through a link, and when a shell is given it', async () => {
    const { stdout } = await start('sh', ['-c', 'x; cd /; "$0"/x; sh "$0"/x', folder], {
      PATH: `${folder}:${environment['PATH']}`,
    });
    expect(stdout.toString()).toBe(`[x]65\n[x]-1\n[x]-1\n`);
    expect((await start(join(folder, 'x'))).stdout.toString()).toBe(`[${folder}/x]65\n`);
    symlinkSync('x', join(folder, 'link'));
    expect((await start('./link')).stdout.toString()).toBe('[./link]65\n');
  });

  it('has of the host what variables grant it', async () => {
    await start('./x');
    expect(() => readFileSync(join(folder, 'written'))).toThrow('ENOENT');
    await start('./x', [], { HERMIT_DIR: '.' });
    expect(readFileSync(join(folder, 'written'), 'latin1')).toBe('yes');
  });

  it('says what is missing when there is no command to run it', async () => {
    const file = join(folder, 'moved');
    writeFileSync(file, Buffer.concat([launcher('/nowhere/main.js'), imageIn(readFileSync(join(folder, 'x')))]));
    chmodSync(file, 0o755);
    const without = await run('/bin/sh', ['-c', './moved'], { cwd: folder, env: { PATH: '/nowhere' } });
    expect(without.stderr).toContain('./moved: hermit-wasm, which runs this program, is not on PATH');
    expect(without.code).toBe(127);
    const bin = freshFolder();
    symlinkSync(commandLine, join(bin, 'hermit-wasm'));
    const { stdout } = await start('./moved', [], { PATH: `${bin}:${environment['PATH']}` });
    expect(stdout.toString()).toBe('[./moved]65\n');
  });
});

describe('everything that reads an image looks behind the launcher', () => {
  it.each([
    [['run', 'x', '4'], /^\[x\]\[4\]65\n/],
    [['inspect', 'x'], /^x: [\d,]+ bytes, image for version/],
    [['nm', 'x'], / T main\n/i],
    [['objdump', '-h', 'x'], /CODE/],
    [['size', 'x'], /\bx\n/],
  ])('%j', async (args, expected) => {
    const { stdout, stderr } = await hermit(args, { cwd: folder, input: 'A' });
    expect(stdout.toString(), stderr).toMatch(expected);
  });

  it('the library, by its file or its bytes', async () => {
    const { boot } = (await import(join(root, 'dist/loader/library/index.js'))) as typeof import('hermit-wasm');
    for (const image of [join(folder, 'x'), readFileSync(join(folder, 'x'))]) {
      const machine = await boot(image, { serve: true, output: () => {} });
      expect(await machine.isles[0]!.call('twice', 21)).toBe(42);
      await machine.halt();
    }
  });

  it('types', async () => {
    await hermit(['types', 'x'], { cwd: folder });
    expect(readFileSync(join(folder, 'x.d.mts'), 'latin1')).toContain('twice');
  });

  it('strip and objcopy, which keep it unless another name asks for a module', async () => {
    for (const args of [
      ['strip', 'x', '-o', 'stripped'],
      ['objcopy', 'x', 'copied'],
    ]) {
      expect((await hermit(args, { cwd: folder })).stderr).toBe('');
      expect((await start(`./${args.at(-1)}`)).stdout.toString()).toBe(`[./${args.at(-1)}]65\n`);
    }
    await hermit(['strip', 'x', '-o', 'module.wasm'], { cwd: folder });
    expect(looksLikeWasm(readFileSync(join(folder, 'module.wasm')))).toBe(true);
  });

  it('says the place of a trap', async () => {
    writeFileSync(join(folder, 'trap.c'), 'int main(void)\n{\n\t__builtin_trap();\n}\n');
    await hermit(['cc', '-g', 'trap.c', '-o', 'trap'], { cwd: folder });
    expect((await start('./trap')).stderr).toContain('trap.c:3');
  });
});

describe('what gets a launcher', () => {
  it.each([
    [['-o', 'named.wasm'], 'named.wasm', false],
    [['-o', 'named.wasm', '--launcher'], 'named.wasm', true],
    [['-o', 'named-1.2'], 'named-1.2', true],
    [['-o', 'named', '--no-launcher'], 'named', false],
    [[], 'a.out', true],
    [['-c', '-o', 'object'], 'object', false],
  ])('cc %j', async (args, file, has) => {
    const { stderr } = await hermit(['cc', 'x.c', ...args], { cwd: folder });
    expect(launcherSize(readFileSync(join(folder, file))) > 0, stderr).toBe(has);
  });
});

describe('a file that only begins like one', () => {
  it.each(['#!/bin/sh\n# hermit-wasm program at byte 9999\n', '#!/bin/sh\n# hermit-wasm program at byte 0000\n\0asm'])(
    '%j is no image',
    async (text) => {
      writeFileSync(join(folder, 'like'), text);
      const { code, stderr } = await hermit(['run', 'like'], { cwd: folder });
      expect(stderr).toContain(
        'like: expected a source of C or C++ (.c .cpp), an image (.wasm) or a .wat, but it is a script',
      );
      expect(code).toBe(126);
    },
  );
});

describe("a program among the linker's inputs", () => {
  it('is named, with what is wanted in its place', async () => {
    await hermit(['cc', 'x.c', '-o', 'linked'], { cwd: folder });
    await hermit(['cc', 'x.c', '-o', 'linked.wasm'], { cwd: folder });
    for (const name of ['linked', 'linked.wasm']) {
      const { code, stderr } = await hermit(['cc', name, '-o', 'again'], { cwd: folder });
      expect(stderr).toContain(`${name}: a program that is linked already; give the objects`);
      expect(code).toBe(1);
    }
  });
});

describe('a source in a pipe', () => {
  it('is refused in words, because it is read more than once', async () => {
    await run('mkfifo', [join(folder, 'pipe.c')]);
    const { code, stderr } = await hermit(['run', 'pipe.c'], { cwd: folder });
    expect(stderr).toContain('pipe.c: expected a source in a file, but it is a pipe or a device');
    expect(code).toBe(126);
  });
});
