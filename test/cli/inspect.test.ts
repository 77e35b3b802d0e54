import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HV_VERSION } from '../../runtime/generated/layout.js';
import { freshFolder } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { mainImage } from '../support/small.js';

describe('inspect', () => {
  it('lists what an image imports and the system calls that it can make, with their homes', async () => {
    const program = await mainImage('mkdir("d", 0755); return getppid();');
    const { code, stdout } = await hermit(['inspect', program]);
    expect(stdout.toString()).toContain(`hermit_${HV_VERSION}`);
    expect(stdout.toString()).toMatch(/mkdirat/);
    expect(stdout.toString()).toMatch(/getppid/);
    expect(stdout.toString()).not.toMatch(/\bsymlinkat\b/);
    expect(code).toBe(0);
  });

  it('prints JSON and text of the module', async () => {
    const program = await mainImage('return 0;');
    const json = JSON.parse((await hermit(['inspect', '--json', program])).stdout.toString()) as {
      interface: number;
      bytes: number;
    };
    expect(json.interface).toBe(HV_VERSION);
    expect(json.bytes).toBeGreaterThan(1000);
    expect((await hermit(['inspect', '--wat', program])).stdout.toString()).toMatch(/^\(module/);
  });

  it("books the kernel's functions to the kernel, also where programs have functions of such names", async () => {
    const program = await mainImage('return getppid();');
    const { functions } = JSON.parse((await hermit(['inspect', '--json', program])).stdout.toString()) as {
      functions: { name: string; library: string }[];
    };
    const from = (library: string): string[] => functions.filter((f) => f.library === library).map((f) => f.name);
    expect(from('program')).toEqual([expect.stringMatching(/^main$|^__main_argc_argv$/)]);
    expect(from('libhermit.a')).toEqual(expect.arrayContaining(['sys_getppid', 'sys_exit_group', 'core_wait']));
  });

  it('reads text modules, and prints their names so that they stay names', async () => {
    const file = join(freshFolder(), 'small.wat');
    writeFileSync(file, '(module (memory 1) (func (export "a\\1b[2Jb") (result i32) i32.const 7))');
    const { code, stdout, stderr } = await hermit(['inspect', file]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.toString()).toContain('not an image of hermit-wasm');
    expect(stdout.toString()).not.toContain('\x1b');
    const broken = join(freshFolder(), 'broken.wat');
    writeFileSync(broken, '(module (func');
    expect(await hermit(['inspect', broken])).toMatchObject({
      code: 126,
      stderr: expect.stringContaining('broken.wat'),
    });
  });

  it('refuses what is no module', async () => {
    expect((await hermit(['inspect', '/no/such.wasm'])).code).toBe(127);
    expect((await hermit(['inspect', '/etc/passwd'])).code).toBe(126);
  });
});

describe('topology', () => {
  it('shows CPUs, caches and what binds cores to them', async () => {
    const { code, stdout, stderr } = await hermit(['topology']);
    expect(stdout.toString()).toMatch(/NUMA domain/);
    expect([code, stderr]).toEqual([0, '']);
    const json = JSON.parse((await hermit(['topology', '--json'])).stdout.toString()) as {
      domains: { cpus: number[] }[];
    };
    expect(json.domains[0]!.cpus.length).toBeGreaterThan(0);
  });
});
