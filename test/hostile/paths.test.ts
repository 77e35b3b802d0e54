// The path sandbox: random calls on random paths, also while somebody swaps directories for links, never leave what was granted.
import { Worker } from 'node:worker_threads';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { runs, seed, timeLimit } from '../support/runs.js';
import { inodes, makeTree, snapshot, tellsReads, type Tree } from './tree.js';

const image = (): Promise<string> => compileImage([join(root, 'test/hostile/paths.c')]);
const CALLS = '6000';

/** Directories become links out of the grant and back, files too, as fast as that goes. */
function swapper({ grant, outside }: Tree): Worker {
  return new Worker(
    `const fs = require('node:fs');
     const { grant, outside } = require('node:worker_threads').workerData;
     const quiet = (f) => { try { f(); } catch {} };
     fs.mkdirSync(grant + '/kept', { recursive: true });
     for (let i = 0; ; i++) {
       quiet(() => fs.mkdirSync(grant + '/kept/deep', { recursive: true }));
       quiet(() => fs.renameSync(grant + '/kept', grant + '/swap'));
       quiet(() => fs.renameSync(grant + '/swap', grant + '/kept'));
       quiet(() => fs.symlinkSync(outside, grant + '/swap'));
       quiet(() => fs.rmSync(grant + '/swap', { recursive: true }));
       quiet(() => fs.writeFileSync(grant + '/.file', 'inside'));
       quiet(() => fs.renameSync(grant + '/.file', grant + '/swapped'));
       quiet(() => fs.symlinkSync(outside + '/SECRET_file', grant + '/.link'));
       quiet(() => fs.renameSync(grant + '/.link', grant + '/swapped'));
       quiet(() => fs.renameSync(grant + '/dir', grant + '/a/dir'));
       quiet(() => fs.renameSync(grant + '/a/dir', grant + '/dir'));
     }`,
    { eval: true, workerData: { grant, outside } },
  );
}

async function attack(tree: Tree, dirs: string[], start: number): ReturnType<typeof hermit> {
  const { top, grant, outside } = tree;
  const granted = dirs.flatMap((dir) => ['--dir', dir]);
  const args = ['run', '-n', '1', '--mem', '64M', '--cwd', grant, ...granted, await image()];
  return hermit([...args, String(start), CALLS, outside, ...inodes(outside)], { cwd: top, timeLimit: 60_000 });
}

describe('paths', () => {
  it.each(['in peace', 'while others swap directories for links'])(
    'lead nowhere else, %s',
    { timeout: timeLimit(60_000) },
    async (how) => {
      for (let left = runs(2); left > 0; left--) {
        const tree = makeTree();
        const [out, readOnly] = [snapshot(tree.outside, !tellsReads()), snapshot(tree.readOnly, true)];
        const other = how === 'in peace' ? undefined : swapper(tree);
        const start = seed();
        const { code, stdout, stderr } = await attack(
          tree,
          [tree.grant, `${tree.readOnly}::${tree.grant}/ro:ro`],
          start,
        );
        await other?.terminate();
        tree.close();
        expect([code, stderr], `seed ${start}: ${stdout}`).toEqual([0, '']);
        expect(snapshot(tree.outside, !tellsReads()), `seed ${start}`).toEqual(out);
        expect(snapshot(tree.readOnly, true), `seed ${start}`).toEqual(readOnly);
        // It did something.
        const done = stdout.toString().trim().split(' ').map(Number);
        expect(done.length).toBe(26);
        expect(
          done.reduce((sum, n) => sum + n, 0),
          `seed ${start}: ${stdout}`,
        ).toBeGreaterThan(300);
      }
    },
  );

  it('would be seen to leave, if they did', async () => {
    const tree = makeTree();
    const { code, stdout } = await attack(tree, [tree.top], 1);
    tree.close();
    expect([code, stdout.toString()]).toEqual([9, expect.stringMatching(/^LEAK by/)]);
  });
});
