import { describe, expect, it } from 'vitest';
import { hermit } from '../support/hermit.js';
import { THREADS, wasiModule } from '../support/wasi.js';

const run = async (...args: string[]) => hermit(['run', '-n', '1', await wasiModule('threads', THREADS), ...args]);

describe.each(['block', 'busy', 'wait'])('while others %s', (rest) => {
  it.each([
    ['main', 'exit', 33],
    ['main', 'return', 0],
    ['main', 'trap', 134],
    ['other', 'exit', 33],
    ['other', 'trap', 134],
    ['other', 'return', 0],
  ])('%s can %s', async (who, how, expected) => {
    const { code, stderr } = await run(who, how, rest);
    expect(code).toBe(expected);
    if (how === 'trap') expect(stderr).toMatch(/trap: unreachable code was reached\n  at /);
    else expect(stderr).toBe('');
  });
});

describe('threads', () => {
  it('are spawned with ids of their own', async () => {
    const { code, stderr } = await run('main', 'spawn', 'block');
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('leave their cores to later ones', async () => {
    const { code, stderr } = await run('main', 'many', 'block');
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('are as many as --threads says', async () => {
    const module = await wasiModule('threads', THREADS);
    const { code, stderr } = await hermit(['run', '--threads', '2', module, 'main', 'return', 'wait']);
    expect(stderr).toMatch(/run\(-1\) > 0.* is 0/);
    expect(code).toBe(1);
  });
});
