// What a grant lets a program change of a file besides its bytes: every call, every kind of file, every way to name it, as root and as a user.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { commandLine, environment, hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { need, needs, tool } from '../support/needs.js';
import { run } from '../support/spawn.js';
import { wasiModule } from '../support/wasi.js';
import { snapshot } from './tree.js';

/** A user that no file of the machine belongs to. */
const NOBODY = 54321;
const isRoot = need(process.getuid?.() === 0, 'only root can make devices and become another user');
const servers: Server[] = [];
afterAll(() => servers.forEach((server) => server.close()));

function devices(folder: string): void {
  execFileSync('mknod', ['-m', '666', join(folder, 'device'), 'c', '1', '3']);
  execFileSync('mknod', ['-m', '600', join(folder, 'block'), 'b', '7', '200']);
}

/** One file of every kind, of `owner`. */
function kinds(folder: string, owner: number): string {
  mkdirSync(folder);
  writeFileSync(join(folder, 'file'), 'text');
  mkdirSync(join(folder, 'dir'));
  symlinkSync('file', join(folder, 'link'));
  execFileSync('mkfifo', [join(folder, 'fifo')]);
  servers.push(createServer().listen(join(folder, 'socket')).unref());
  for (const name of ['privileged', 'privileged2', 'privileged3']) {
    writeFileSync(join(folder, name), '#!/bin/sh\n');
    chownSync(join(folder, name), owner, owner);
    chmodSync(join(folder, name), 0o6777);
  }
  if (!isRoot.missing) devices(folder);
  for (const name of ['file', 'dir', 'link', 'fifo', 'socket']) lchownSync(join(folder, name), owner, owner);
  chownSync(folder, owner, owner);
  return folder;
}

/** The answer of a call, from what is said in docs/security.md. */
function expected([grant, kind, way, call]: string[]): string {
  if (way === 'only-named') return 'EBADF';
  if (grant === 'ro') return 'EROFS';
  if (grant === 'none')
    return way === 'open' && (kind === 'stream' || /^.dev.(std|fd.2|tty)/.test(kind!)) ? 'EPERM' : 'EROFS';
  if (grant === 'memory') return '0';
  if (kind === 'device' || kind === 'block') return 'EPERM';
  return ['set-uid', 'set-gid', 'sticky', 'all'].includes(call!) ? 'EPERM' : '0';
}

interface Place {
  top: string;
  rw: string;
  ro: string;
}

function place(owner: number): Place {
  const top = freshFolder();
  chmodSync(top, 0o755);
  return { top, rw: kinds(join(top, 'rw'), owner), ro: kinds(join(top, 'ro'), owner) };
}

const image = (): Promise<string> => compileImage([join(root, 'test/hostile/grants.c')]);

async function attack(what: Place, image: string, options: object = {}, prefix: string[] = []): ReturnType<typeof run> {
  const dirs = ['--dir', `${what.rw}::/rw`, '--dir', `${what.ro}::/ro:ro`];
  const args = [commandLine, 'run', '-n', '1', ...dirs, image, 'rw', '/rw', 'ro', '/ro', 'memory', '/tmp/memory'];
  const [command, ...rest] = [...prefix, process.execPath, ...args];
  return run(command!, rest, { env: environment, cwd: what.top, ...options });
}

/** No file below has a bit that gives privileges. */
function privileged(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    const own = lstatSync(path).mode & 0o7000 && entry.name !== 'privileged3' ? [path] : [];
    return entry.isDirectory() ? [...own, ...privileged(path)] : own;
  });
}

function judge(lines: string[], what: Place, before: Record<string, string>): void {
  const table = lines.filter((line) => line.split(' ').length === 5);
  const wrong = table.filter((line) => line.split(' ')[4] !== expected(line.split(' ')));
  expect(wrong).toEqual([]);
  const seen = (words: RegExp): number => table.filter((line) => words.test(line)).length;
  expect(seen(/^rw .* 0$/)).toBeGreaterThan(100);
  expect(seen(/^ro .* EROFS$/)).toBeGreaterThan(100);
  expect(seen(/^memory .* 0$/)).toBeGreaterThan(50);
  expect(lines.slice(-4)).toEqual(['unnamed 0', 'linked EPERM', 'xattr ENOSYS', '']);
  expect(snapshot(what.ro, true)).toEqual(before);
  expect(privileged(what.rw)).toEqual([]);
  expect(lstatSync(join(what.rw, 'privileged3')).nlink).toBe(1);
}

describe('mode, owner and times', () => {
  it('are changed where a grant says so, and nowhere else', async () => {
    const what = place(process.getuid?.() ?? 0);
    const before = snapshot(what.ro, true);
    const { code, stdout, stderr } = await attack(what, await image());
    expect([code, stderr]).toEqual([0, '']);
    judge(stdout.toString().split('\n'), what, before);
  });

  it.skipIf(isRoot.missing)(`are changed by a user who is not root in the same way${isRoot.note}`, async () => {
    const what = place(NOBODY);
    const before = snapshot(what.ro, true);
    const copy = join(what.top, 'grants.wasm');
    copyFileSync(await image(), copy);
    const { code, stdout, stderr } = await attack(what, copy, { uid: NOBODY });
    expect([code, stderr]).toEqual([0, '']);
    judge(stdout.toString().split('\n'), what, before);
  });

  const terminal = needs(isRoot, tool('script'));
  it.skipIf(terminal.missing)(`of the terminal are not changed by root${terminal.note}`, async () => {
    const what = place(0);
    const dirs = `--dir ${what.rw}::/rw --dir ${what.ro}::/ro:ro`;
    const command = `stat -c '%a %u %X' $(tty); ${process.execPath} ${commandLine} run -n 1 ${dirs} ${await image()} > ${what.top}/out; stat -c '%a %u' $(tty)`;
    const { stdout } = await run('script', ['-qec', command, '/dev/null'], {
      env: environment,
      cwd: what.top,
      input: '',
    });
    const [first, last] = stdout
      .toString()
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(' ').slice(0, 2).join(' '));
    expect(last).toBe(first);
    const lines = execFileSync('cat', [join(what.top, 'out')])
      .toString()
      .split('\n');
    const wrong = lines.filter(
      (line) => line.split(' ').length === 5 && line.split(' ')[4] !== expected(line.split(' ')),
    );
    expect(wrong).toEqual([]);
    expect(lines.filter((line) => line.startsWith('none /dev/tty open')).length).toBeGreaterThan(5);
  });

  it.each([
    ['rw', '0'],
    ['ro', '69'],
  ] as const)('of a WASI program, too: %s', async (which, error) => {
    const what = place(process.getuid?.() ?? 0);
    const before = snapshot(what.ro, true);
    const dir = which === 'ro' ? `${what.ro}::/g:ro` : `${what.rw}::/g`;
    const made = await hermit(['run', '--dir', dir, await wasiModule('metadata'), '/g', error], { cwd: what.top });
    expect([made.code, made.stdout.toString(), made.stderr]).toEqual([0, '', '']);
    expect(snapshot(what.ro, true)).toEqual(before);
  });
});
