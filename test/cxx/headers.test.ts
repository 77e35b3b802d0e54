// The C++ library's headers are packed, and unpacked into the cache by the first program that needs them.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';

let { readTar, writeTar } = {} as typeof import('../../loader/cc/tar.js');
beforeAll(async () => {
  ({ readTar, writeTar } = (await import(
    join(root, 'dist/loader/cc/tar.js')
  )) as typeof import('../../loader/cc/tar.js'));
});

const source = join(freshFolder(), 'size.cpp');
writeFileSync(source, '#include <array>\nint main() { return std::array<int, 5>().size(); }\n');
const compile = (HERMIT_CACHE: string) =>
  hermit(['c++', '-fsyntax-only', source], { env: { HERMIT_CACHE }, cwd: freshFolder() });

describe('the headers of the C++ library', () => {
  it('appear whole in an empty cache, whoever is first', async () => {
    const cache = freshFolder();
    for (const { code, stderr } of await Promise.all([1, 2, 3].map(() => compile(cache))))
      expect([code, stderr]).toEqual([0, '']);
    const [folder, ...rest] = readdirSync(join(cache, 'hermit-wasm/unpacked'));
    expect([folder, rest]).toEqual([expect.stringMatching(/^cxx-[0-9a-f]{32}$/), []]);
    const packed = [...readTar(readFileSync(join(root, 'dist/sysroot/cxx.headers.gz')))];
    expect(packed.length).toBeGreaterThan(900);
    for (const { name, data } of packed)
      expect(readFileSync(join(cache, 'hermit-wasm/unpacked', folder!, name)).equals(data), name).toBe(true);
  });

  it('need a cache that can be written', async () => {
    const { code, stderr } = await compile('/dev/null');
    expect(stderr).toMatch(/cannot unpack the headers of the C\+\+ library into \/dev\/null.*HERMIT_CACHE/);
    expect(code).not.toBe(0);
    expect(existsSync('/dev/null/hermit-wasm')).toBe(false);
  });
});

describe('an archive', () => {
  it('has what was put into it, as tar reads it too', () => {
    const entries = ['a', 'folder/b', 'x'.repeat(100)].map((name, i) => ({
      name,
      data: Buffer.alloc(i * 700, i),
    }));
    const read = [...readTar(writeTar(entries))];
    expect(read.map(({ name }) => name)).toEqual(entries.map(({ name }) => name));
    expect(read.every(({ data }, i) => entries[i]!.data.equals(data))).toBe(true);
    expect(() => writeTar([{ name: 'x'.repeat(101), data: new Uint8Array() }])).toThrow(/too long/);
  });
});
