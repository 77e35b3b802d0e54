// A cache that was damaged, is full or cannot be written costs time, and nothing else.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Cache } from '../../loader/cache.js';
import { freshFolder, root } from '../support/folders.js';
import { environment, hermit } from '../support/hermit.js';
import { need, needs, tool } from '../support/needs.js';

const KEY = '0123456789abcdef';
const DATA = Buffer.from('the contents of an entry'.repeat(50));
const fileIn = (folder: string): string => join(folder, KEY.slice(0, 2), KEY.slice(2));

/** Ways to damage an entry. */
const damages: [string, (file: string) => void][] = [
  ['cut off', (file) => writeFileSync(file, readFileSync(file).subarray(0, 500))],
  ['without its last byte', (file) => writeFileSync(file, readFileSync(file).subarray(0, -1))],
  ['longer than it was', (file) => writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.alloc(4)]))],
  ['empty', (file) => writeFileSync(file, '')],
  ['zeros', (file) => writeFileSync(file, Buffer.alloc(statSync(file).size))],
  ['with one bit changed', (file) => flip(file, 700)],
  ['with one bit of its end changed', (file) => flip(file, -1)],
  [
    'a folder',
    (file) => {
      rmSync(file);
      mkdirSync(join(file, 'deep'), { recursive: true });
    },
  ],
  [
    'in a folder that is a file',
    (file) => {
      rmSync(dirname(file), { recursive: true });
      writeFileSync(dirname(file), 'x');
    },
  ],
];

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[(at + bytes.length) % bytes.length]! ^= 16;
  writeFileSync(file, bytes);
}

describe('an entry', () => {
  it.each(damages)('that is %s is none, and is made again without a word', (_, damage) => {
    const folder = freshFolder();
    const said: string[] = [];
    const cache = new Cache((text) => said.push(text), folder);
    cache.put(KEY, DATA);
    expect(cache.get(KEY)).toEqual(DATA);
    damage(fileIn(folder));
    expect(cache.get(KEY)).toBe(null);
    cache.put(KEY, DATA);
    expect(cache.get(KEY)).toEqual(DATA);
    expect(said).toEqual([]);
  });

  it('shows any one byte that was changed', () => {
    const folder = freshFolder();
    const cache = new Cache(undefined, folder);
    for (let at = 0; at < DATA.length + 4; at += 7) {
      cache.put(KEY, DATA);
      flip(fileIn(folder), at);
      expect(cache.get(KEY), `byte ${at}`).toBe(null);
    }
  });

  it('is not taken for another', () => {
    const folder = freshFolder();
    const cache = new Cache(undefined, folder);
    cache.put(KEY, DATA);
    const other = KEY.replace('f', 'e');
    writeFileSync(join(folder, other.slice(0, 2), other.slice(2)), readFileSync(fileIn(folder)));
    expect(cache.get(other)).toBe(null);
  });
});

describe('hermit-wasm run', () => {
  let source = '';
  beforeAll(() => {
    source = join(freshFolder(), 'app.c');
    writeFileSync(source, `#include <stdio.h>\nint main(void) { puts("right"); }\n`);
  });
  const run = async (cache: string) => {
    const { code, stdout, stderr } = await hermit(['run', source], { env: { ...environment, HERMIT_CACHE: cache } });
    return { code, stdout: stdout.toString(), stderr };
  };

  it('makes a program again whose entries were damaged', async () => {
    const cache = freshFolder();
    expect(await run(cache)).toMatchObject({ code: 0, stdout: 'right\n' });
    for (const name of readdirSync(cache, { recursive: true }) as string[]) {
      const file = join(cache, name);
      if (statSync(file).isFile() && statSync(file).size > 100) flip(file, 60);
    }
    expect(await run(cache)).toMatchObject({ code: 0, stdout: 'right\n', stderr: '' });
    expect(await run(cache)).toMatchObject({ code: 0, stdout: 'right\n', stderr: '' });
  });

  const isRoot = process.getuid?.() === 0;
  const user = need(!isRoot, 'root may write everything');
  it.skipIf(user.missing)(`goes on where the cache cannot be written${user.note}`, async () => {
    const cache = freshFolder();
    chmodSync(cache, 0o500);
    const { code, stdout, stderr } = await run(cache);
    chmodSync(cache, 0o700);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'right\n' });
    expect(stderr).toMatch(/cannot store in the cache/);
  });

  it('goes on where the cache is a file', async () => {
    const { code, stdout, stderr } = await run(source);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'right\n' });
    expect(stderr).toMatch(/cannot store in the cache/);
  });

  // A mount of its own, which goes with the process that made it.
  const mounts = ['unshare', '-m', 'sh', '-c'];
  const full = needs(
    tool('unshare', 'mount'),
    need(
      spawnSync(mounts[0]!, [...mounts.slice(1), 'mount -t tmpfs -o size=16k none /mnt'], { stdio: 'ignore' })
        .status === 0,
      'no file system may be mounted here',
    ),
  );
  it.skipIf(full.missing)(`goes on where the disk is full${full.note}`, () => {
    const folder = freshFolder();
    const script = `mount -t tmpfs -o size=8k none "${folder}" && "$1" "$2" run "$3"; echo "code $?"; find "${folder}" -name '*.tmp' | wc -l`;
    const { stdout, stderr } = spawnSync(
      mounts[0]!,
      [...mounts.slice(1), script, 'sh', process.execPath, join(root, 'dist/loader/cli/main.js'), source],
      { env: { ...environment, HERMIT_CACHE: folder }, encoding: 'utf8' },
    );
    // No half-written file is left.
    expect(stdout).toBe('right\ncode 0\n0\n');
    expect(stderr).toMatch(/cannot store in the cache .*ENOSPC/);
  });
});
