// WASI programs in the library: what they are given, what limits them, how they end.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { assembleWat } from '../../loader/build/wat.js';
import { freshFolder, root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { client, portTaken, received } from '../support/tcp.js';
import { THREADS, wasiModule } from '../support/wasi.js';
import { code, type Contain, forms, library, memory } from './library.js';

type IsleOptions = import('../../loader/library/index.js').IsleOptions;
type Machine = import('../../loader/library/index.js').Machine;

const [DQUOT, MFILE, NOSPC] = [19, 33, 51];

let limits: Uint8Array;
let threads: Uint8Array;
let machine: Machine;
let contain: Contain;

beforeAll(async () => {
  limits = readFileSync(await wasiModule('limits'));
  threads = readFileSync(await wasiModule('threads', THREADS));
});
afterEach(() => machine.halt());

async function run(args: string[], options: IsleOptions & { image?: Uint8Array } = {}) {
  machine = new library.Machine({ contain });
  return machine.run(args, { image: limits, timeLimit: 20_000, ...options });
}
const exit = (code: number) => ({ kind: 'exit', code });
const text = (...parts: string[]): Promise<Uint8Array> =>
  assembleWat('module.wat', Buffer.from(`(module ${parts.join('\n')})`));

describe.each(forms)('a WASI program in a machine $form', (each) => {
  beforeAll(() => void ({ contain } = each));

  it('gets arguments and environment, and what it writes is told apart', async () => {
    expect(await run(['env', 'argument '], { env: { KEY: 'value' } })).toEqual({
      outcome: exit(200),
      stdout: 'argument KEY=value',
      stderr: 'words',
    });
  });

  it('gets input, at once and as it comes', async () => {
    const known = 'known\n'.repeat(1000);
    expect((await run(['cat'], { input: known })).stdout).toBe(known);
    const isle = await machine.bootIsle(limits, { args: ['cat'], stdio: 'stream', timeLimit: 20_000 });
    isle.stdin!.write('a');
    const parts: string[] = [];
    for await (const part of isle.stdout!) {
      parts.push(String(part));
      if (parts.join('') === 'a') isle.stdin!.end('b');
    }
    expect(parts.join('')).toBe('ab');
    expect(await isle.done).toEqual(exit(0));
  });

  it('has directories by the names that they are given', async () => {
    const module = readFileSync(await wasiModule('paths'));
    const host = freshFolder();
    const dirs = [{ host, guest: 'here', readOnly: false }];
    expect(await run(['here'], { image: module, dirs })).toEqual({ outcome: exit(0), stdout: '', stderr: '' });
    expect((await machine.run(['/tmp'], { image: module })).outcome).toEqual(exit(0));
  });

  it('accepts connections on ports that it is given', async () => {
    machine = new library.Machine({ contain });
    const image = readFileSync(await wasiModule('sockets'));
    const isle = await machine.bootIsle(image, { args: ['echo'], listen: [0], output: () => {} });
    expect(isle.ports).toHaveLength(1);
    const peer = client(isle.ports[0]!);
    peer.end('there and back');
    expect(String(await received(peer))).toBe('there and back');
    const taken = await portTaken();
    expect(await code(machine.bootIsle(image, { listen: [taken.port] }))).toBe('HERMIT_EPORT');
    taken.close();
    expect(await code(machine.bootIsle(image, { listen: ['somewhere'] }))).toBe('HERMIT_EINVAL');
    expect(await isle.done).toEqual(exit(0));
  });

  it('runs beside others and beside images, several at once', async () => {
    const functions = readFileSync(await compileImage([join(root, 'test/library/functions.c')], ['-fopenmp', '-g']));
    machine = await library.boot(functions, { serve: true, memory, contain });
    const runs = ['1', '2', '3', '4'].map((word) => machine.run(['env', word], { image: limits, env: { A: '' } }));
    await machine.isle(0)!.call('nothing');
    expect((await Promise.all(runs)).map(({ stdout }) => stdout)).toEqual(['1A=', '2A=', '3A=', '4A=']);
    await machine.isle(0)!.call('nothing');
  });

  it.each([
    ['exit', 'block', exit(33)],
    ['exit', 'busy', exit(33)],
    ['exit', 'wait', exit(33)],
    ['return', 'wait', exit(0)],
    ['trap', 'busy', { kind: 'trap', message: 'unreachable' }],
  ])('ends by %s of one thread while others %s', async (how, rest, outcome) => {
    const { outcome: got } = await run(['main', how, rest], { image: threads });
    expect(got).toMatchObject(outcome);
  });

  it('tells of its end and counts its calls', async () => {
    machine = new library.Machine({ contain });
    const heard: string[] = [];
    machine.on('stats', (_, { calls }) => heard.push(...calls.map(({ name }) => name)));
    machine.on('trap', (_, { message }) => heard.push(message));
    machine.on('exit', (_, { kind }) => heard.push(kind));
    const trap = await text('(memory (export "memory") 1) (func (export "_start") unreachable)');
    await machine.run(['env', ''], { image: limits, env: { A: '' }, countCalls: true });
    await machine.run([], { image: trap });
    expect(heard.sort()).toEqual(
      ['args_get', 'environ_get', 'exit', 'fd_write', 'proc_exit', 'trap', 'unreachable'].sort(),
    );
  });
});

describe.each(forms)('limits of a WASI program $form', (each) => {
  beforeAll(() => void ({ contain } = each));

  it('hold a memory of its own: it grows no further', async () => {
    expect((await run(['memory'], { memory: 7 << 20 })).outcome).toEqual(exit(112));
    const imported = await text(
      '(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32))) (import "any" "name" (memory 1 200))',
      '(func (export "_start") (loop (br_if 0 (i32.ge_s (memory.grow (i32.const 1)) (i32.const 0)))) (call $exit (memory.size)))',
    );
    expect((await machine.run([], { image: imported, memory: 5 << 20 })).outcome).toEqual(exit(80));
    expect((await machine.run([], { image: imported })).outcome).toEqual(exit(200));
    expect(await code(machine.run([], { image: limits, memory: 65536 }))).toBe('HERMIT_EMEMORY');
  });

  it('hold threads, open files, and what is written', async () => {
    const spawned = await run(['main', 'return', 'wait'], { image: threads, threads: 2 });
    expect([spawned.outcome, spawned.stderr]).toEqual([exit(1), expect.stringContaining('run(-1) > 0')]);
    const files = await machine.run(['files'], { image: limits, files: 10 });
    expect([files.outcome, files.stderr]).toEqual([exit(MFILE), '9']);
    const output = await machine.run(['output'], { image: limits, outputLimit: 5000 });
    expect([output.outcome, output.stdout.length]).toEqual([exit(DQUOT), 5000]);
    const host = freshFolder();
    const dirs = [{ host, guest: 'here', readOnly: false }];
    const written = await machine.run(['write'], { image: limits, dirs, writeLimit: 10_000 });
    expect(written.outcome).toEqual(exit(DQUOT));
    expect(readFileSync(join(host, 'file')).length).toBe(10_000);
    const kept = await machine.run(['tmp'], { image: limits, tmpLimit: 1 << 20 });
    expect([kept.outcome, kept.stderr]).toEqual([exit(NOSPC), String(1 << 20)]);
  });

  it.each(['loop', 'read', 'sleep', 'accept'])('of time end one that is in %s', async (step) => {
    machine = new library.Machine({ contain });
    const options: IsleOptions = { args: [step], stdio: 'stream', listen: step === 'accept' ? [0] : [] };
    const limited = await machine.bootIsle(limits, { ...options, timeLimit: 200 });
    expect(await limited.done).toMatchObject({ kind: 'limit', code: 'HERMIT_ETIMELIMIT' });
    const halted = await machine.bootIsle(limits, options);
    setTimeout(() => void halted.halt(), 20);
    expect(await halted.done).toEqual({ kind: 'halted' });
    const stop = new AbortController();
    const aborted = await machine.bootIsle(limits, { ...options, signal: stop.signal });
    setTimeout(() => stop.abort(), 20);
    expect(await aborted.done).toEqual({ kind: 'halted' });
  });
});

describe.each(forms)('what is no program is refused with HERMIT_EWASI $form', (each) => {
  beforeAll(() => void ({ contain } = each));

  const MEMORY = '(memory (export "memory") 1)';
  const START = '(func (export "_start"))';
  it.each([
    ['an import that nobody provides', `(import "env" "f" (func)) ${MEMORY} ${START}`],
    ['one of a wrong type', `(import "wasi_snapshot_preview1" "fd_close" (func)) ${MEMORY} ${START}`],
    ['a wrong type in an older snapshot', `(import "wasi_unstable" "fd_close" (func)) ${MEMORY} ${START}`],
    ['no memory', START],
    ['a memory that is not exported', `(memory 1) ${START}`],
    [
      'threads without a shared memory',
      `(import "wasi" "thread-spawn" (func (param i32) (result i32))) ${MEMORY} ${START}`,
    ],
    ['two entries', `${MEMORY} ${START} (func (export "_initialize"))`],
    ['a start function that traps', `${MEMORY} (start $s) (func $s unreachable) ${START}`],
  ])('%s', async (_, ...parts) => {
    machine = new library.Machine({ contain });
    expect(await code(machine.bootIsle(await text(...parts)))).toBe('HERMIT_EWASI');
    expect(machine.isles).toEqual([]);
  });

  it('and a reactor without _initialize is none of WASI', async () => {
    machine = new library.Machine({ contain });
    const image = await text(
      '(import "wasi_snapshot_preview1" "fd_close" (func (param i32) (result i32)))',
      '(memory (export "memory") 1) (func (export "f"))',
    );
    await expect(machine.bootIsle(image)).rejects.toMatchObject({
      code: 'HERMIT_EWASI',
      message: expect.stringContaining('_initialize'),
    });
  });

  it('start functions are limited too', async () => {
    machine = new library.Machine({ contain });
    const image = await text('(memory (export "memory") 1) (start $s) (func $s (loop br 0)) (func (export "_start"))');
    expect((await machine.run([], { image, timeLimit: 100 })).outcome).toMatchObject({ kind: 'limit' });
    await expect(machine.run([], { image, signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });
});

describe('calls', () => {
  it('are not for WASI programs', async () => {
    machine = new library.Machine({ contain });
    expect(await code(machine.bootIsle(limits, { serve: true }))).toBe('HERMIT_ECALLS');
    expect(await code(machine.bootIsle(limits, { cwd: '/' }))).toBe('HERMIT_EINVAL');
    const isle = await machine.bootIsle(limits, { args: ['sleep'] });
    expect(await code(isle.call('main'))).toBe('HERMIT_ECALLS');
    expect(await code(isle.alloc(Uint8Array, 1))).toBe('HERMIT_ECALLS');
    expect(() => isle.view(Uint8Array, 0, 1)).toThrow('WASI');
  });

  it('are not for pools of them, which run them', async () => {
    machine = new library.Machine({ contain });
    const pool = await library.createPool(limits, {
      contain,
      size: 2,
      queueLimit: 2,
      env: { A: '' },
      timeLimit: 20_000,
    });
    try {
      const runs = ['1', '2', '3', '4', '5'].map((word) =>
        pool.run(['env', word]).then(
          ({ stdout }) => stdout,
          (error: { code: string }) => error.code,
        ),
      );
      expect(await Promise.all(runs)).toEqual(['1A=', '2A=', '3A=', '4A=', 'HERMIT_EQUEUE']);
      expect(await code(pool.call('main'))).toBe('HERMIT_ECALLS');
      expect(pool.statistics).toMatchObject({ completed: 4, failed: 0, refused: 1, busy: 0, isles: 0 });
    } finally {
      await pool.close();
    }
  });

  it('leave the machine able to run it again', async () => {
    machine = new library.Machine({ contain });
    const isle = await machine.bootIsle(limits, { args: ['env', ''], env: { A: '' }, output: () => {} });
    expect(await isle.done).toEqual(exit(200));
    expect(await (await machine.reboot(isle)).done).toEqual(exit(200));
  });
});
