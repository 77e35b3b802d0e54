import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../support/folders.js';
import { environment, hermit } from '../support/hermit.js';
import { mainImage } from '../support/small.js';

/** Opens each argument for reading and prints what it holds, or the error. */
const show = () =>
  mainImage(`
  for (int i = 1; i < argc; i++) {
    char buf[64] = { 0 };
    int fd = open(argv[i], O_RDONLY);
    if (fd < 0) { printf("%s: %s\\n", argv[i], errno == ENOENT ? "ENOENT" : errno == EACCES ? "EACCES" : strerror(errno)); continue; }
    read(fd, buf, sizeof buf - 1);
    printf("%s: %s\\n", argv[i], buf);
    close(fd);
  }`);

/** Writes to each argument, and says how that went. */
const put = () =>
  mainImage(`
  for (int i = 1; i < argc; i++) {
    int fd = open(argv[i], O_WRONLY | O_CREAT, 0644);
    printf("%s\\n", fd >= 0 && write(fd, "new", 3) == 3 ? "written" : errno == EROFS ? "EROFS" : errno == ENOENT ? "ENOENT" : strerror(errno));
  }`);

describe('directories that are granted', () => {
  const outside = freshFolder();
  const inside = freshFolder();
  writeFileSync(join(outside, 'secret'), 'secret');
  writeFileSync(join(inside, 'file'), 'inside');
  mkdirSync(join(inside, 'sub'));
  symlinkSync(outside, join(inside, 'way-out'));
  symlinkSync(join(outside, 'secret'), join(inside, 'link-out'));
  symlinkSync(relative(inside, join(outside, 'secret')), join(inside, 'relative-out'));
  symlinkSync('file', join(inside, 'link-in'));

  it('nothing of the host is there by default', async () => {
    const { stdout } = await hermit(
      ['run', await show(), join(inside, 'file'), join(outside, 'secret'), process.execPath],
      { cwd: inside },
    );
    for (const line of stdout.toString().trim().split('\n')) expect(line).toMatch(/ENOENT|EACCES/);
  });

  it('lie at their own path, or at the one that is given', async () => {
    const own = await hermit(['run', '--dir', inside, await show(), join(inside, 'file'), '/data/file']);
    expect(own.stdout.toString()).toBe(`${join(inside, 'file')}: inside\n/data/file: ENOENT\n`);
    const other = await hermit([
      'run',
      '--dir',
      `${inside}::/data`,
      await show(),
      '/data/file',
      '/data/link-in',
      join(inside, 'file'),
    ]);
    expect(other.stdout.toString()).toBe(
      `/data/file: inside\n/data/link-in: inside\n${join(inside, 'file')}: ENOENT\n`,
    );
  });

  it('are where the program starts when the command is started there', async () => {
    const { stdout } = await hermit(['run', '--dir', '.', await show(), 'file'], { cwd: inside });
    expect(stdout.toString()).toBe('file: inside\n');
  });

  it('no path leads out of them, through .. or through links', async () => {
    const up = `../${outside.split('/').at(-1)}/secret`;
    const paths = [
      `/d/${up}`,
      `/d/sub${'/..'.repeat(8)}${outside}/secret`,
      '/d/way-out/secret',
      '/d/link-out',
      '/d/relative-out',
      '/d/way-out/../secret',
    ];
    const { stdout } = await hermit(['run', '--dir', `${inside}::/d`, await show(), ...paths]);
    expect(stdout.toString()).not.toMatch(/: secret\n/);
    for (const line of stdout.toString().trim().split('\n')) expect(line).toMatch(/ENOENT|EACCES/);
  });

  it('cannot be written when given with :ro', async () => {
    const { stdout } = await hermit([
      'run',
      '--dir',
      `${inside}::/d:ro`,
      await put(),
      '/d/file',
      '/d/new',
      '/d/sub/new',
    ]);
    expect(stdout.toString()).toBe('EROFS\nEROFS\nEROFS\n');
    expect(readFileSync(join(inside, 'file'), 'utf8')).toBe('inside');
  });

  it('take writes otherwise, and /tmp is in memory alone', async () => {
    const folder = freshFolder();
    const { stdout } = await hermit([
      'run',
      '--dir',
      `${folder}::/d`,
      await put(),
      '/d/made',
      '/tmp/made',
      '/made-at-root',
    ]);
    expect(stdout.toString()).toMatch(/^written\nwritten\n(EROFS|ENOENT|Permission denied|written)\n$/);
    expect(readFileSync(join(folder, 'made'), 'utf8')).toBe('new');
  });
});

describe('variables and commands that are granted', () => {
  const print = () => mainImage('extern char **environ; for (char **e = environ; e && *e; e++) puts(*e);');

  it('only the variables that are given', async () => {
    const env = { ...environment, PASSED: 'from the host', KEPT: 'secret' };
    const { stdout } = await hermit(
      ['run', '-e', 'A=1', '-e', 'PASSED', '-e', 'EMPTY=', '-e', 'NOT_THERE', await print()],
      { env },
    );
    expect(stdout.toString().trim().split('\n').sort()).toEqual(['A=1', 'EMPTY=', 'PASSED=from the host']);
  });

  it('all that the host has but those for the command, and one of them changed or taken away, by option and variable', async () => {
    const env = { ...environment, PASSED: 'from the host', HERMIT_PASS_ENV: '*,PASSED=changed,B=2', HERMIT_QUIET: '1' };
    const { stdout } = await hermit(['run', await print()], { env });
    const said = stdout.toString().trim().split('\n');
    expect(said).toContain('PASSED=changed');
    expect(said).toContain('B=2');
    expect(said).toContain(`PATH=${environment['PATH']}`);
    expect(said.filter((line) => line.startsWith('HERMIT_'))).toEqual([]);
    const given = await hermit(['run', '-e', '*', await print()], { env });
    expect(given.stdout.toString()).toContain('PASSED=from the host\n');
  });

  it('no command runs unless it is allowed', async () => {
    const program = await mainImage('int r = system("echo ran"); printf("%d\\n", r == -1 || r == 127 << 8);');
    expect((await hermit(['run', program])).stdout.toString()).toBe('1\n');
    const allowed = await hermit(['run', '--allow-run', 'sh', '-e', 'PATH', program]);
    expect(allowed.stdout.toString()).toBe('ran\n0\n');
    const overwritable = await hermit(['run', '--allow-run', 'sh', '--dir', '/', program]);
    expect(overwritable.stderr).toContain(
      'sh cannot be granted: every directory of PATH lies in one that the program may write',
    );
  });
});
