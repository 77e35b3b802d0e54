// Modules that are no good images, and options that are none: typed errors, and the machine goes on.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleWat } from '../../loader/build/wat.js';
import * as L from '../../runtime/generated/layout.js';
import { root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { code, library, memory } from './library.js';

type IsleOptions = import('../../loader/library/index.js').IsleOptions;
type Machine = import('../../loader/library/index.js').Machine;

let functions: Uint8Array;
let machine: Machine;

beforeAll(async () => {
  functions = readFileSync(await compileImage([join(root, 'test/library/functions.c')], ['-fopenmp', '-g']));
  machine = new library.Machine();
});
afterAll(() => machine.halt());

const MEMORY = '(import "env" "memory" (memory 200 65536 shared))';
const HALT = `(import "hermit_${L.HV_VERSION}" "halt" (func $halt))`;
const BOOT = '(func (export "hermit_boot") (drop (i32.atomic.load (i32.const 0))) (loop (br 0)))';
const module = (...parts: string[]): Promise<Uint8Array> =>
  assembleWat('module.wat', Buffer.from(`(module ${parts.join('\n')})`));

/** The code that a boot rejects with, or how the isle ended. */
async function boots(image: Uint8Array, options: IsleOptions = {}): Promise<string> {
  try {
    const isle = await machine.bootIsle(image, { memory, timeLimit: 2000, ...options });
    return (await isle.done).kind;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('modules', () => {
  it('that are no images are refused', async () => {
    expect(await boots(new Uint8Array(0))).toBe('HERMIT_EIMAGE');
    expect(await boots(functions.subarray(0, 5000))).toBe('HERMIT_EIMAGE');
    expect(await boots(await module(MEMORY, BOOT))).toBe('HERMIT_EIMAGE');
    expect(await boots(await module(MEMORY, HALT))).toBe('HERMIT_EIMAGE');
    expect(await boots(await module(HALT, '(func (export "hermit_boot"))'))).toBe('HERMIT_EIMAGE');
    expect(await boots(await module(MEMORY, HALT, '(global (export "hermit_boot") i32 (i32.const 0))'))).toBe(
      'HERMIT_EIMAGE',
    );
    expect(await boots(await module('(import "env" "other" (func))', MEMORY, HALT, BOOT))).toBe('HERMIT_EIMAGE');
    expect(
      await boots(await module(`(import "hermit_${L.HV_VERSION}" "clock" (global i32))`, MEMORY, HALT, BOOT)),
    ).toBe('HERMIT_EIMAGE');
    expect(await boots(await module(`(import "hermit_${L.HV_VERSION}" "nothing" (func))`, MEMORY, HALT, BOOT))).toBe(
      'HERMIT_EIMAGE',
    );
    expect(await boots(await module('(import "hermit_9" "halt" (func))', MEMORY, BOOT))).toBe('HERMIT_EVERSION');
    expect(await boots(await module('(import "env" "memory" (memory 200))', HALT, BOOT))).toBe('HERMIT_EIMAGE');
  });

  it('with limits of memory that cannot be met are refused', async () => {
    const needing = (limits: string): Promise<Uint8Array> =>
      module(`(import "env" "memory" (memory ${limits} shared))`, HALT, BOOT);
    expect(await boots(await needing('60000 65536'))).toBe('HERMIT_EMEMORY');
    expect(await boots(await needing('200 300'))).toBe('HERMIT_EBOOT');
  });

  it('that trap when they start, or leave, or lie about their calls, end alone', async () => {
    const start = '(func $start unreachable) (start $start)';
    expect(await boots(await module(MEMORY, HALT, BOOT, start))).toBe('HERMIT_EBOOT');
    // Before or after the boot is told of.
    expect(['fault', 'HERMIT_EBOOT']).toContain(
      await boots(await module(MEMORY, HALT, '(func (export "hermit_boot"))')),
    );
    expect(await boots(await module(MEMORY, HALT, '(func (export "hermit_boot") unreachable)'))).toBe('trap');
    expect(await boots(await module(MEMORY, HALT, BOOT))).toBe('limit');
    const lie = (board: number): Promise<Uint8Array> =>
      module(
        MEMORY,
        HALT,
        `(func (export "hermit_calls")) (func (export "f"))
         (func (export "hermit_boot")
           (i32.atomic.store (i32.const ${L.CALLS}) (i32.const ${board}))
           (i32.store (i32.const ${9 * 2 ** 20 + L.CALLS_COUNT}) (i32.const 1000000))
           (drop (memory.atomic.notify (i32.const ${L.CALLS}) (i32.const 1)))
           (loop (br 0)))`,
      );
    for (const board of [3, -64, 9 * 2 ** 20]) {
      const isle = machine.bootIsle(await lie(board), { memory, serve: true, timeLimit: 2000 });
      expect([board, await code(isle)]).toEqual([board, 'HERMIT_EENDED']);
    }
    const isle = await machine.bootIsle(functions, { memory, serve: true });
    expect(await isle.call('add', 1, 2)).toBe(3);
    await isle.halt();
  });
});

describe('options', () => {
  it('that are not what they have to be are refused, with the option’s name', async () => {
    const wrong: [string, unknown][] = [
      ['args', 'abc'],
      ['args', [1]],
      ['args', ['a\0b']],
      ['env', { A: 1 }],
      ['env', { 'A=B': 'c' }],
      ['env', null],
      ['name', 5],
      ['dirs', '/tmp'],
      ['dirs', [{}]],
      ['cwd', 5],
      ['allowRun', 'ls'],
      ['output', 5],
      ['input', 5],
      ['stdio', 'pipe'],
      ['signal', {}],
      ['cpus', '0'],
      ['cpus', [-1]],
      ['cores', '2'],
      ['serve', NaN],
      ['timeLimit', 0],
      ['callTimeLimit', -1],
      ['isles', 1e9],
      ['isles', 0],
      ['files', 1e9],
      ['outputLimit', -1],
      ['threads', 0],
    ];
    for (const [name, value] of wrong) {
      const options = { memory, [name]: value } as IsleOptions;
      for (const booting of [machine.bootIsle(functions, options), library.boot(functions, options)]) {
        const error = await booting.then(
          () => undefined,
          (reason: { code: string; message: string }) => reason,
        );
        expect([name, value, error?.code]).toEqual([name, value, 'HERMIT_EINVAL']);
        expect(error!.message).toContain(`${name}: expected `);
      }
    }
    for (const image of [undefined, null, 5, {}, new ArrayBuffer(8), new Uint16Array(4)])
      expect(await code(machine.bootIsle(image as never, { memory }))).toBe('HERMIT_EIMAGE');
    for (const options of [null, 5])
      expect(await code(library.boot(functions, options as never))).toBe('HERMIT_EINVAL');
    for (const options of [{ ready: -1 }, { ready: 'x' }, { network: 'x' }, { onWarning: 5 }])
      expect(() => new library.Machine(options as never)).toThrow(/: expected .*, got/);
    for (const args of [[undefined], [5], [['a.c', 1]], ['a.c', { flags: '-O2' }], ['a.c', { signal: {} }]])
      expect(await code(library.compile(...(args as [string])))).toBe('HERMIT_EINVAL');
    for (const size of [NaN, -1, '64M', Infinity])
      expect(await code(machine.bootIsle(functions, { memory: size as number }))).toBe('HERMIT_EMEMORY');
    expect(machine.isles).toEqual([]);
  });
});
