// Calls of C functions that an image exports.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { source } from '../support/small.js';
import { code, type Contain, forms, library, memory } from './library.js';

type Isle = import('../../loader/library/index.js').Isle;
type Machine = import('../../loader/library/index.js').Machine;
type IsleOptions = import('../../loader/library/index.js').IsleOptions;

let functions: Uint8Array;
let machine: Machine;
let text = '';
let contain: Contain;

beforeAll(async () => {
  functions = readFileSync(await compileImage([join(root, 'test/library/functions.c')], ['-fopenmp', '-g']));
});
afterEach(() => machine.halt());

async function served(options: IsleOptions = {}): Promise<Isle> {
  text = '';
  const output = (_: number, bytes: Uint8Array): unknown => (text += Buffer.from(bytes).toString());
  machine = await library.boot(functions, { serve: true, memory, output, contain, ...options });
  return machine.isle(0)!;
}

/** Code and message of what a promise rejects with. */
const told = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    (value) => `resolved: ${value}`,
    (error: { code: string; message: string }) => `${error.code} ${error.message}`,
  );

describe.each(forms)('calls $form', (each) => {
  beforeAll(() => void ({ contain } = each));

  it('pass numbers of every type and return them', async () => {
    const isle = await served();
    expect(await isle.call('nothing')).toBe(undefined);
    expect(await isle.call('add', 2 ** 31 - 1, 1)).toBe(-(2 ** 31));
    expect(await isle.call('add', -1, 2)).toBe(1);
    expect(await isle.call('mul64', -(2n ** 40n), 3n)).toBe(-3n * 2n ** 40n);
    expect(await isle.call('mul64', -1n, 1n)).toBe(-1n);
    expect(await isle.call('scale', 0.1, 1)).toBe(Math.fround(0.1));
    expect(await isle.call('half', Infinity)).toBe(Infinity);
    expect(await isle.call('many', 1, 0.5, 2n, 0.25, -1, 4)).toBe(6.75);
  });

  it('pass arrays of the isle as pointers, parts of them too, and give memory back', async () => {
    const isle = await served({ cores: 2 });
    const all = await isle.alloc(Float64Array, 1000);
    expect([all.length, all.byteOffset % 64, all.every((x) => x === 0)]).toEqual([1000, 0, true]);
    all.forEach((_, i) => (all[i] = i));
    expect(await isle.call('sum', all, all.length)).toBe(499500);
    expect(await isle.call('sum', all.subarray(998), 2)).toBe(1997);
    await isle.free(all);
    expect(await code(isle.free(all))).toBe('HERMIT_EARRAY');
    for (let i = 0; i < 20; i++) await isle.free(await isle.alloc(Uint8Array, 8 << 20));
    expect(await code(isle.alloc(Uint8Array, 31 << 20))).toBe('HERMIT_EALLOC');
    expect(await code(isle.alloc(Uint8Array, 2 ** 40))).toBe('HERMIT_EINVAL');
    expect(await code(isle.alloc(Uint8Array, -1))).toBe('HERMIT_EINVAL');
  });

  it('pass strings, also long ones, and read those that are returned', async () => {
    const isle = await served();
    expect(await isle.call('length', 'äöü')).toBe(6);
    expect(await isle.call('length', null)).toBe(-1);
    expect(await isle.call('length', 'x'.repeat(100_000))).toBe(100_000);
    expect(await isle.callWith({ returns: 'string' }, 'greet', 'world')).toBe('hello world');
    const pointer = (await isle.call('greet', 'you')) as number;
    expect(isle.string(pointer)).toBe('hello you');
    // Long ones are read while the event loop has its turns, and the next call does not change them.
    const long = (bytes: number, letter: string): Promise<unknown> =>
      isle.callWith({ returns: 'string' }, 'long_text', bytes, letter.charCodeAt(0));
    const read = await Promise.all([long(5 << 20, 'a'), long(5 << 20, 'b'), long(3, 'c'), isle.call('add', 1, 2)]);
    expect(read.map((text) => String(text).length)).toEqual([5 << 20, 5 << 20, 3, 1]);
    expect(read.map((text) => new Set(String(text)).size)).toEqual([1, 1, 1, 1]);
    expect(await code(long((1 << 24) + 1, 'd'))).toBe('HERMIT_EARGUMENT');
    const longer = await isle.call('long_text', (1 << 20) + 1, 65);
    expect(() => isle.string(longer as number)).toThrow(/at most 1 MiB/);
    expect(Buffer.from(isle.view(Uint8Array, pointer, 5)).toString()).toBe('hello');
    expect(text).toBe('greeting world\ngreeting you\n');
  });

  it('refuse what cannot be called, with codes, and go on', async () => {
    const isle = await served();
    const own = await isle.alloc(Float64Array, 2);
    const other = await machine.bootIsle(functions, { serve: true, memory });
    const theirs = await other.alloc(Float64Array, 2);
    const refused: [unknown[], string][] = [
      [['nowhere'], 'HERMIT_EFUNCTION'],
      [['hermit_boot'], 'HERMIT_EFUNCTION'],
      [['vector'], 'HERMIT_EFUNCTION'],
      [['add', 1], 'HERMIT_EARGUMENT'],
      [['add', 1, 2, 3], 'HERMIT_EARGUMENT'],
      [['add', 1.5, 2], 'HERMIT_EARGUMENT'],
      [['add', NaN, 2], 'HERMIT_EARGUMENT'],
      [['add', 2 ** 32, 2], 'HERMIT_EARGUMENT'],
      [['add', 1n, 2], 'HERMIT_EARGUMENT'],
      [['add', undefined, 2], 'HERMIT_EARGUMENT'],
      [['add', {}, 2], 'HERMIT_EARGUMENT'],
      [['mul64', 1, 2n], 'HERMIT_EARGUMENT'],
      [['mul64', 2n ** 64n, 2n], 'HERMIT_EARGUMENT'],
      [['half', '1'], 'HERMIT_EARGUMENT'],
      [['half', own], 'HERMIT_EARGUMENT'],
      [['length', 'a\0b'], 'HERMIT_EARGUMENT'],
      [['sum', new Float64Array(2), 2], 'HERMIT_EARRAY'],
      [['sum', new Float64Array(new SharedArrayBuffer(16)), 2], 'HERMIT_EARRAY'],
      [['sum', theirs, 2], 'HERMIT_EARRAY'],
    ];
    for (const [args, expected] of refused)
      expect([args, await code(isle.call(...(args as [string, number])))]).toEqual([args, expected]);
    expect(await code(isle.callWith({ timeLimit: 0 }, 'nothing'))).toBe('HERMIT_EINVAL');
    expect(await code(isle.callWith({ returns: 'string' }, 'half', 1))).toBe('HERMIT_EINVAL');
    expect(() => isle.string(2 ** 31)).toThrow(/address of a string/);
    expect(() => isle.view(Float64Array, 4, 1)).toThrow(/aligned/);
    expect(await isle.call('add', 1, 2)).toBe(3);
    await other.halt();
    expect(await code(other.call('add', 1, 2))).toBe('HERMIT_EENDED');
    expect(() => other.view(Uint8Array, 4096, 1)).toThrow(/has ended/);
  });

  it('wait for each other, or run at once where that was asked for', async () => {
    const one = await served();
    const order: number[] = [];
    await Promise.all([1, 2, 3].map((n) => one.call('rest', 1).then(() => order.push(n))));
    expect(order).toEqual([1, 2, 3]);
    const two = await machine.bootIsle(functions, { serve: 2, cores: 2, memory });
    expect(await Promise.all([two.call('meet'), two.call('meet')])).toEqual([2, 2]);
    const many = await Promise.all(Array.from({ length: 200 }, (_, i) => two.call('add', i, 1)));
    expect(many).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  });

  it('report a trap with the place in the C program, and the machine boots the isle again', async () => {
    const isle = await served();
    expect(await isle.call('count')).toBe(1);
    const array = await isle.alloc(Float64Array, 2);
    const waiting = [isle.call('divide', 1, 0), isle.call('add', 1, 1)];
    const [first, second] = await Promise.all(waiting.map(told));
    expect(first).toMatch(
      /^HERMIT_ETRAP divide: isle 0, core 0, thread \d+: trap: integer divide by zero\n {2}at divide \(.*functions\.c:\d+\)/,
    );
    expect(first).not.toContain('call_slot_call');
    expect(second).toMatch(/^HERMIT_EENDED add: isle 0 has ended: its program trapped/);
    const again = await machine.reboot(isle);
    expect([again.number, await again.call('count')]).toEqual([0, 1]);
    expect(await code(again.call('sum', array, 2))).toBe('HERMIT_EARRAY');
    expect(await told(again.call('leave', 3))).toMatch(/^HERMIT_EENDED leave: .*exit code 3/);
    const third = await machine.reboot(again);
    expect(await told(third.call('end_thread'))).toContain('HERMIT_ETRAP');
  });

  it('end at their time limit and on abort, those that wait alone', async () => {
    const isle = await served({ callTimeLimit: 5000 });
    const stop = new AbortController();
    const running = isle.call('rest', 30);
    const waiting = isle.callWith({ signal: stop.signal }, 'nothing');
    stop.abort();
    expect(await code(waiting)).toBe(20);
    expect(await running).toBe(undefined);
    expect(await code(isle.callWith({ signal: stop.signal }, 'nothing'))).toBe(20);
    const late = told(isle.callWith({ timeLimit: 30 }, 'spin'));
    expect(await late).toMatch(/^HERMIT_ETIMELIMIT spin ran longer than its time limit of 30 ms/);
    expect(await isle.done).toMatchObject({ kind: 'limit', code: 'HERMIT_ETIMELIMIT' });
    const again = await machine.reboot(isle);
    const second = new AbortController();
    const aborted = again.callWith({ signal: second.signal }, 'spin');
    setTimeout(() => second.abort(new Error('enough')), 20);
    await expect(aborted).rejects.toThrow('enough');
    expect(await again.done).toEqual({ kind: 'halted' });
  });

  it('need no main, and run constructors before', async () => {
    const file = source(
      `static int set; __attribute__((constructor)) static void init(void) { set = 4; }
       int four(void) { return set; }`,
    );
    const image = readFileSync(await compileImage([file], ['-mexec-model=reactor', '--export', 'four']));
    machine = await library.boot(image, { serve: true, memory, contain });
    expect(await machine.isle(0)!.call('four')).toBe(4);
  });

  it('need an image that serves them, and a main that returned 0', async () => {
    machine = new library.Machine({ contain });
    const boots = (args: string[]): Promise<unknown> =>
      machine.bootIsle(functions, { args, serve: true, memory, output: () => {} });
    expect(await told(boots(['fail']))).toMatch(/^HERMIT_EENDED .*exit code 3/);
    expect(await told(boots(['trap']))).toMatch(/^HERMIT_EENDED .*trapped/);
    const plain = readFileSync(await compileImage([join(root, 'test/isles/peer.c')]));
    expect(await code(machine.bootIsle(plain, { serve: true, memory }))).toBe('HERMIT_ECALLS');
    expect(await code(machine.bootIsle(functions, { serve: 300, memory }))).toBe('HERMIT_EINVAL');
    const without = await machine.bootIsle(functions, { args: ['spin'], memory });
    expect(await code(without.call('add', 1, 2))).toBe('HERMIT_ECALLS');
  });
});
