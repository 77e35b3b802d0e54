import { mkdirSync, readFileSync, symlinkSync, copyFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as layout from '../../runtime/generated/layout.js';
import { freshFolder, root } from '../support/folders.js';
import { run } from '../support/spawn.js';

const read = (...path: string[]): string => readFileSync(join(...path), 'utf8');

describe('what kernel/generate writes', () => {
  const copy = freshFolder();

  // The generator writes beside itself: a copy of it and of what it reads makes everything anew in an empty folder.
  beforeAll(async () => {
    for (const folder of ['kernel', 'runtime']) mkdirSync(join(copy, folder));
    cpSync(join(root, 'kernel/generate'), join(copy, 'kernel/generate'), { recursive: true });
    copyFileSync(join(root, 'kernel/syscalls.tbl'), join(copy, 'kernel/syscalls.tbl'));
    for (const read of ['kernel/include', 'kernel/net', 'runtime/cache-line', 'node_modules'])
      symlinkSync(join(root, read), join(copy, read));
    const { code, stderr } = await run(process.execPath, [join(copy, 'kernel/generate/main.mjs')]);
    if (code !== 0) throw new Error(stderr);
  });

  it.each([
    'docs/syscalls.md',
    'runtime/generated/gateway.ts',
    'runtime/generated/layout.ts',
    'runtime/generated/cache-line.ts',
    'runtime/generated/param.ts',
    'runtime/generated/public.ts',
    'runtime/generated/syscalls.ts',
    'kernel/generated/bits/syscall.h.in',
    'kernel/generated/owned.c',
    'kernel/generated/proxied.c',
    'kernel/generated/syscall_signatures.h',
  ])('%s is up to date', (file) => {
    expect(read(root, file)).toBe(read(copy, file));
  });

  it('gives the Linux side every word of layout.h', () => {
    const names = [...read(root, 'kernel/include/layout.h').matchAll(/^#define (\w+) \S/gm)].map((m) => m[1]!);
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name) => typeof (layout as Record<string, unknown>)[name] !== 'number')).toEqual([]);
  });

  it('keeps apart the words of the boot page, and the slots within their size', () => {
    const words = Object.entries(layout).filter(
      ([name, value]) => name.startsWith('BOOT_') && value > layout.BOOT_PAGE && value < layout.CORE_SLOTS,
    );
    const wide = new Set(['BOOT_REALTIME']);
    const taken = new Map<number, string>();
    for (const [name, address] of words) {
      for (let at = address; at < address + (wide.has(name) ? 8 : 4); at += 4) {
        expect(taken.get(at), `${name} and ${taken.get(at)} share ${at.toString(16)}`).toBeUndefined();
        taken.set(at, name);
      }
    }
    expect(layout.IMAGE_BASE).toBe(layout.CORE_SLOTS + (layout.NETWORK_CORE + 1) * layout.CORE_SLOT_SIZE);
    expect(layout.SLOT_CPU + 4).toBeLessThanOrEqual(layout.CORE_SLOT_SIZE);
  });
});
