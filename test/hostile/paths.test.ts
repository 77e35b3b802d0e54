// The path sandbox: random calls on random paths, also while somebody swaps directories for links, never leave what was granted.
import { Worker } from 'node:worker_threads';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { wasiModule } from '../support/wasi.js';
import { runs, seed } from '../support/runs.js';
import { inodes, makeTree, snapshot, tellsReads, type Tree } from './tree.js';

const image = (): Promise<string> => compileImage([join(root, 'test/hostile/paths.c')]);
const CALLS = '6000';

/** Directories become links out of the grant and back, files too, as fast as that goes. */
function swapper({ grant, outside }: Tree): Worker {
  return new Worker(
    `const fs = require('node:fs');
     const { grant, outside } = require('node:worker_threads').workerData;
     const quiet = (f) => { try { f(); } catch {} };
     // By a descriptor: the guest may have put a link out at the name, which this thread must not follow itself.
     const changed = (path, change) => {
       const fd = fs.openSync(path, fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
       try { change(fd); } finally { fs.closeSync(fd); }
     };
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
       // Metadata and names: what is a file at the look is a link out, a pipe or a directory at the step.
       quiet(() => fs.renameSync(grant + '/swapped', grant + '/b/swapped'));
       quiet(() => fs.linkSync(grant + '/.file', grant + '/swapped'));
       quiet(() => changed(grant + '/swapped', (fd) => fs.fchmodSync(fd, i % 2 ? 0o600 : 0o444)));
       quiet(() => changed(grant + '/swapped', (fd) => fs.futimesSync(fd, i, i)));
       quiet(() => fs.unlinkSync(grant + '/swapped'));
       quiet(() => fs.mkdirSync(grant + '/swapped'));
       quiet(() => fs.rmdirSync(grant + '/swapped'));
       quiet(() => fs.symlinkSync(outside + '/SECRET_dir', grant + '/swapped'));
       quiet(() => fs.rmSync(grant + '/b/swapped', { recursive: true }));
       quiet(() => fs.renameSync(grant + '/dir', grant + '/a/dir'));
       quiet(() => fs.renameSync(grant + '/a/dir', grant + '/dir'));
     }`,
    { eval: true, workerData: { grant, outside } },
  );
}

/** Each prints how many calls went well, for each kind or for all. */
const programs: Record<string, (tree: Tree, dirs: string[], start: number) => ReturnType<typeof hermit>> = {
  async image({ top, grant, outside }, dirs, start) {
    const granted = dirs.flatMap((dir) => ['--dir', dir]);
    const args = ['run', '-n', '1', '--mem', '64M', '--cwd', grant, ...granted, await image(), String(start), CALLS];
    return hermit([...args, outside, ...inodes(outside)], { cwd: top });
  },
  async 'WASI program'({ top, outside }, dirs, start) {
    const granted = dirs.flatMap((dir) => ['--dir', dir]);
    const args = ['run', ...granted, await wasiModule('escapes'), dirs[0]!, String(start), CALLS, outside];
    const { code, stdout, stderr, milliseconds } = await hermit([...args, ...inodes(outside)], {
      cwd: top,
    });
    // It has no other output than standard error.
    return { code, stdout: Buffer.concat([stdout, Buffer.from(stderr)]), stderr: '', milliseconds };
  },
};

describe.each(Object.keys(programs))('paths of an %s', (kind) => {
  const attack = programs[kind]!;

  it.each(['in peace', 'while others swap directories for links'])('lead nowhere else, %s', async (how) => {
    for (let left = runs(2); left > 0; left--) {
      const tree = makeTree();
      const [out, readOnly] = [snapshot(tree.outside, !tellsReads()), snapshot(tree.readOnly, true)];
      const other = how === 'in peace' ? undefined : swapper(tree);
      // Odd ones have a thread that swaps names, too.
      const start = (seed() & ~1) | (left % 2);
      const dirs = [tree.grant, `${tree.readOnly}::${tree.grant}/ro:ro`];
      const { code, stdout, stderr } = await attack(tree, dirs, start);
      await other?.terminate();
      tree.close();
      const what = `seed ${start}: ${stdout}`;
      expect([code, stderr], what).toEqual([0, '']);
      expect(snapshot(tree.outside, !tellsReads()), what).toEqual(out);
      expect(snapshot(tree.readOnly, true), what).toEqual(readOnly);
      // It did something.
      const done = stdout.toString().trim().split(' ').map(Number);
      expect(
        done.reduce((sum, n) => sum + n, 0),
        what,
      ).toBeGreaterThan(200);
    }
  });

  it('would be seen to leave, if they did', async () => {
    const tree = makeTree();
    const { code, stdout } = await attack(tree, [tree.top], 1);
    tree.close();
    expect([code, stdout.toString()]).toEqual([9, expect.stringMatching(/^LEAK by/)]);
  });
});
