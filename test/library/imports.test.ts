// Programs that import functions of a C file itself: node --import hermit-wasm/register.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { need } from '../support/needs.js';
import { run } from '../support/spawn.js';

const register = join(root, 'dist/loader/library/register.js');

const FILES = {
  'kernel.c': `#include <stdio.h>
#include <unistd.h>
struct point { double x, y; };
double multiply(double a, double b) { return a * b; }
double sum(const double *v, int n) { double t = 0; for (int i = 0; i < n; i++) t += v[i]; return t; }
const char *greet(const char *name) { static char text[64]; snprintf(text, 64, "hello %s", name); return text; }
void move(struct point *p, double by) { p->x += by; }
int divide(int a, int b) { return a / b; }
int delete(int a) { return a + 1; }
static int hidden(int a) { return a + 1; }
int count(void) { static int n; return n = hidden(n); }
int slowly(int ms) { usleep(ms * 1000); return ms; }
int says(void) { return printf("said\\n"); }
`,
  'marked.c': `__attribute__((export_name("twice"))) long long twice(long long x) { return 2 * x; }
int helper(int x) { return x; }
int main(void) { return 0; }
`,
  'flags.c': `#include <omp.h>
int threads(void) { int n = 0;
#pragma omp parallel reduction(+ : n)
n++;
return n * SCALE; }
`,
  'wrong.c': `int twice(int x) { return 2 * y; }\n`,
  'package.json': '{ "type": "module" }',
  'empty.c': `static int one(void) { return 1; }\nint (*used)(void) = one;\n`,
};

let folder: string;
beforeAll(() => {
  folder = freshFolder();
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
});

/** Nothing keeps the process after its last line: a call's time limit is half a minute. */
const LAST = `
const reached = performance.now();
process.on('exit', () => performance.now() - reached > 25_000 && console.log('the process was kept alive'));
`;

/** What a program prints, as lines, and how it ends. */
async function program(text: string, name = 'app.mjs', args: string[] = []): Promise<string[]> {
  writeFileSync(join(folder, name), text + LAST);
  const { code, stdout, stderr } = await run(process.execPath, ['--import', register, ...args, name], {
    cwd: folder,
  });
  return [...stdout.toString().split('\n').slice(0, -1), `${code}${stderr}`];
}

describe('an imported C file', () => {
  it('has its functions, whose calls are checked, and keeps no process alive', async () => {
    const lines = await program(`
      import { multiply, sum, greet, move, slowly, says } from './kernel.c';
      import * as all from './kernel.c';
      console.log(Object.keys(all).join(' '));
      console.log(await multiply(6, 7), await sum(new Float64Array([1, 2, 3]), 3), await greet('you'), await all.delete(1));
      const point = { x: 1, y: 2 };
      await move(point, 3);
      console.log(JSON.stringify(point));
      console.log(await multiply('6', 7).catch(({ code, stack }) => [code, stack.includes('app.mjs:9')].join(' ')));
      // Nothing else is alive meanwhile.
      console.log(await slowly(200));
      await says();`);
    expect(lines).toEqual([
      'count default delete divide greet move multiply says slowly sum',
      '42 6 hello you 2',
      '{"x":4,"y":2}',
      'HERMIT_EARGUMENT true',
      '200',
      'said',
      '0',
    ]);
  });

  it('boots no isle before a call, another one after a trap and after halt, and leaves nothing', async () => {
    const lines = await program(`
      import { readdirSync } from 'node:fs';
      import kernel, { count, divide } from './kernel.c';
      const threads = () => readdirSync('/proc/self/task').length;
      const before = threads();
      console.log(process.getActiveResourcesInfo().filter((name) => /Worker|MessagePort/.test(name)).length);
      console.log(await count(), await count());
      console.log(await divide(1, 0).catch(({ code, message }) => [code, message.includes('kernel.c:8')].join(' ')));
      console.log(await count());
      console.log(await kernel.use(async (isle) => {
        const values = await isle.alloc(Float64Array, 4);
        values.fill(2);
        return isle.call('sum', values, 4);
      }));
      await kernel.halt();
      console.log(threads() - before);
      console.log(await count());
      await kernel[Symbol.asyncDispose]();
      console.log(threads() - before);`);
    expect(lines).toEqual(['0', '1 2', 'HERMIT_ETRAP true', '1', '8', '0', '1', '0', '0']);
  });

  it('exports what export_name marks where that is used, and takes flags and options of the isle', async () => {
    const lines = await program(`
      import * as marked from './marked.c';
      import { threads } from './flags.c' with { cflags: '-fopenmp -DSCALE=10', cores: '3' };
      console.log(Object.keys(marked).join(' '), await marked.twice(21n), await threads());`);
    expect(lines).toEqual(['default twice 42n 30', '0']);
  });

  it('tells what is wrong with it in an error of its import', async () => {
    const lines = await program(`
      const failed = (name, options) => import(name, options).catch(({ name, code, message }) => console.log(name, code, message.split('\\n')[0]));
      await failed('./wrong.c');
      await failed('./empty.c');
      await failed('./missing.c');
      await failed('./kernel.c', { with: { cpus: '1' } });
      await failed('./kernel.c', { with: { cores: 'many' } });`);
    expect(lines).toEqual([
      expect.stringMatching(
        /^SyntaxError HERMIT_ECOMPILE wrong\.c:1:.*error: use of undeclared identifier 'y'$|^SyntaxError HERMIT_ECOMPILE \/.*wrong\.c:1:\d+: error: use of undeclared identifier 'y'$/,
      ),
      expect.stringMatching(/HERMIT_EFUNCTION .*empty\.c has no functions to import/),
      expect.stringMatching(/^Error (ERR_MODULE_NOT_FOUND|ENOENT)/),
      expect.stringMatching(/^TypeError .*expected the attributes cflags, cores, memory, callTimeLimit, got cpus$/),
      expect.stringMatching(/^TypeError .*expected a number as cores, got "many"$/),
      '0',
    ]);
  });

  const hooks = need(
    'registerHooks' in (createRequire(__filename)('node:module') as object),
    'this Node has no hooks for require',
  );
  it.skipIf(hooks.missing)(`can be required${hooks.note}`, async () => {
    const text = `require('./kernel.c').multiply(2, 3).then((product) => console.log(product));`;
    expect(await program(text, 'app.cjs')).toEqual(['6', '0']);
  });

  it('has types for TypeScript: types --import', async () => {
    const cwd = folder;
    const made = await hermit(['types', '--import', 'kernel.c'], { cwd });
    expect([made.code, made.stdout.toString(), made.stderr]).toEqual([0, '', '']);
    writeFileSync(
      join(folder, 'app.mts'),
      `import kernel, { multiply, greet, move, delete as plusOne } from './kernel.c';
const product: number = await multiply(6, 7);
const text: string | undefined = await greet('you');
const point = { x: 1, y: 2 };
await move(point, 3);
const one: number = await kernel.use((isle) => isle.memory);
// @ts-expect-error A text is no number.
await multiply('6', 7).catch(() => {});
console.log(product, text, point.x, one > 0, await plusOne(1));
`,
    );
    const settings = {
      compilerOptions: {
        target: 'es2022',
        lib: ['es2022', 'esnext.disposable'],
        module: 'nodenext',
        types: ['node'],
        typeRoots: [join(root, 'node_modules/@types')],
        strict: true,
        allowArbitraryExtensions: true,
        paths: { 'hermit-wasm': [join(root, 'dist/loader/library/index.d.mts')] },
      },
      files: ['app.mts'],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const compiled = await run(process.execPath, [compiler, '-p', folder], { cwd });
    expect([compiled.code, compiled.stdout.toString()]).toEqual([0, '']);
    const { code, stdout } = await run(process.execPath, ['--import', register, 'app.mjs'], { cwd });
    expect([code, stdout.toString()]).toEqual([0, '42 hello you 4 true 2\n']);
    const refused = await hermit(['types', '--import', 'kernel.c', 'marked.c'], { cwd });
    expect([refused.code, refused.stderr.includes('expected one C file')]).toEqual([2, true]);
    const wrong = await hermit(['types', '--import', 'wrong.c'], { cwd });
    expect([wrong.code, wrong.stderr.includes("undeclared identifier 'y'")]).toEqual([126, true]);
  });
});
