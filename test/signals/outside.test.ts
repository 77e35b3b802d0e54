import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';

let ready: string;
beforeAll(async () => {
  ready = await compileImage([join(root, 'test/signals/ready.c')]);
});

/** Sends signals, each when the text before it has been printed. */
function signalled(args: string[], steps: [after: string, signal: NodeJS.Signals][]) {
  let next = 0;
  return hermit(['run', ready, ...args], {
    cwd: freshFolder(),
    onOutput: (text, child) => {
      const step = steps[next];
      if (!step || !text.includes(step[0])) return;
      next++;
      // The program prints before it waits: give it the time to get there.
      setTimeout(() => child.kill(step[1]), 100);
    },
  });
}

describe('signals from outside', () => {
  it.each(['pause', 'read', 'pipe', 'mutex'])(
    'Ctrl-C ends a program without a handler that waits (%s): 130',
    async (how) => {
      const { code } = await signalled([how], [['ready', 'SIGINT']]);
      expect(code).toBe(130);
    },
  );

  it('Ctrl-C ends a program without a handler that only computes', async () => {
    expect((await signalled(['spin'], [['ready', 'SIGINT']])).code).toBe(130);
  });

  it('SIGTERM ends it with 143', async () => {
    expect((await signalled(['pause'], [['ready', 'SIGTERM']])).code).toBe(143);
  });

  it.each(['pause', 'mutex'])(
    'a handler runs in a program that waits (%s), which goes on; the second Ctrl-C ends it',
    async (how) => {
      const { code, stdout } = await signalled(
        [how, 'handle'],
        [
          ['ready', 'SIGINT'],
          ['handler SIGINT', 'SIGINT'],
        ],
      );
      expect(stdout.toString()).toBe('ready\nhandler SIGINT\n');
      expect(code).toBe(130);
    },
  );

  it('a handler may end the program with a code of its own', async () => {
    const { code, stdout } = await signalled(['pause', 'handle'], [['ready', 'SIGTERM']]);
    expect([stdout.toString(), code]).toEqual(['ready\nhandler SIGTERM\n', 3]);
  });

  it('interrupts a read of a pipe of its own, and the read goes on', async () => {
    const { stdout } = await signalled(
      ['pipe', 'handle'],
      [
        ['ready', 'SIGINT'],
        ['handler SIGINT', 'SIGINT'],
      ],
    );
    expect(stdout.toString()).toContain('ready\nhandler SIGINT\n');
  });

  it('a program that only computes is ended by the second Ctrl-C in spite of its handler', async () => {
    let sent = 0;
    const { code } = await hermit(['run', ready, 'spin', 'handle'], {
      onOutput: (_, child) => {
        if (sent++) return;
        setTimeout(() => child.kill('SIGINT'), 100);
        setTimeout(() => child.kill('SIGINT'), 600);
      },
    });
    expect(code).toBe(130);
  });
});
