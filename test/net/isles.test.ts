// Sockets and the end of a run: Ctrl-C while a call waits, an isle that traps; and, if asked for, a gigabyte.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';

const program = (name: string): Promise<string> => compileImage([join(root, `test/net/${name}.c`)]);

describe('a run whose program waits for the network', () => {
  it.each(['accept', 'recv', 'recvfrom', 'poll', 'epoll', 'send'])('is ended by Ctrl-C (%s)', async (how) => {
    const { code, stdout, milliseconds } = await hermit(['run', '-n', '1', await program('waiting'), how], {
      timeLimit: 15_000,
      // The program prints before it waits: give it the time to get there.
      onOutput: (text, child) => void (text.includes('ready') && setTimeout(() => child.kill('SIGINT'), 200)),
    });
    expect([code, stdout.toString()]).toEqual([130, 'ready\n']);
    expect(milliseconds).toBeLessThan(8000);
  });

  it('is ended by its time limit', async () => {
    const image = await program('waiting');
    const { code } = await hermit(['run', '-n', '1', '--timeout', '1s', image, 'accept'], { timeLimit: 15_000 });
    expect(code).toBe(124);
  });

  it('ends in words when another isle traps', async () => {
    const { code, stdout, stderr } = await hermit(['run', '-i', '2', '--mem', '64M', await program('isles_trapped')]);
    expect([code, stdout.toString()]).toEqual([134, 'connected\n']);
    expect(stderr).toMatch(/isle 1, core 0, thread \d+: trap:/);
  });
});

it.runIf(process.env['HERMIT_TEST_LONG'])('a gigabyte goes both ways at once', { timeout: 300_000 }, async () => {
  const image = await program('isles_transfer');
  const { code, stdout } = await hermit(['run', '-i', '2', '--mem', '256M', image, '1024'], { timeLimit: 280_000 });
  expect([code, stdout.toString()]).toEqual([0, 'all bytes came, and are equal\n']);
});
