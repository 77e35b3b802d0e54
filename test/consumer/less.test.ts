// An installation without the packages that may be left out: what it takes, what runs there, and what each command says that needs one.
import { copyFileSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { run } from '../support/spawn.js';
import { wasiModule } from '../support/wasi.js';
import { closure, environment, makeProject, pack } from './project.js';

let project: string;

beforeAll(async () => {
  project = await makeProject(await pack(), { optional: false });
  copyFileSync(join(root, 'apps/hello/hello.c'), join(project, 'hello.c'));
  copyFileSync(await compileImage([join(root, 'test/library/functions.c')], ['-fopenmp']), join(project, 'app.wasm'));
  copyFileSync(await wasiModule('limits'), join(project, 'wasi.wasm'));
  writeFileSync(join(project, 'empty.wat'), '(module)');
});

const MIB = 2 ** 20;

/** Bytes on disk, as du counts them. */
function onDisk(path: string): number {
  const status = lstatSync(path);
  const below = status.isDirectory() ? readdirSync(path).map((name) => onDisk(join(path, name))) : [];
  return below.reduce((sum, bytes) => sum + bytes, status.blocks * 512);
}
const sizeOf = (names: string[]): number => closure(names).reduce((sum, folder) => sum + onDisk(join(root, folder)), 0);

const command = (...args: string[]): ReturnType<typeof run> =>
  run(join(project, 'node_modules/.bin/hermit-wasm'), args, {
    cwd: project,
    env: environment({ HOME: '/nonexistent' }),
  });

async function script(text: string): Promise<string> {
  const { code, stdout, stderr } = await run(process.execPath, ['--input-type=module', '-e', text], { cwd: project });
  return code === 0 ? stdout.toString() : `${code} ${stderr}`;
}

describe('an installation without optional packages', () => {
  it('takes 14 MiB to run, 120 with the compiler, 30 with what draws', () => {
    const least = onDisk(join(project, 'node_modules'));
    expect(least).toBeLessThan(14 * MIB);
    expect(least + sizeOf(['@yowasp/clang'])).toBeLessThan(120 * MIB);
    expect(least + sizeOf(['@observablehq/plot', 'linkedom'])).toBeLessThan(30 * MIB);
  });

  it('runs images and WASI programs, from the command line and in a service', async () => {
    const said = await command('run', 'app.wasm', 'say', 'hello');
    expect([said.code, said.stdout.toString(), said.stderr]).toEqual([0, 'hello', '']);
    const wasi = await command('run', 'wasi.wasm', 'env', 'argument');
    expect([wasi.code, wasi.stderr]).toEqual([200, 'words']);
    expect(wasi.stdout.toString()).toContain('argument');
    const served = await script(`
      import { boot, createPool } from 'hermit-wasm';
      const machine = await boot('app.wasm', { serve: true });
      const pool = await createPool('app.wasm', { spare: 0, contain: 'process' });
      console.log(await machine.isle(0).call('add', 1, 2), await pool.call('add', 3, 4));
      await Promise.all([machine.halt(), pool.close()]);`);
    expect(served).toBe('3 7\n');
  });

  it('says at every command that needs one of them which line installs it', async () => {
    const { optionalDependencies: of } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      optionalDependencies: Record<string, string>;
    };
    const report = join(root, 'bench/kept/figures.rows.json');
    const install = (...names: string[]): string =>
      `npm install ${names.map((name) => `${name}@${of[name]}`).join(' ')}`;
    const clang = install('@yowasp/clang');
    const wabt = install('wabt');
    const plots = install('@observablehq/plot', 'linkedom');
    const needs: [string[], string][] = [
      [['run', 'hello.c'], clang],
      [['cc', 'hello.c'], clang],
      [['types', 'hello.c'], clang],
      [['run', 'empty.wat'], wabt],
      [['inspect', '--wat', 'app.wasm'], wabt],
      [['bench', '--from', report, '--export', 'report.html'], plots],
      [['bench', 'start', '--export', 'report.svg'], plots],
    ];
    for (const [args, line] of needs) {
      const { code, stdout, stderr } = await command(...args);
      expect([args, code, stdout.toString()]).toEqual([args, 125, '']);
      expect([args, stderr.trimEnd().split('\n').length, stderr.includes(`is not installed: ${line}`)]).toEqual([
        args,
        1,
        true,
      ]);
    }
    const compiled = await script(`
      import { compile } from 'hermit-wasm';
      await compile('hello.c').catch(({ code, message }) => console.log(code, message));`);
    expect(compiled).toMatch(/^HERMIT_EPART this needs the compiler/);
    expect(compiled).toContain(clang);
  });
});
