// Many isles, one after the other and at once: what is left of them, and what happens when memory runs short.
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { run } from '../support/spawn.js';
import { libraryFile } from './library.js';

let peerFile: string;
beforeAll(async () => {
  peerFile = await compileImage([join(root, 'test/isles/peer.c')]);
});

describe('a hundred boots beside isles that compute and serve', () => {
  interface Sample {
    handles: string;
    threads: number;
    descriptors: number;
    rssMiB: number;
    virtualGiB: number;
    isles: number;
  }

  it('leave nothing behind', async () => {
    const script = join(root, 'test/library/leak.mjs');
    const { code, stdout, stderr } = await run(process.execPath, ['--expose-gc', script, peerFile, '120']);
    expect([code, stderr]).toEqual([0, '']);
    const { samples, wrong, greetings, end } = JSON.parse(stdout.toString()) as {
      samples: Sample[];
      wrong: string[];
      greetings: string;
      end: Sample;
    };
    expect(wrong).toEqual([]);
    expect(greetings).toBe('isle 2\n'.repeat(30));
    const [early, late] = [samples[19]!, samples[119]!];
    expect([late.threads, late.descriptors, late.isles]).toEqual([early.threads, early.descriptors, 2]);
    // A port for each core, and some that are being closed.
    expect(late.handles.split(' ').length).toBeLessThanOrEqual(6);
    expect(late.virtualGiB - early.virtualGiB).toBeLessThan(25);
    // A leak of a touched page of each of the hundred would be more.
    expect(late.rssMiB - early.rssMiB).toBeLessThan(8);
    expect([end.handles, end.isles]).toEqual(['', 0]);
  });

  it('report that memory does not suffice, and go on with the isles that there are', async () => {
    const script = `
      const { Machine } = require(${JSON.stringify(libraryFile)});
      const image = require('node:fs').readFileSync(${JSON.stringify(peerFile)});
      (async () => {
        const machine = new Machine({ ready: 13 });
        const options = { memory: 2 ** 32, args: ['wait'], output() {} };
        // Where V8 cannot reserve what a thread needs, it ends the process: threads for all isles are there before memory is short.
        const reserved = () => require('node:fs').readFileSync('/proc/self/statm', 'latin1').split(' ')[0];
        for (let before = ''; before !== reserved(); ) {
          before = reserved();
          await new Promise((resolve) => setTimeout(resolve, 500));
        }
        let failed;
        for (let i = 0; i < 64 && !failed; i++) await machine.bootIsle(image, options).catch((error) => (failed = error));
        const { length } = machine.isles;
        await machine.isles[0].halt();
        const again = await machine.bootIsle(image, options);
        console.log(failed.code, failed.message.startsWith(\`isle \${length}: could not reserve\`), again.number);
        await machine.halt();
      })();`;
    const { code, stdout, stderr } = await run('sh', [
      '-c',
      'ulimit -v 120000000; exec "$@"',
      'sh',
      process.execPath,
      '-e',
      script,
    ]);
    expect([code, stdout.toString(), stderr]).toEqual([0, 'HERMIT_EMEMORY true 0\n', '']);
  });
});
