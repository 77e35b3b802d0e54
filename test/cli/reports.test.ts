import { describe, expect, it } from 'vitest';
import { freshFolder } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { image, mainImage } from '../support/small.js';

const busy = () =>
  mainImage(
    'for (int i = 0; i < 10; i++) getppid(); int fd = open("f", O_WRONLY | O_CREAT, 0644); write(fd, "data", 4); close(fd); mkdir("d", 0755); puts("shown");',
  );

describe('--strace', () => {
  it('prints every call with its arguments, result and home on standard error', async () => {
    const { code, stdout, stderr } = await hermit(['run', '-n', '1', '--dir', '.', '--strace', await busy()], {
      cwd: freshFolder(),
    });
    expect([stdout.toString(), code]).toEqual(['shown\n', 0]);
    expect(stderr.match(/getppid/g)?.length).toBe(10);
    expect(stderr).toMatch(/openat\(.*"f".*\) = 3/);
    expect(stderr).toMatch(/write\(3, .*4\) = 4/);
    expect(stderr).toMatch(/kernel/);
    expect(stderr).toMatch(/linux/);
  });

  it('names errors', async () => {
    const { stderr } = await hermit(['run', '--strace', await mainImage('open("/none", O_RDONLY);')]);
    expect(stderr).toMatch(/openat\(.*"\/none".*\) = -1 ENOENT/);
  });
});

describe('--stats', () => {
  it('counts calls by home and names those that nobody serves', async () => {
    const program = await image(
      '#include <sys/syscall.h>\nint main(void) { for (int i = 0; i < 7; i++) getppid(); syscall(SYS_ptrace, 0, 0, 0, 0); puts("shown"); return 0; }\n',
    );
    const { stdout, stderr } = await hermit(['run', '--stats', program]);
    expect(stdout.toString()).toBe('shown\n');
    expect(stderr).toMatch(/7\s+kernel\s+getppid/);
    expect(stderr).toMatch(/1\s+none\s+ptrace/);
    expect(stderr).toMatch(/system calls/);
  });
});

describe('--json', () => {
  const last = (text: string): Record<string, unknown> =>
    JSON.parse(text.trimEnd().split('\n').at(-1)!) as Record<string, unknown>;

  it.each([
    ['an exit code', 'puts("out"); return 7;', 7, { kind: 'exit', code: 7 }],
    ['a signal', 'puts("out"); fflush(stdout); raise(SIGTERM);', 143, { kind: 'signal', signal: 15 }],
  ])('says how the run ended: %s', async (_, body, exitCode, outcome) => {
    const { code, stdout, stderr } = await hermit(['run', '--json', await mainImage(body)]);
    expect([code, stdout.toString()]).toEqual([exitCode, 'out\n']);
    expect(last(stderr)).toMatchObject({ exitCode, outcome });
  });

  it('says that there is no such program', async () => {
    const { code, stderr } = await hermit(['run', '--json', '/no/such.wasm']);
    expect(code).toBe(127);
    expect(last(stderr)).toMatchObject({ error: { code: 'HERMIT_ENOENT' }, exitCode: 127 });
  });
});

describe('--label and quiet runs', () => {
  it('puts the isle before each line', async () => {
    const { stdout } = await hermit([
      'run',
      '--label',
      await mainImage('printf("one\\ntw"); fflush(stdout); printf("o\\n");'),
    ]);
    expect(stdout.toString()).toMatch(/^\S*0\S* one\n\S*0\S* two\n$/);
  });

  it('a run without options says nothing of its own', async () => {
    const { stderr } = await hermit(['run', await mainImage('puts("text");')]);
    expect(stderr).toBe('');
  });
});
