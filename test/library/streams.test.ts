// Standard streams of isles, and runs of a machine's program.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { run } from '../support/spawn.js';
import { type Contain, forms, library, libraryFile, memory } from './library.js';

type Machine = import('../../loader/library/index.js').Machine;

let image: string;
let functions: Uint8Array;
let machine: Machine;
let contain: Contain;

beforeAll(async () => {
  image = await compileImage([join(root, 'test/library/functions.c')], ['-fopenmp', '-g']);
  functions = readFileSync(image);
});
afterEach(() => machine.halt());

async function all(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe.each(forms)('streams $form', (each) => {
  beforeAll(() => void ({ contain } = each));

  it('answer calls although the output function throws, and have its error be uncaught', async () => {
    const script = `
      const { boot } = require(${JSON.stringify(libraryFile)});
      const image = require('node:fs').readFileSync(process.argv[1]);
      const caught = new Set();
      process.on('uncaughtException', (error) => caught.add(error.message));
      (async () => {
        const output = () => { throw new Error('mine'); };
        const machine = await boot(image, { serve: true, memory: ${memory}, output, contain: ${JSON.stringify(contain)} });
        const results = [];
        for (let i = 0; i < 3; i++) results.push(await machine.isle(0).call('greet', 'you'));
        await machine.halt();
        console.log(JSON.stringify([results.length, ...caught]));
      })();`;
    const { code, stdout, stderr } = await run(process.execPath, ['-e', script, image]);
    expect([code, stdout.toString(), stderr]).toEqual([0, '[3,"mine"]\n', '']);
    machine = new library.Machine({ contain });
  });

  it('carry standard input, output and error', async () => {
    machine = new library.Machine({ contain });
    const isle = await machine.bootIsle(functions, { args: ['echo'], memory, stdio: 'stream' });
    const [out, error] = [all(isle.stdout!), all(isle.stderr!)];
    for (let i = 0; i < 100; i++) isle.stdin!.write(`line ${i}\n`);
    isle.stdin!.end();
    expect(await out).toBe(Array.from({ length: 100 }, (_, i) => `line ${i}\n`).join(''));
    expect(await error).toBe('end\n');
    expect(await isle.done).toEqual({ kind: 'exit', code: 0 });
  });

  it('make the program wait while nobody reads, and the writer while the program does not', async () => {
    machine = new library.Machine({ contain });
    const isle = await machine.bootIsle(functions, { args: ['flood'], memory, stdio: 'stream' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(isle.ended).toBe(false);
    expect(isle.stdout!.readableLength).toBeLessThan(1 << 20);
    let room = true;
    for (let i = 0; i < 100 && room; i++) room = isle.stdin!.write(Buffer.alloc(4096));
    expect(room).toBe(false);
    expect((await all(isle.stdout!)).length).toBe(4 << 20);
    expect(await isle.done).toEqual({ kind: 'exit', code: 0 });
  });

  it('that are destroyed end what waits on them', async () => {
    machine = new library.Machine({ contain });
    const isle = await machine.bootIsle(functions, { args: ['flood'], memory, stdio: 'stream' });
    isle.stdout!.destroy();
    expect(await isle.done).toMatchObject({ kind: 'signal', signal: 13 });
    const blocked = await machine.bootIsle(functions, { args: ['echo'], memory, stdio: 'stream' });
    await blocked.halt();
    expect(blocked.stdin!.destroyed).toBe(true);
    expect(await all(blocked.stdout!)).toBe('');
  });
});

describe.each(forms)('machine.run $form', (each) => {
  beforeAll(() => void ({ contain } = each));

  it('runs the program again with other arguments and tells what it wrote', async () => {
    machine = await library.boot(functions, { serve: true, memory, contain });
    const [first, second] = await Promise.all([machine.run(['say', 'one']), machine.run(['fail'])]);
    expect(first).toEqual({ outcome: { kind: 'exit', code: 0 }, stdout: 'one', stderr: '' });
    expect(second.outcome).toEqual({ kind: 'exit', code: 3 });
    expect(await machine.run(['echo'], { input: 'a\nb\n' })).toMatchObject({ stdout: 'a\nb\n', stderr: 'end\n' });
    await expect(machine.run(['spin'], { signal: AbortSignal.timeout(50) })).rejects.toThrow(/timeout/);
    expect(await machine.isle(0)!.call('add', 1, 2)).toBe(3);
  });
});
