// Limits of an isle: each is hit, and tells of it.
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { code, type Contain, forms, library, memory } from './library.js';

type IsleOptions = import('../../loader/library/index.js').IsleOptions;
type Isle = import('../../loader/library/index.js').Isle;
type Machine = import('../../loader/library/index.js').Machine;

const [EAGAIN, EMFILE, ENOSPC, EDQUOT] = [11, 24, 28, 122];

let functions: Uint8Array;
let machine: Machine;
let contain: Contain;

beforeAll(async () => {
  functions = readFileSync(await compileImage([join(root, 'test/library/functions.c')], ['-fopenmp', '-g']));
});
afterEach(() => machine.halt());

async function served(options: IsleOptions): Promise<Isle> {
  machine = await library.boot(functions, { serve: true, memory, contain, ...options });
  return machine.isle(0)!;
}

describe.each(forms)('limits $form', (each) => {
  beforeAll(() => void ({ contain } = each));

  it('of memory: malloc answers NULL', async () => {
    const isle = await served({ memory: 16 << 20 });
    const got = (await isle.call('fill', 100)) as number;
    expect(got).toBeGreaterThan(1);
    expect(got).toBeLessThan(16);
  });

  it('of threads: EAGAIN', async () => {
    const isle = await served({ threads: 5 });
    expect(await isle.call('start_many')).toBe(EAGAIN * 1000 + 4);
  });

  it('of cores: more are refused when it boots', async () => {
    machine = new library.Machine({ contain });
    expect(await code(machine.bootIsle(functions, { cores: 257, memory }))).toBe('HERMIT_EINVAL');
    const isle = await machine.bootIsle(functions, { cores: 1, threads: 1, memory, serve: true });
    await isle.call('nothing');
    expect(isle.stats().cores).toBe(1);
  });

  it('of open files: EMFILE', async () => {
    const isle = await served({ files: 10 });
    expect(await isle.call('open_many')).toBe(EMFILE * 1000 + 7);
  });

  it('of what is written to standard output: EDQUOT, and not a byte more', async () => {
    let bytes = 0;
    const isle = await served({ outputLimit: 10 << 10, output: (_, text) => (bytes += text.length) });
    expect(await isle.call('write_much', '', 100)).toBe(EDQUOT * 1000 + 10);
    expect(bytes).toBe(10 << 10);
  });

  it('of what is written to files of the host: EDQUOT', async () => {
    const folder = freshFolder();
    const dirs = [{ host: folder, guest: '/data', readOnly: false }];
    const isle = await served({ writeLimit: 20 << 10, dirs });
    expect(await isle.call('write_much', '/data/a', 15)).toBe(15);
    expect(await isle.call('write_much', '/data/b', 15)).toBe(EDQUOT * 1000 + 5);
    expect(statSync(join(folder, 'b')).size).toBe(5 << 10);
  });

  it.each([
    [0, 0],
    [1, 1],
    [10 << 10, 3],
  ])('of names that are made in directories of the host: with %i bytes %i', async (writeLimit, names) => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'old'), '');
    const isle = await served({ writeLimit, dirs: [{ host: folder, guest: '/data', readOnly: false }] });
    for (const kind of [0, 1, 2, 3, 4, 5]) {
      const made = (await isle.call('make_names', '/data', kind)) as number;
      expect([Math.floor(made / 1000), made % 1000], `kind ${kind}`).toEqual([EDQUOT, kind === 0 ? names : 0]);
    }
    expect(await isle.call('rename_one', '/data/old', '/data/new')).toBe(0);
    expect(readdirSync(folder).length).toBe(1 + names);
  });

  it('of the file system in memory: ENOSPC', async () => {
    const isle = await served({ tmpLimit: 1 << 20 });
    const result = (await isle.call('write_much', '/tmp/a', 5000)) as number;
    expect(Math.floor(result / 1000)).toBe(ENOSPC + 1);
    expect(result % 1000).toBe(24);
  });

  it('of time: the isle ends with a code, and so does whoever waits for it', async () => {
    machine = new library.Machine({ contain });
    const isle = await machine.bootIsle(functions, { args: ['spin'], memory, timeLimit: 50 });
    expect(await isle.done).toEqual({
      kind: 'limit',
      code: 'HERMIT_ETIMELIMIT',
      message: 'isle 0 ran longer than its time limit of 50 ms',
    });
    const serving = await machine.bootIsle(functions, { serve: true, memory, callTimeLimit: 40 });
    expect(await code(serving.call('spin'))).toBe('HERMIT_ETIMELIMIT');
    const result = await machine.run(['spin'], { image: functions, memory, timeLimit: 50 });
    expect(result.outcome).toMatchObject({ kind: 'limit', code: 'HERMIT_ETIMELIMIT' });
  });

  it('have to be numbers that make sense', async () => {
    machine = new library.Machine({ contain });
    const wrong: IsleOptions[] = [
      { files: 2 },
      { files: 5000 },
      { threads: 0 },
      { outputLimit: -1 },
      { writeLimit: 1.5 },
      { tmpLimit: NaN },
      { timeLimit: 0 },
      { callTimeLimit: 2 ** 31 },
      { serve: -1 },
    ];
    for (const options of wrong)
      expect([options, await code(machine.bootIsle(functions, { memory, ...options }))]).toEqual([
        options,
        'HERMIT_EINVAL',
      ]);
  });
});
