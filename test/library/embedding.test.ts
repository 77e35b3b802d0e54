// The library where services use it: in a process that ends by itself, in workers, in clusters, as an ES module, from TypeScript.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { run } from '../support/spawn.js';

let image: string;
/** A project that has the library in its node_modules. */
let project: string;

beforeAll(async () => {
  image = await compileImage([join(root, 'test/library/functions.c')], ['-fopenmp', '-g']);
  project = freshFolder();
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(root, join(project, 'node_modules/hermit-wasm'));
});

/** Runs a program of the project; what it prints. */
async function runs(name: string, text: string): Promise<string> {
  writeFileSync(join(project, name), text);
  const { code, stdout, stderr } = await run(process.execPath, [join(project, name), image], {
    cwd: project,
  });
  expect([code, stderr]).toEqual([0, '']);
  return stdout.toString();
}

const read = `require('node:fs').readFileSync(process.argv.at(-1))`;

describe('the library', () => {
  it('leaves nothing behind: the process ends by itself', async () => {
    const text = await runs(
      'ends.js',
      `const { boot, createPool } = require('hermit-wasm');
       const threads = () => require('node:fs').readdirSync('/proc/self/task').length;
       const resources = () => process.getActiveResourcesInfo().filter((name) => !/PipeWrap|TTYWrap/.test(name));
       (async () => {
         const before = threads();
         const machine = await boot(${read}, { serve: 2, cores: 2, stdio: 'stream' });
         const other = await boot(${read}, { serve: true });
         const [sum] = await Promise.all([machine.isle(0).call('add', 1, 2), other.isle(0).call('add', 3, 4)]);
         const data = await machine.isle(0).alloc(Uint8Array, 10);
         const pool = await createPool(${read});
         await pool.call('add', 1, 2);
         await Promise.all([machine.halt(), other[Symbol.asyncDispose](), pool.close()]);
         await new Promise((resolve) => setTimeout(resolve, 20));
         const signals = process.eventNames().filter((name) => String(name).startsWith('SIG'));
         console.log(sum, threads() - before, resources(), signals, data.length);
       })();`,
    );
    expect(text).toBe('3 0 [] [] 10\n');
  });

  it('works in a worker and in a cluster', async () => {
    const work = `const { boot } = require('hermit-wasm');
      const work = async () => {
        const machine = await boot(${read}, { serve: true });
        const sum = await machine.isle(0).call('add', 40, 2);
        await machine.halt();
        return sum;
      };`;
    const worker = await runs(
      'worker.js',
      `const { Worker, isMainThread, parentPort } = require('node:worker_threads');
       ${work}
       if (isMainThread) new Worker(__filename, { argv: process.argv.slice(2) }).on('message', (sum) => console.log(sum));
       else work().then((sum) => parentPort.postMessage(sum));`,
    );
    expect(worker).toBe('42\n');
    const cluster = await runs(
      'cluster.js',
      `const cluster = require('node:cluster');
       ${work}
       if (cluster.isPrimary) for (let i = 0; i < 2; i++) cluster.fork().on('message', (sum) => console.log(sum));
       else work().then((sum) => { process.send(sum); process.disconnect(); });`,
    );
    expect(cluster).toBe('42\n42\n');
  });

  it('is an ES module too', async () => {
    const text = await runs(
      'module.mjs',
      `import { readFileSync } from 'node:fs';
       import { boot, HermitError, Machine, compile, createPool } from 'hermit-wasm';
       const machine = await boot(readFileSync(process.argv.at(-1)), { serve: true });
       console.log(await machine.isle(0).call('add', 1, 2), machine instanceof Machine, typeof compile, typeof createPool);
       await machine.isle(0).call('nowhere').catch((error) => console.log(error instanceof HermitError, error.code));
       await machine.halt();`,
    );
    expect(text).toBe('3 true function function\ntrue HERMIT_EFUNCTION\n');
  });

  it('has types for consumers, as CommonJS and as ES module', async () => {
    const program = `
      import { readFileSync } from 'node:fs';
      import { boot, createPool, type CallResult, type Isle, type Machine } from 'hermit-wasm';
      export async function main(): Promise<void> {
        await using machine: Machine = await boot(readFileSync(process.argv.at(-1)!), { serve: true, isles: 1 });
        machine.on('exit', (isle: Isle, outcome) => { if (outcome.kind === 'exit') console.log(isle.number, outcome.code); });
        const isle = machine.isle(0)!;
        const data: Float64Array = await isle.alloc(Float64Array, 3);
        data.set([1, 2, 3]);
        const sum: CallResult = await isle.call('sum', data, 3);
        const big: CallResult = await isle.callWith({ signal: AbortSignal.timeout(5000) }, 'mul64', 2n, 3n);
        await using pool = await createPool(readFileSync(process.argv.at(-1)!));
        const waiting: number = pool.statistics.waiting;
        console.log(sum, big, waiting);
        // @ts-expect-error a symbol is no argument
        await isle.call('add', Symbol(), 1).catch((error: Error & { code: string }) => console.log(error.code));
      }
      void main();`;
    const types = join(root, 'node_modules/@types');
    const options = {
      module: 'node16',
      target: 'es2022',
      lib: ['es2022', 'esnext.disposable'],
      strict: true,
      types: ['node'],
      typeRoots: [types],
    };
    for (const name of ['consumer.mts', 'consumer.cts']) writeFileSync(join(project, name), program);
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, files: ['consumer.mts', 'consumer.cts'] }),
    );
    const compiled = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project], {
      cwd: project,
    });
    expect([compiled.code, compiled.stdout.toString()]).toEqual([0, '']);
    for (const name of ['consumer.mjs', 'consumer.cjs']) {
      const { code, stdout, stderr } = await run(process.execPath, [join(project, name), image]);
      expect([code, stdout.toString(), stderr]).toEqual([0, '6 6n 0\nHERMIT_EARGUMENT\n', '']);
    }
  });
});
