// Pools of warm isles.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { code, type Contain, forms, library, memory } from './library.js';

type Pool = import('../../loader/library/index.js').IslePool;

let functions: Uint8Array;
let pool: Pool;
let contain: Contain;

beforeAll(async () => {
  functions = readFileSync(await compileImage([join(root, 'test/library/functions.c')], ['-fopenmp', '-g']));
});
afterEach(() => pool.close());

const output = (): void => {};

describe.each(forms)('a pool $form', (each) => {
  beforeAll(() => void ({ contain } = each));

  it('answers calls, one at a time on each isle, and counts', async () => {
    pool = await library.createPool(functions, { contain, size: 2, memory, output });
    const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => pool.call('add', i, i)));
    expect(answers).toEqual(Array.from({ length: 60 }, (_, i) => 2 * i));
    const mean = await pool.use(async (isle) => {
      const data = await isle.alloc(Float64Array, 4);
      data.set([1, 2, 3, 4]);
      const sum = (await isle.call('sum', data, 4)) as number;
      await isle.free(data);
      return sum / 4;
    });
    expect(mean).toBe(2.5);
    expect(await pool.run(['say', 'hello'])).toMatchObject({ stdout: 'hello' });
    expect(pool.statistics).toMatchObject({
      isles: 3,
      busy: 0,
      waiting: 0,
      completed: 62,
      failed: 0,
      refused: 0,
      reboots: 0,
    });
    expect(pool.statistics.work.p99).toBeGreaterThan(0);
    const lines = pool.metrics({ pool: 'a "b"\n' }).split('\n');
    expect(lines).toContain('hermit_pool_requests_completed_total{pool="a \\"b\\"\\n"} 62');
    expect(lines).toContain('hermit_pool_work_seconds_count{pool="a \\"b\\"\\n"} 62');
    expect(lines.filter((line) => !/^# (HELP|TYPE) \w+ .+$|^\w+\{[^}]+\} [\d.e-]+$|^$/.test(line))).toEqual([]);
    expect(pool.metrics()).toContain('\nhermit_pool_isles 3\n');
    expect(() => pool.metrics({ 'a-b': 'x' })).toThrow('labels: expected a name');
  });

  it('boots isles again that trapped, were aborted or took too long, while others work', async () => {
    pool = await library.createPool(functions, { contain, size: 2, memory, output, callTimeLimit: 250 });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 10);
    const codes = await Promise.all([
      code(pool.call('boom', 1)),
      code(pool.callWith({ signal: stop.signal }, 'spin')),
      code(pool.call('spin')),
      code(pool.call('leave', 1)),
    ]);
    expect(codes).toEqual(['HERMIT_ETRAP', 20, 'HERMIT_ETIMELIMIT', 'HERMIT_EENDED']);
    expect(await pool.call('add', 1, 2)).toBe(3);
    await expect.poll(() => pool.statistics.isles).toBe(3);
    expect(pool.statistics).toMatchObject({ failed: 4, completed: 1, reboots: 4 });
  });

  it('refuses requests beyond its limit, drops those that are aborted, and answers the rest before it closes', async () => {
    pool = await library.createPool(functions, { contain, size: 1, spare: 0, queueLimit: 2, memory, output });
    const stop = new AbortController();
    const requests = [
      pool.call('rest', 20),
      pool.call('add', 1, 1),
      pool.callWith({ signal: stop.signal }, 'add', 1, 2),
      pool.call('add', 1, 3),
    ].map((request) => request.catch((error: { code: string }) => error.code));
    stop.abort();
    const late = pool.call('add', 1, 4);
    const closed = pool.close();
    expect(await Promise.all([...requests, late])).toEqual([undefined, 2, 20, 'HERMIT_EQUEUE', 5]);
    expect(await code(pool.call('add', 1, 1))).toBe('HERMIT_ECLOSED');
    await closed;
    expect(pool.statistics).toMatchObject({ refused: 1, completed: 3, busy: 0, waiting: 0 });
  });

  it('gives every request an isle of its own where that was asked for', async () => {
    pool = await library.createPool(functions, { contain, fresh: true, memory, output });
    expect(await Promise.all([1, 2, 3].map(() => pool.call('count')))).toEqual([1, 1, 1]);
  });

  it('needs an image that serves calls', async () => {
    pool = await library.createPool(functions, { contain, memory, output });
    expect(await code(library.createPool(Buffer.from('none'), { contain }))).toBe('HERMIT_EIMAGE');
    expect(await code(library.createPool(functions, { contain, size: 0 }))).toBe('HERMIT_EINVAL');
    expect(await code(library.createPool(functions, { contain, args: ['fail'], memory, output }))).toBe(
      'HERMIT_EENDED',
    );
  });
});
