// Commands of the host that were granted: a guest gets those and nothing else, whatever it makes of names, variables, directories and
// descriptors; and no standard stream that it gives them holds up the proxy.
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { commandLine, environment, hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { tool } from '../support/needs.js';
import { run } from '../support/spawn.js';

const image = () => compileImage([join(root, 'test/hostile/commands.c')]);

/** A program of the host. */
function script(folder: string, name: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** With koffi, and as where it is not installed. */
const ways = [
  ['with koffi', []],
  ['without koffi', ['--no-addons']],
] as const;

const under = async (flags: readonly string[], options: string[], args: string[], more = {}) =>
  run(process.execPath, [...flags, commandLine, 'run', '--timeout', '60s', ...options, await image(), ...args], {
    env: environment,
    ...more,
  });

/** Variables that make programs run, load or read something. */
const hostile = [
  'PATH=/planted',
  'HOME=/planted',
  'ENV=/planted/rc',
  'BASH_ENV=/planted/rc',
  'BASH_FUNC_echo%%=() { planted; }',
  'SHELLOPTS=xtrace',
  'PS4=$(planted)',
  'IFS=/',
  'LD_PRELOAD=/planted/lib.so',
  'GCONV_PATH=/planted',
  'LOCPATH=/planted',
  'NODE_OPTIONS=--require=/planted/x.js',
  'PERL5OPT=-Mplanted',
  'PYTHONSTARTUP=/planted/x.py',
  'GIT_SSH_COMMAND=planted',
  'EDITOR=planted',
  'PAGER=planted',
  'TMPDIR=/planted',
  'TZ=/planted/zone',
  'LC_MESSAGES=../../planted',
  'LANGUAGE=x/../planted',
  'TERMINFO=/planted',
  'COLUMNS=7;planted',
];

describe('a granted command', () => {
  it('gets no variable of the guest that could change what it runs', async () => {
    const variables = [...hostile, 'LC_TIME=de_DE.UTF-8', 'LINES=50', 'OWN=/wanted'].flatMap((one) => ['-e', one]);
    const { stdout, stderr } = await hermit(
      ['run', '--allow-run', 'env', '--allow-run-env', 'OWN', ...variables, await image(), '-', 'env'],
      { env: { ...environment, SECRET: 'of the host' } },
    );
    expect(stderr).toBe('');
    const lines = stdout.toString().trim().split('\n');
    expect(lines.pop()).toBe('exit 0');
    expect(stdout.toString()).not.toMatch(/planted|SECRET/);
    const own = [
      'HOME',
      'USER',
      'LOGNAME',
      'LANG',
      'LC_ALL',
      'LC_CTYPE',
      'TZ',
      'TERM',
      'PATH',
      'LC_TIME',
      'LINES',
      'OWN',
    ];
    expect(lines.map((line) => line.slice(0, line.indexOf('='))).filter((name) => !own.includes(name))).toEqual([]);
    expect(lines).toEqual(expect.arrayContaining(['LC_TIME=de_DE.UTF-8', 'LINES=50', 'OWN=/wanted']));
  });

  it('that is a script finds its programs where the host has them, not where the guest may write', async () => {
    const folder = freshFolder();
    const planted = join(folder, 'planted');
    script(planted, 'uname', 'echo planted');
    script(planted, 'sh', 'echo planted');
    const granted = script(freshFolder(), 'granted', 'uname\nsh -c "echo shell"');
    const env = { ...environment, PATH: `${planted}:.:${environment.PATH}` };
    const options = ['--dir', `${folder}::/d`, '-e', `PATH=${planted}`, '--allow-run', granted, '--allow-run', 'sh'];
    for (const args of [
      ['-', granted],
      ['-', 'sh', '-c', 'uname; echo shell'],
    ]) {
      const { stdout, stderr } = await under([], options, args, { env, cwd: planted });
      expect([stdout.toString(), stderr]).toEqual(['Linux\nshell\nexit 0\n', '']);
    }
  });

  it('is called by the name that was granted, not by one of the guest', async () => {
    const { stdout } = await under([], ['--allow-run', 'sh'], ['-', 'sh', '-c', 'echo "$0"']);
    expect(stdout.toString()).toBe('sh\nexit 0\n');
  });

  it.each([
    ['replaced by another', (file: string) => renameSync(script(freshFolder(), 'other', 'echo planted'), file)],
    ['written over', (file: string) => writeFileSync(file, '#!/bin/sh\necho planted\n')],
    ['taken away', (file: string) => rmSync(file)],
  ])('is refused when its file was %s', async (_, change) => {
    const file = script(freshFolder(), 'granted', 'echo granted');
    const child = spawn(process.execPath, [commandLine, 'run', '--allow-run', file, await image(), 'wait', file], {
      env: environment,
    });
    let text = '';
    child.stdout.on('data', (bytes) => {
      if (text === '') {
        change(file);
        child.stdin.end('go\n');
      }
      text += String(bytes);
    });
    await new Promise((resolve) => child.on('close', resolve));
    expect(text).toMatch(/^ready\nspawn: (EACCES|ENOENT)\n$/);
  });

  it('cannot lie where the guest may write, and has to be there', async () => {
    const folder = freshFolder();
    const file = script(folder, 'granted', 'echo granted');
    for (const [option, words] of [
      [file, 'lies in a directory that the program may write'],
      [`${file}-not`, 'no such program'],
      ['no-such-program-anywhere', 'PATH has no such program'],
      ['./granted', 'does not begin with "/"'],
    ] as const) {
      const { code, stderr } = await under([], ['--dir', folder, '--allow-run', option], ['-', file]);
      expect([code, stderr]).toEqual([125, expect.stringContaining(words)]);
    }
    const allowed = await under([], ['--dir', `${folder}:ro`, '--allow-run', file], ['-', file]);
    expect(allowed.stdout.toString()).toBe('granted\nexit 0\n');
  });

  it('is no other one', async () => {
    const folder = freshFolder();
    for (const [file, error] of [
      ['/usr/bin/env', 'EACCES'],
      ['/proc/self/exe', 'EACCES'],
      ['/proc/self/fd/0', 'EACCES'],
      ['../bin/env', 'EACCES'],
      ['env', 'ENOENT'],
      ['sh/../env', 'EACCES'],
    ] as const) {
      const { stdout } = await under([], ['--dir', folder, '--allow-run', 'sh'], ['-', file, 'x']);
      expect([file, stdout.toString()]).toEqual([file, `spawn: ${error}\n`]);
    }
  });

  it('has the descriptors 0, 1 and 2 alone, whatever the loader has got', async () => {
    const secret = join(freshFolder(), 'secret');
    writeFileSync(secret, 'canary');
    const fd = openSync(secret, 'r');
    for (const [, flags] of ways) {
      const options = [...flags, commandLine, 'run', '--allow-run', 'sh', await image(), '-', 'sh', '-c'];
      const look = 'cat /dev/null; for f in /proc/self/fd/*; do readlink $f; done; cat <&3; cat <&40';
      const stdio: (number | 'ignore' | 'pipe')[] = ['ignore', 'pipe', 'pipe', fd];
      while (stdio.length < 40) stdio.push('ignore');
      // What Node gives to a child is not closed when that executes another program.
      const child = spawn(process.execPath, [...options, look], { env: environment, stdio: [...stdio, fd] });
      let text = '';
      child.stdout!.on('data', (bytes) => (text += String(bytes)));
      await new Promise((resolve) => child.on('close', resolve));
      expect(text).not.toMatch(/canary|secret/);
      expect(text).toMatch(/exit \d+\n$/);
    }
    closeSync(fd);
  });

  it('works in a directory that was granted, or in the root', async () => {
    const [folder, elsewhere] = [realpathSync(freshFolder()), freshFolder()];
    const at = (options: string[]) =>
      under([], ['--allow-run', 'sh', ...options], ['-', 'sh', '-c', 'pwd -P'], { cwd: elsewhere });
    expect((await at([])).stdout.toString()).toBe('/\nexit 0\n');
    expect((await at(['--dir', `${folder}::/d`, '--cwd', '/d'])).stdout.toString()).toBe(`${folder}\nexit 0\n`);
    expect((await at(['--dir', `${folder}::/d`, '--cwd', '/tmp'])).stdout.toString()).toBe('/\nexit 0\n');
  });
});

describe.each(ways)('standard streams for a command, %s,', (_, flags) => {
  const sh = ['--allow-run', 'sh', '--allow-run', 'cat'];

  it.skipIf(tool('mkfifo').missing)('that only name a pipe are refused', async () => {
    const folder = freshFolder();
    execFileSync('mkfifo', [join(folder, 'fifo')]);
    const { stdout } = await under(flags, ['--dir', `${folder}::/d`, ...sh], ['path:/d/fifo', 'cat']);
    expect(stdout.toString()).toBe('spawn: EBADF\n');
  });

  it('that nobody writes hold up the command alone', async () => {
    const folder = freshFolder();
    const args = ['end:/d/fifo', 'sh', '-c', 'echo runs'];
    const { stdout } = await under(flags, ['--dir', `${folder}::/d`, ...sh], args);
    expect(stdout.toString()).toBe('runs\nexit 0\n');
  });

  it('may stand far behind in a file', async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'small'), 'abcdefgh');
    writeFileSync(join(folder, 'large'), '');
    truncateSync(join(folder, 'large'), 2 ** 42 + 2);
    const at = (where: string) => under(flags, ['--dir', `${folder}::/d`, ...sh], [where, 'sh', '-c', 'cat | wc -c']);
    expect((await at('at:3:/d/small')).stdout.toString()).toMatch(/^\s*5\nexit 0\n$/);
    const far = (await at(`at:${2 ** 42}:/d/large`)).stdout.toString();
    expect(far).toMatch(flags.length > 0 ? /^spawn: EOPNOTSUPP\n$/ : /^\s*2\nexit 0\n$/);
  });

  it('may be pipes', async () => {
    const { stdout } = await under(flags, sh, ['pipe:through', 'cat']);
    expect(stdout.toString()).toBe('throughexit 0\n');
  });

  it('of too many are refused', async () => {
    const { stdout } = await under(flags, sh, ['many:65', 'cat', '/dev/null']);
    expect(stdout.toString()).toBe('spawn: EAGAIN\n');
    expect((await under(flags, sh, ['many:64', 'cat', '/dev/null'])).stdout.toString()).toBe('started\n');
  });
});
