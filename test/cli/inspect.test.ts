import { describe, expect, it } from 'vitest';
import { hermit } from '../support/hermit.js';
import { mainImage } from '../support/small.js';

describe('inspect', () => {
  it('lists what an image imports and the system calls that it can make, with their homes', async () => {
    const program = await mainImage('mkdir("d", 0755); return getppid();');
    const { code, stdout } = await hermit(['inspect', program]);
    expect(stdout.toString()).toContain('hermit_2');
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
    expect(json.interface).toBe(2);
    expect(json.bytes).toBeGreaterThan(1000);
    expect((await hermit(['inspect', '--wat', program])).stdout.toString()).toMatch(/^\(module/);
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
