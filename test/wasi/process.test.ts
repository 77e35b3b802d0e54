import { describe, expect, it } from 'vitest';
import { hermit } from '../support/hermit.js';
import type { SpawnOptions } from '../support/spawn.js';
import { wasiModule } from '../support/wasi.js';

const run = async (options: string[], args: string[], how: SpawnOptions = {}) =>
  hermit(['run', ...options, await wasiModule('process'), ...args], how);

describe('a WASI program', () => {
  it.each([
    ['its arguments and variables', ['-e', 'A=1', '-e', 'LONG=x=y z'], ['handed', 'bé', '']],
    ['clocks', [], ['clocks']],
    ['random numbers', [], ['random']],
    ['poll_oneoff', [], ['wait']],
    ['harmless signals', [], ['ignored']],
  ])('has %s', async (_, options, args) => {
    const { code, stderr } = await run(options, args);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('has standard streams that are no files', async () => {
    const { code } = await run([], ['streams'], { input: '' });
    expect(code).toBe(0);
  });

  it('gets input when it comes', async () => {
    const input = 'line\n'.repeat(100_000);
    const { code, stdout, stderr } = await run([], ['pipe'], { input });
    expect(stderr).toBe('');
    expect(stdout.toString()).toBe(input);
    expect(code).toBe(0);
  });

  it('writes more than a window holds', async () => {
    const { code, stdout } = await run([], ['big']);
    expect(code).toBe(0);
    expect(stdout.length).toBe(3_000_000);
    expect(stdout.subarray(0, 300_000).toString()).toBe(
      Array.from({ length: 300_000 }, (_, i) => String.fromCharCode(97 + (i % 26))).join(''),
    );
  });

  it('ends by the signal that it raises', async () => expect((await run([], ['kill'])).code).toBe(143));

  it('ends when its time is over', async () => {
    const { code, stderr } = await run(['--timeout', '300ms'], ['loop']);
    expect(stderr).toContain('time');
    expect(code).toBe(124);
  });

  it('is traced and counted', async () => {
    const { code, stderr } = await run(['--strace', '--stats'], ['clocks']);
    expect(stderr).toMatch(/^\[0\.0 0\] args_get\(0x[0-9a-f]+, 0x[0-9a-f]+\) = SUCCESS <.* us> core$/m);
    expect(stderr).toMatch(/clock_res_get\(4, .*= INVAL/);
    expect(stderr).toMatch(/^ +\d+ {2}core {4}clock_time_get$/m);
    expect(code).toBe(0);
  });

  it('is reported as JSON', async () => {
    const { code, stderr } = await run(['--json'], ['clocks']);
    const report = JSON.parse(stderr) as { exitCode: number; stats: { calls: { name: string; count: number }[] } };
    expect(report.exitCode).toBe(0);
    expect(report.stats.calls.find((c) => c.name === 'args_get')?.count).toBe(1);
    expect(code).toBe(0);
  });
});
