// Sockets and the end of a run: Ctrl-C while a call waits, an isle that traps; and many bytes at once.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { runs } from '../support/runs.js';

const MEGABYTES = runs(64);
const program = (name: string): Promise<string> => compileImage([join(root, `test/net/${name}.c`)]);

describe('a run whose program waits for the network', () => {
  it.each(['accept', 'recv', 'recvfrom', 'poll', 'epoll', 'send'])('is ended by Ctrl-C (%s)', async (how) => {
    const { code, stdout } = await hermit(['run', '-n', '1', await program('waiting'), how], {
      // The program prints before it waits: give it the time to get there.
      onOutput: (text, child) => void (text.includes('ready') && setTimeout(() => child.kill('SIGINT'), 200)),
    });
    expect([code, stdout.toString()]).toEqual([130, 'ready\n']);
  });

  it('is ended by its time limit', async () => {
    const image = await program('waiting');
    const { code } = await hermit(['run', '-n', '1', '--timeout', '1s', image, 'accept']);
    expect(code).toBe(124);
  });

  it('ends in words when another isle traps', async () => {
    const { code, stdout, stderr } = await hermit(['run', '-i', '2', '--mem', '64M', await program('isles_trapped')]);
    expect([code, stdout.toString()]).toEqual([134, 'connected\n']);
    expect(stderr).toMatch(/isle 1, core 0, thread \d+: trap:/);
  });
});

it(`${MEGABYTES} MB go both ways at once`, async () => {
  const image = await program('isles_transfer');
  const { code, stdout } = await hermit(['run', '-i', '2', '--mem', '256M', image, String(MEGABYTES)]);
  expect([code, stdout.toString()]).toEqual([0, 'all bytes came, and are equal\n']);
});
