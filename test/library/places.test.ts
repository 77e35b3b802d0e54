// Where the library is used, and how its process ends there: no thread and no handle keeps it, and nothing waits for an isle that computes.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { type Result, run } from '../support/spawn.js';

let image: string;
/** A project that has the library in its node_modules. */
let project: string;

beforeAll(async () => {
  image = await compileImage([join(root, 'test/library/functions.c')], ['-fopenmp', '-g']);
  project = freshFolder();
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(root, join(project, 'node_modules/hermit-wasm'));
});

const options = 'memory: 32 * 2 ** 20';
const prelude = `const { readFileSync, readdirSync } = require('node:fs');
  const image = readFileSync(process.argv.at(-1));
  const threads = () => readdirSync('/proc/self/task').length;
  const { boot, compile, createPool, Machine } = require('hermit-wasm');\n`;

/** Runs a program of the project. */
function runs(name: string, text: string, flags: string[] = [], more: object = {}): Promise<Result> {
  writeFileSync(join(project, name), prelude + text);
  return run(process.execPath, [...flags, join(project, name), image], { cwd: project, ...more });
}

const printed = async (result: Promise<Result>): Promise<[number, string, string]> => {
  const { code, stdout, stderr } = await result;
  return [code, stdout.toString(), stderr];
};

describe('the library', () => {
  it('lets a worker that used it end by itself, and be ended while its isles compute', async () => {
    const text = `
      const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
      if (!isMainThread) (async () => {
        const machine = await boot(image, { serve: true, ${options} });
        if (workerData === 'spin') {
          machine.isle(0).call('spin').catch(() => {});
          parentPort.postMessage(threads());
          return;
        }
        const sum = await machine.isle(0).call('add', 1, 2);
        await machine.halt();
        parentPort.postMessage(sum);
      })();
      else (async () => {
        const once = (worker, event) => new Promise((resolve) => worker.once(event, resolve));
        const argv = process.argv.slice(2);
        const warm = new Worker('', { eval: true });
        await once(warm, 'exit');
        const before = threads();
        const ends = new Worker(__filename, { argv, workerData: 'end' });
        const said = once(ends, 'message');
        console.log(await once(ends, 'exit'), await said);
        const spins = new Worker(__filename, { argv, workerData: 'spin' });
        const during = await once(spins, 'message');
        console.log(during > before, await spins.terminate());
        while (threads() > before) await new Promise((resolve) => setTimeout(resolve, 5));
        console.log('gone');
      })();`;
    expect(await printed(runs('worker.js', text))).toEqual([0, '0 3\ntrue 1\ngone\n', '']);
  });

  it('holds several machines in one process, which end one by one', async () => {
    const text = `(async () => {
        const before = threads();
        const machines = await Promise.all(Array.from({ length: 4 }, () => boot(image, { serve: true, ${options} })));
        for (let i = 0; machines.length > 0; i++) {
          const sums = await Promise.all(machines.map((machine) => machine.isle(0).call('add', i, 1)));
          console.log(sums.join());
          const [first] = machines.splice(0, 1);
          const running = first.isle(0).call('spin').catch(({ code }) => code);
          await first.halt();
          if ((await running) !== 'HERMIT_EENDED') console.log(await running);
        }
        console.log(threads() - before);
      })();`;
    expect(await printed(runs('machines.js', text))).toEqual([0, '1,1,1,1\n2,2,2\n3,3\n4\n0\n', '']);
  });

  it('takes values of another realm, as test runners make them', async () => {
    const text = `const realm = require('node:vm').createContext({ AbortController });
      const make = (expression) => require('node:vm').runInContext(expression, realm);
      (async () => {
        const bytes = make('(list) => Uint8Array.from(list)')(image);
        const machine = await boot(bytes, make('({ serve: true, ${options}, args: ["x"], env: { A: "b" } })'));
        const isle = machine.isle(0);
        const data = await isle.alloc(make('Float64Array'), 2);
        data.set(make('[1, 2]'));
        console.log(data instanceof Float64Array, await isle.call('sum', data, 2));
        console.log(await isle.callWith(make('({ returns: "string" })'), 'greet', 'you').catch((e) => e.message));
        await isle.call('sum', make('new Float64Array(2)'), 2).catch(({ code }) => console.log(code));
        await isle.call('sum', make('({})'), 2).catch(({ code }) => console.log(code));
        const input = make('Uint8Array.from([104, 105])');
        const { outcome } = await machine.run(make('["say", "hi"]'), { input });
        console.log(outcome.kind);
        await machine.halt();
      })();`;
    const output = 'greeting you\nfalse 3\nhello you\nHERMIT_EARRAY\nHERMIT_EARGUMENT\nexit\n';
    const [code, stdout, stderr] = await printed(runs('realm.js', text));
    // What the isle prints comes from another thread.
    expect([code, stdout.split('\n').toSorted(), stderr]).toEqual([0, output.split('\n').toSorted(), '']);
  });

  it('can be inside a bundle’s program, not inside the bundle', async () => {
    const { rolldown } = (await import('rolldown')) as typeof import('rolldown');
    writeFileSync(
      join(project, 'service.mjs'),
      `import { readFileSync } from 'node:fs';
       import { boot } from 'hermit-wasm';
       const machine = await boot(readFileSync(process.argv.at(-1)), { serve: true, ${options} });
       console.log(await machine.isle(0).call('add', 1, 2));
       await machine.halt();`,
    );
    const bundled = async (external: string[]): Promise<Result> => {
      const bundle = await rolldown({
        input: join(project, 'service.mjs'),
        platform: 'node',
        external,
        logLevel: 'silent',
      });
      const dir = join(project, `bundle${external.length}`);
      await bundle.write({ dir, format: 'esm', entryFileNames: '[name].mjs' });
      await bundle.close();
      return run(process.execPath, [join(dir, 'service.mjs'), image], { cwd: project });
    };
    expect(await printed(bundled(['hermit-wasm']))).toEqual([0, '3\n', '']);
    const inside = await bundled([]);
    expect(inside.code).toBe(1);
    expect(inside.stderr).toMatch(
      /HermitError: expected the files of the package hermit-wasm beside its code[^]*external/,
    );
    expect(inside.stderr).toContain("code: 'HERMIT_EPACKAGE'");
  });

  const [major] = process.versions.node.split('.').map(Number);
  const permission = major! < 23 ? '--experimental-permission' : '--permission';
  it('needs threads, and says so where Node forbids them', async () => {
    const text = `(async () => {
        await compile('x.c').catch(({ code, message }) => console.log(code, message.slice(-21)));
        try { new Machine(); } catch ({ code }) { console.log(code); }
        const machine = await boot(image, { serve: true, ${options} });
        console.log(await machine.isle(0).call('add', 1, 2));
        await machine.halt();
      })().catch(({ code, message }) => console.log(code, message.slice(-14)));`;
    const flags = [permission, '--no-warnings', '--allow-fs-read=*'];
    const child = 'HERMIT_EPERMISSION --allow-child-process\n';
    const none = `${child}HERMIT_EPERMISSION\nHERMIT_EPERMISSION --allow-worker\n`;
    expect(await printed(runs('permission.js', text, flags))).toEqual([0, none, '']);
    expect(await printed(runs('permission.js', text, [...flags, '--allow-worker']))).toEqual([0, `${child}3\n`, '']);
  });
});

describe('a process whose isles compute', () => {
  const spinning = `const begin = async (then) => {
      const machine = await boot(image, { serve: true, cores: 2, ${options} });
      machine.isle(0).call('spin').catch(() => {});
      setTimeout(then, 50, machine);
    };\n`;

  it('ends by process.exit', async () => {
    const result = await runs('exit.js', `${spinning} begin(() => process.exit(5));`);
    expect([result.code, result.stderr]).toEqual([5, '']);
  });

  it('ends by an exception that nobody catches, and tells of it', async () => {
    const result = await runs('throws.js', `${spinning} begin(() => { throw new Error('unlucky'); });`);
    expect([result.code, result.stderr.includes('Error: unlucky')]).toEqual([1, true]);
  });

  it('ends by a signal, or by itself when the signal’s handler halts the machine', async () => {
    const onOutput = (_: string, child: { kill(signal: NodeJS.Signals): void }): void => child.kill('SIGTERM');
    const bare = await runs('term.js', `${spinning} begin(() => console.log('ready'));`, [], { onOutput });
    expect(bare.code).toBe(143);
    const handled = `${spinning} begin((machine) => {
        process.once('SIGTERM', async () => {
          await machine.halt();
          process.exitCode = 7;
        });
        const timer = setInterval(() => {}, 1000);
        machine.once('exit', () => clearInterval(timer));
        process.stdout.write('ready');
      });`;
    const polite = await runs('handled.js', handled, [], { onOutput });
    expect([polite.code, polite.stderr]).toEqual([7, '']);
  });

  it('does not end while a machine runs, and ends once it is halted', async () => {
    const text = `${spinning} begin((machine) => setTimeout(() => machine.halt().then(() => console.log('halted')), 100));
      process.on('exit', () => console.log('exit'));`;
    expect(await printed(runs('halts.js', text))).toEqual([0, 'halted\nexit\n', '']);
  });

  it('keeps nothing of machines that were booted and halted at once', async () => {
    const text = `(async () => {
        for (let i = 0; i < 40; i++) {
          const machine = await boot(image, { serve: true, ${options} });
          await machine.isle(0).call('nothing');
          await machine.halt();
        }
        console.log('done');
      })();`;
    expect(await printed(runs('often.js', text))).toEqual([0, 'done\n', '']);
  });
});
