// The compiler that stays: same results, one for all, and nothing of it is left.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { commandLine, environment, hermit } from '../support/hermit.js';
import { until, within } from '../support/patience.js';
import { run, start } from '../support/spawn.js';

let cwd: string;
let env: NodeJS.ProcessEnv;
let folder: string;

beforeEach(() => {
  cwd = freshFolder();
  // A socket's name may have no more than 107 bytes.
  folder = join(cwd, 'hermit-wasm');
  env = { ...environment, HERMIT_CC_DAEMON: '', XDG_RUNTIME_DIR: cwd };
  write('hello.c', '#include <stdio.h>\nint main(void) { printf("hello\\n"); return 0; }\n');
});

afterEach(async () => {
  const all = pids();
  await hermit(['cc', '--daemon-stop'], { cwd, env });
  await until('the compilers and their folder have gone', () => !all.some(isThere) && !existsSync(folder));
});

const write = (name: string, text: string): void => writeFileSync(join(cwd, name), text);
const read = (name: string): Buffer => readFileSync(join(cwd, name));
const sockets = (): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('cc-')) : [];
const pids = (): number[] => sockets().map((name) => Number(name.split('-').at(-1)));
const isThere = (pid: number): boolean => existsSync(`/proc/${pid}/exe`);
/** Hundredths of seconds that a process has computed. */
const used = (pid: number): number => {
  const words = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ');
  return Number(words[11]) + Number(words[12]);
};

async function cc(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await hermit(['cc', ...args], { cwd, env });
  expect([code, stderr]).toEqual([0, '']);
  return stdout.toString();
}

const shell = (script: string) =>
  run('bash', ['-c', script], { cwd, env: { ...env, CC: `${process.execPath} ${commandLine} cc` } });

describe('the resident compiler', () => {
  it('is started once, stays, and makes what a compiler of its own makes', async () => {
    // Of the same name each time: debugging information holds it.
    const made = async (...options: string[]): Promise<string> => {
      await cc(...options, '-O2', '-g', 'hello.c', '-o', 'image');
      return read('image').toString('base64');
    };
    const first = await made();
    expect(await made()).toBe(first);
    expect((await hermit(['nm', 'image'], { cwd, env })).code).toBe(0);
    expect(sockets()).toHaveLength(1);
    expect(await made('--no-daemon')).toBe(first);
    env['HERMIT_CC_DAEMON'] = '0';
    expect(await made()).toBe(first);
    env['HERMIT_CC_DAEMON'] = '';
  });

  it('is one, where several first calls come at once', async () => {
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => cc('-c', 'hello.c', '-o', `${name}.o`)));
    await until('one is left', () => sockets().length === 1);
    expect(read('a.o').equals(read('e.o'))).toBe(true);
    expect(readdirSync(folder)).toEqual(sockets());
  });

  it('ends when nobody asks any more', async () => {
    env['HERMIT_CC_IDLE'] = '0.5';
    await cc('-c', 'hello.c');
    const [pid] = pids();
    await until('it has ended', () => !isThere(pid!));
    expect(existsSync(folder)).toBe(false);
  });

  it('ends when its folder goes', async () => {
    await cc('-c', 'hello.c');
    const [pid] = pids();
    rmSync(folder, { recursive: true });
    await until('it has ended', () => !isThere(pid!));
    expect(existsSync(folder)).toBe(false);
  });

  it('is started anew after it was killed, and its socket goes', async () => {
    await cc('-c', 'hello.c');
    const [pid] = pids();
    process.kill(pid!, 'SIGKILL');
    await until('it has ended', () => !isThere(pid!));
    await cc('-c', 'hello.c');
    expect(pids()).toHaveLength(1);
    expect(pids()).not.toEqual([pid]);
  });

  it('survives a source that the compiler crashes on', async () => {
    write(
      'crash.c',
      'void f(int n, double *v)\n{\n\tdouble a[n];\n#pragma omp parallel for reduction(+ : a)\n\tfor (int i = 0; i < n; i++) a[i] += v[i];\n}\n',
    );
    await cc('-c', 'hello.c');
    const before = pids();
    const { code, stderr } = await hermit(['cc', '-fopenmp', '-c', 'crash.c'], { cwd, env });
    expect(stderr).toContain('the compiler crashed');
    expect(code).toBe(125);
    await cc('-c', 'hello.c');
    expect(pids()).toEqual(before);
  });

  it('stops a job whose caller is gone', async () => {
    write('endless.c', 'void f(void)\n{\n#pragma omp parallel safesync(2)\n\t;\n}\n');
    await cc('-c', 'hello.c');
    const [pid] = pids();
    const caller = start(process.execPath, [commandLine, 'cc', '-fopenmp', '-fopenmp-version=60', '-c', 'endless.c'], {
      cwd,
      env,
    });
    const before = used(pid!);
    await until('the compiler is at it', () => used(pid!) > before + 100);
    caller.kill('SIGINT');
    expect((await caller.done).code).toBe(130);
    let last = -1;
    await until('the compiler rests', async () => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      const now = used(pid!);
      const rests = now - last < 5;
      last = now;
      return rests;
    });
    await cc('-c', 'hello.c');
    expect(pids()).toEqual([pid]);
  });

  it('sees what its caller sees: folder, input, other descriptors, mask of modes', async () => {
    mkdirSync(join(cwd, 'deep'));
    write('deep/near.h', 'int near;\n');
    write('deep/app.c', '#include "near.h"\n');
    const { code, stdout, stderr } = await shell(`set -e
      $CC -c hello.c
      (cd deep && umask 077 && $CC -c app.c -o ../app.o) && stat -c %a app.o
      echo 'int piped;' | $CC -x c -c - -o piped.o && test -s piped.o
      echo 'int input;' | $CC -x c -c /dev/stdin -o input.o && test -s input.o
      $CC -x c -c <(echo 'int other;') -o other.o && test -s other.o
      $CC -E hello.c | head -1
      $CC -E hello.c > /dev/full 2> full || echo full
      $CC -c hello.c -o /dev/stdout | cmp - hello.o`);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.toString()).toBe('600\n# 1 "hello.c"\nfull\n');
    expect(sockets()).toHaveLength(1);
  });

  it('holds nothing of its caller', async () => {
    const { code, stdout } = await shell('exec 9> held 30> held; $CC -c hello.c | cat; echo done');
    expect([code, stdout.toString()]).toEqual([0, 'done\n']);
    const [pid] = pids();
    const open = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
    expect(open).not.toContain(join(cwd, 'held'));
    expect(readlinkSync(`/proc/${pid}/cwd`)).toBe('/');
  });

  it('is another one for a caller with other limits', async () => {
    await cc('-c', 'hello.c');
    expect((await shell('ulimit -f 100000; $CC -c hello.c')).code).toBe(0);
    expect(sockets()).toHaveLength(2);
  });

  it('answers nobody of another installation', async () => {
    await cc('-c', 'hello.c');
    const { connectTo, onFrames, sendFrame } = (await import(
      join(root, 'dist/loader/cc/frames.js')
    )) as typeof import('../../loader/cc/frames.js');
    const socket = (await connectTo(join(folder, sockets()[0]!)))!;
    const answer = new Promise((resolve) => onFrames(socket, resolve));
    sendFrame(socket, { toolchain: 'another', job: { steps: [], cwd: '/', files: {}, stdin: null, listReads: false } });
    expect(await within('an answer', answer)).toEqual({ other: true });
    socket.destroy();
  });

  it('is not looked for in a folder that others can enter', async () => {
    await cc('-c', 'hello.c');
    chmodSync(folder, 0o755);
    const named = { ...env, HERMIT_CC_DAEMON: join(folder, sockets()[0]!) };
    const [pid] = pids();
    const before = used(pid!);
    const { code, stderr } = await hermit(['cc', '-c', 'hello.c'], { cwd, env: named });
    expect([code, stderr]).toEqual([0, '']);
    expect(used(pid!) - before).toBeLessThan(10);
    chmodSync(folder, 0o700);
  });

  it('is done without, and without a word, where none can be had', async () => {
    const nowhere = await hermit(['cc', '-c', 'hello.c'], {
      cwd,
      env: { ...env, HERMIT_CC_DAEMON: '/nowhere/socket' },
    });
    expect([nowhere.code, nowhere.stderr, sockets()]).toEqual([0, '', []]);
  });

  it('refuses other words behind --daemon-stop', async () => {
    const { code, stderr } = await hermit(['cc', '--daemon-stop', 'hello.c'], { cwd, env });
    expect(code).toBe(2);
    expect(stderr).toContain('--daemon-stop: expected nothing else');
  });
});
