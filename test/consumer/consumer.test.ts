// The package as it is published, in a project of somebody else's: its types, the library, the command.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { run } from '../support/spawn.js';
import { environment, makeProject, pack, type Packed, setWritable } from './project.js';

let packed: Packed;
let project: string;

beforeAll(async () => {
  packed = await pack();
  project = await makeProject(packed);
  copyFileSync(join(root, 'test/library/functions.c'), join(project, 'functions.c'));
  copyFileSync(join(root, 'apps/hello/hello.c'), join(project, 'hello.c'));
});
afterAll(() => setWritable(join(project, 'node_modules'), true));

const MIB = 2 ** 20;
const WANTED = [
  'LICENSE',
  'NOTICE',
  'README.md',
  'package.json',
  'dist/loader/cli/main.js',
  'dist/loader/library/index.js',
  'dist/loader/library/index.mjs',
  'dist/loader/library/index.d.ts',
  'dist/loader/library/index.d.mts',
  'dist/runtime/entry/pooled.js',
  'dist/sysroot/lib/libc.a',
  'dist/sysroot/lib/libomp.a',
  'dist/sysroot/include/stdio.h',
  'dist/sysroot/clang/include/stddef.h',
  'dist/sysroot/version',
  'dist/sysroot/cxx.version',
  'dist/sysroot/cxx.headers.gz',
  'dist/sysroot/lib/libc++.a',
  'apps/hello/hello.c',
];
/** Sources that were compiled, tests, what builds leave behind. */
const UNWANTED =
  /^(?:test|loader|runtime|\.ci)\/|^kernel\/(?!include\/layout\.h$)|\.(?:map|log|tgz)$|(?<!\.d)\.m?ts$|intrin\.h$|\/stamp$/;

describe('the package', () => {
  it('has what it needs, and no more', () => {
    expect(WANTED.filter((name) => !packed.names.includes(name))).toEqual([]);
    expect(packed.names.filter((name) => UNWANTED.test(name))).toEqual([]);
    expect(packed.bytes).toBeLessThan(4.5 * MIB);
    expect(packed.unpackedBytes).toBeLessThan(10 * MIB);
  });

  const program = readFileSync(join(root, 'test/consumer/program.ts'), 'utf8');
  const printed =
    '[[6,"6",3,1,0,0,0],"hello you","HERMIT_EARGUMENT","HERMIT_EAGAIN","HERMIT_ECONNREFUSED","exit","hello","halted",["1 exit","0 halted"],[true,true,true,true]]\n';

  it('is used in full by the program of these tests', () => {
    const index = readFileSync(join(project, 'node_modules/hermit-wasm/dist/loader/library/index.d.ts'), 'utf8');
    const names = [...index.matchAll(/\{([^}]*)\}/g)].flatMap(([, list]) => list!.match(/\b(?!type\b)\w+/g)!);
    expect(names.length).toBeGreaterThan(25);
    expect(names.filter((name) => program.split(new RegExp(`\\b${name}\\b`)).length < 3)).toEqual([]);
  });

  const strict = {
    target: 'es2022',
    lib: ['es2022', 'esnext.disposable'],
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
  };
  it.each([
    ['node16', { module: 'node16', moduleResolution: 'node16' }],
    ['nodenext, with the types of the DOM', { module: 'nodenext', lib: [...strict.lib, 'dom'] }],
    ['bundler', { module: 'esnext', moduleResolution: 'bundler' }],
  ])('has types for TypeScript: %s', async (_, options) => {
    const files = options.module === 'esnext' ? ['program.mts'] : ['program.mts', 'program.cts'];
    for (const name of files) writeFileSync(join(project, name), program);
    const settings = { compilerOptions: { ...strict, ...options }, files };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(settings));
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const compiled = await run(process.execPath, [compiler, '-p', project], { cwd: project });
    expect([compiled.code, compiled.stdout.toString()]).toEqual([0, '']);
    for (const name of files) {
      const made = join(project, name.replace('ts', 'js'));
      const { code, stdout, stderr } = await run(process.execPath, [made, 'functions.c'], {
        cwd: project,
      });
      expect([code, stderr, stdout.toString()]).toEqual([0, '', printed]);
    }
  });

  it('has the hooks for programs that import C files, as docs/library.md shows', async () => {
    const page = readFileSync(join(root, 'docs/library.md'), 'utf8');
    const blocks = [...page.matchAll(/^```\w+\n\/\/ (product\.c|app\.mjs)\b.*\n([^]*?)^```/gm)];
    expect(blocks.map(([, name]) => name)).toEqual(['product.c', 'app.mjs']);
    for (const [, name, text] of blocks) writeFileSync(join(project, name!), text!);
    const { code, stdout, stderr } = await run(process.execPath, ['--import', 'hermit-wasm/register', 'app.mjs'], {
      cwd: project,
    });
    const wanted = [...blocks[1]![2]!.matchAll(/; \/\/ (.*)$/gm)].map(([, line]) => `${line}\n`).join('');
    expect([code, stderr, stdout.toString()]).toEqual([0, '', wanted]);
  });

  const command = (args: string[], more: NodeJS.ProcessEnv, uid?: number): ReturnType<typeof run> =>
    run(join(project, 'node_modules/.bin/hermit-wasm'), args, {
      cwd: project,
      env: environment(more),
      ...(uid !== undefined && { uid }),
    });

  it('has the command', async () => {
    const home = { HOME: process.env['HOME'], HERMIT_CACHE: process.env['HERMIT_CACHE'] };
    const answers: [string[], RegExp][] = [
      [['run', 'hello.c'], /^Hello from an isle!\n$/],
      [['cc', 'hello.c', '-o', 'hello.wasm'], /^$/],
      [['run', 'hello.wasm'], /^Hello from an isle!\n$/],
      [['inspect', 'hello.wasm'], /^hello\.wasm: .* image for version/],
      [['topology'], /NUMA domain/],
      [['bench', '--list'], /^start /],
    ];
    for (const [args, expected] of answers) {
      const { code, stdout, stderr } = await command(args, home);
      expect([args, code, stderr]).toEqual([args, 0, '']);
      expect(stdout.toString()).toMatch(expected);
    }
  });

  it('works where nothing can be written, for a user who is not root, and says what that costs', async () => {
    const nobody = process.getuid?.() === 0 ? 65534 : undefined;
    setWritable(join(project, 'node_modules'), false);
    const { code, stdout, stderr } = await command(['run', 'hello.c'], { HOME: '/nonexistent' }, nobody);
    expect([code, stdout.toString()]).toEqual([0, 'Hello from an isle!\n']);
    expect(stderr).toMatch(/cannot store in the cache \/nonexistent.*Set HERMIT_CACHE/);
    const library = await run(process.execPath, [join(project, 'program.cjs'), 'functions.c'], {
      cwd: project,
      env: environment({ HOME: '/nonexistent' }),
      ...(nobody !== undefined && { uid: nobody }),
    });
    expect([library.code, library.stderr, library.stdout.toString()]).toEqual([0, '', printed]);
  });
});
