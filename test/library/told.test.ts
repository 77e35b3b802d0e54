// What the library tells those that look for a fault: the caller in an error's stack, diagnostics channels, and how calls are served.
import diagnostics from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { code, type Contain, forms, library, memory } from './library.js';

type Machine = import('../../loader/library/index.js').Machine;
type Pool = import('../../loader/library/index.js').IslePool;
type Diagnostics = import('../../loader/library/index.js').Diagnostics;
type Callee = Pick<Pool, 'call' | 'callWith'>;

let image: Uint8Array;
let machine: Machine | undefined;
let pool: Pool | undefined;
let contain: Contain;
const output = (): void => {};

beforeAll(async () => {
  image = readFileSync(await compileImage([join(root, 'test/library/functions.c')], ['-fopenmp']));
});
afterEach(async () => {
  await machine?.halt();
  await pool?.close();
  machine = pool = undefined;
});

describe.each(forms)('errors of calls $form', (each) => {
  beforeAll(() => void ({ contain } = each));

  const wrong: [string, string, (callee: Callee) => Promise<unknown>][] = [
    ['a wrong argument', 'HERMIT_EARGUMENT', (callee) => callee.call('add', 'x', 1)],
    ['no such function', 'HERMIT_EFUNCTION', (callee) => callee.call('nothing at all')],
    ['a trap', 'HERMIT_ETRAP', (callee) => callee.call('divide', 1, 0)],
    ['a time limit', 'HERMIT_ETIMELIMIT', (callee) => callee.callWith({ timeLimit: 5 }, 'spin')],
    ['an abort', 'ABORT_ERR', (callee) => callee.callWith({ signal: AbortSignal.abort() }, 'add', 1, 1)],
  ];
  /** Ways to wait for a call. */
  const ways: Record<string, (call: () => Promise<unknown>) => Promise<unknown>> = {
    awaits: async function theCaller(call) {
      await call();
    },
    returns: async function theCaller(call) {
      return call();
    },
    'waits for several': async function theCaller(call) {
      await Promise.all([call(), Promise.resolve()]);
    },
    catches: async function theCaller(call) {
      await call().catch((error) => {
        throw error;
      });
    },
  };

  it.each(wrong)('have the stack of their caller: %s', async (_, expected, call) => {
    machine = await library.boot(image, { serve: true, memory, output, contain });
    pool = await library.createPool(image, { size: 1, spare: 0, memory, output, contain });
    for (const [way, through] of Object.entries(ways))
      for (const callee of [() => pool!, () => machine!.isle(0)!]) {
        if (machine.isle(0)!.ended) await machine.reboot();
        const error = (await through(() => call(callee())).catch((thrown: unknown) => thrown)) as Error & {
          code: string;
        };
        // Reasons of signals are their owner's.
        const found = expected.startsWith('HERMIT') ? error.stack!.includes('told.test.ts') : true;
        expect([way, error.name === 'AbortError' ? 'ABORT_ERR' : error.code, found]).toEqual([way, expected, true]);
      }
  });
});

describe('diagnostics channels', () => {
  it('tell of boots, ends, traps, calls that are rejected and isles that a pool replaces', async () => {
    const heard: [string, unknown][] = [];
    const names = ['isle:boot', 'isle:end', 'isle:trap', 'call:error', 'pool:replace'] as const;
    const listeners = names.map((name): [string, (message: unknown) => void] => [
      `hermit-wasm:${name}`,
      (message) => heard.push([name, message]),
    ]);
    for (const [name, listener] of listeners) diagnostics.subscribe(name, listener);
    try {
      pool = await library.createPool(image, { size: 1, spare: 0, memory, output });
      expect(await code(pool.call('divide', 1, 0))).toBe('HERMIT_ETRAP');
      expect(await pool.call('add', 1, 2)).toBe(3);
      expect(await code(pool.call('add', 1))).toBe('HERMIT_EARGUMENT');
      await pool.close();
    } finally {
      for (const [name, listener] of listeners) diagnostics.unsubscribe(name, listener);
    }
    const of = <Name extends keyof Diagnostics>(name: Name): Diagnostics[Name][] =>
      heard.flatMap(([heardName, message]) =>
        `hermit-wasm:${heardName}` === name ? [message as Diagnostics[Name]] : [],
      );
    const boots = of('hermit-wasm:isle:boot');
    expect(boots.map(({ isle, milliseconds }) => [isle instanceof library.Isle, milliseconds > 0])).toEqual([
      [true, true],
      [true, true],
    ]);
    expect(of('hermit-wasm:isle:trap').map(({ outcome, isle }) => [outcome.kind, isle === boots[0]!.isle])).toEqual([
      ['trap', true],
    ]);
    expect(of('hermit-wasm:isle:end').map(({ outcome }) => outcome.kind)).toEqual(['trap', 'halted']);
    expect(of('hermit-wasm:isle:end')[0]!.machine).toBeInstanceOf(library.Machine);
    const errors = of('hermit-wasm:call:error');
    expect(errors.map(({ name, error }) => [name, (error as { code: string }).code])).toEqual([
      ['divide', 'HERMIT_ETRAP'],
      ['add', 'HERMIT_EARGUMENT'],
    ]);
    expect(
      of('hermit-wasm:pool:replace').map((message) => [message.pool === pool, message.isle === boots[1]!.isle]),
    ).toEqual([[true, true]]);
  });
});

describe.each(forms)('an image booted without serve $form', (each) => {
  it('serves calls if it is a library, and says how to if it has a main, before its end and after', async () => {
    const options = { memory, output, contain: each.contain };
    const flags = ['-mexec-model=reactor', '--export', 'square'];
    const square = readFileSync(await compileImage([join(root, 'test/library/square.c')], flags));
    const booted = await library.boot(square, options);
    machine = booted;
    expect(await booted.isles[0].call('square', 12)).toBe(144);
    expect((await machine.run([], { image: square })).outcome).toEqual({ kind: 'exit', code: 0 });
    await machine.halt();

    machine = await library.boot(image, options);
    const isle = machine.isle(0)!;
    const says = async (): Promise<string> =>
      isle
        .call('add', 1, 2)
        .then(String, ({ code: its, message }: { code: string; message: string }) => `${its} ${message}`);
    const words = /^HERMIT_ECALLS isle 0 serves no calls: .*Boot it with \{ serve: true \}/;
    expect(await says()).toMatch(words);
    expect((await isle.done).kind).toBe('exit');
    expect(await says()).toMatch(words);
  });
});

it('views of an isle are copied by slice for what refuses shared memory', async () => {
  const booted = await library.boot(image, { serve: true, memory, output });
  machine = booted;
  const view = await booted.isles[0].alloc(Uint8Array, 4);
  view.set([104, 105, 33, 33]);
  expect(() => new Response(view as Uint8Array<ArrayBuffer>)).toThrow('SharedArrayBuffer');
  const copy = view.slice();
  expect(new TextDecoder().decode(copy)).toBe('hi!!');
  expect(await new Response(copy).text()).toBe('hi!!');
  expect((await crypto.subtle.digest('SHA-256', copy)).byteLength).toBe(32);
  const moved = structuredClone(copy, { transfer: [copy.buffer] });
  expect(moved.length).toBe(4);
});
