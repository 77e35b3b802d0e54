// The path sandbox: random calls on random paths, also while somebody swaps directories for links, never leave what was granted.
import { mkdirSync, readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { hermit, hermitUnder } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { wasiModule } from '../support/wasi.js';
import { runs, seed } from '../support/runs.js';
import { inodes, makeTree, snapshot, tellsReads, type Tree } from './tree.js';

const image = (): Promise<string> => compileImage([join(root, 'test/hostile/paths.c')]);
const CALLS = '6000';

/** Directories become links out of the grant and back, files too, as fast as that goes. */
function swapper({ top, grant, outside }: Tree): Worker {
  mkdirSync(join(top, 'gone'));
  return new Worker(
    `const fs = require('node:fs');
     const { top, grant, outside } = require('node:worker_threads').workerData;
     const { O_NOFOLLOW, O_NONBLOCK, O_DIRECTORY } = fs.constants;
     const quiet = (f) => { try { f(); } catch {} };
     // By a descriptor: the guest may have put a link out at any name, which this thread must not follow itself.
     const held = (path, flags, use) => {
       const fd = fs.openSync(path, O_NOFOLLOW | O_NONBLOCK | flags);
       try { use(fd); } finally { fs.closeSync(fd); }
     };
     const changed = (name, change) => quiet(() => held(grant + '/' + name, 0, change));
     const inside = (name, use) => quiet(() => held(grant + '/' + name, O_DIRECTORY, (fd) => use('/proc/self/fd/' + fd)));
     const away = (path, i) => fs.renameSync(path, top + '/gone/' + i);
     fs.mkdirSync(grant + '/kept', { recursive: true });
     for (let i = 0; ; i++) {
       inside('kept', (kept) => fs.mkdirSync(kept + '/deep'));
       quiet(() => fs.renameSync(grant + '/kept', grant + '/swap'));
       quiet(() => fs.renameSync(grant + '/swap', grant + '/kept'));
       quiet(() => fs.symlinkSync(outside, grant + '/swap'));
       quiet(() => away(grant + '/swap', 'swap' + i));
       quiet(() => fs.mkdirSync(grant + '/kept'));
       quiet(() => fs.writeFileSync(grant + '/.file', 'inside'));
       quiet(() => fs.renameSync(grant + '/.file', grant + '/swapped'));
       quiet(() => fs.symlinkSync(outside + '/SECRET_file', grant + '/.link'));
       quiet(() => fs.renameSync(grant + '/.link', grant + '/swapped'));
       // Metadata and names: what is a file at the look is a link out, a pipe or a directory at the step.
       inside('b', (b) => fs.renameSync(grant + '/swapped', b + '/swapped'));
       quiet(() => fs.linkSync(grant + '/.file', grant + '/swapped'));
       changed('swapped', (fd) => fs.fchmodSync(fd, i % 2 ? 0o600 : 0o444));
       changed('swapped', (fd) => fs.futimesSync(fd, i, i));
       quiet(() => fs.unlinkSync(grant + '/swapped'));
       quiet(() => fs.mkdirSync(grant + '/swapped'));
       quiet(() => fs.rmdirSync(grant + '/swapped'));
       quiet(() => fs.symlinkSync(outside + '/SECRET_dir', grant + '/swapped'));
       inside('b', (b) => away(b + '/swapped', 'swapped' + i));
       inside('a', (a) => fs.renameSync(grant + '/dir', a + '/dir'));
       inside('a', (a) => fs.renameSync(a + '/dir', grant + '/dir'));
     }`,
    { eval: true, workerData: { top, grant, outside } },
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

it('take few descriptors of the process, however deep they are', async () => {
  const folder = freshFolder();
  const limited = ['sh', '-c', 'ulimit -n 160; exec "$@"', 'sh'];
  const deep = await compileImage([join(root, 'test/syscalls/deep_paths.c')]);
  const { code, stdout, stderr } = await hermitUnder(limited, ['run', '--dir', folder, '--cwd', folder, deep]);
  const expected = readFileSync(join(root, 'test/syscalls/deep_paths.out'), 'utf8');
  expect([code, stdout.toString(), stderr]).toEqual([0, expected.replace(/exit 0\n$/, ''), '']);
});

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
