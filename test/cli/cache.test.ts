import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../support/folders.js';
import { environment, hermit } from '../support/hermit.js';

describe('hermit-wasm cache', () => {
  it('shows what is kept, removes what is damaged, and cleans up after itself alone', async () => {
    const cwd = freshFolder();
    const env = { ...environment, HERMIT_CACHE: cwd };
    const own = join(cwd, 'hermit-wasm');
    const cache = async (...args: string[]) => {
      const { code, stdout, stderr } = await hermit(['cache', ...args], { cwd, env });
      expect([code, stderr]).toEqual([0, '']);
      return stdout.toString();
    };
    expect(await cache()).toBe(`${own}: empty\n`);
    writeFileSync(join(cwd, 'app.c'), 'int main(void) { return 3; }\n');
    expect((await hermit(['run', 'app.c'], { cwd, env })).code).toBe(3);
    expect(await cache('size')).toMatch(/ {2}entries, [34] files\n/);
    expect(await cache('list')).toMatch(
      new RegExp(`^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d +[\\d,]+ {2}${cwd}/app\\.c\\n$`),
    );
    expect(await cache('verify')).toContain('2 entries are whole, 0 damaged ones removed');
    const largest = (readdirSync(join(own, 'entries'), { recursive: true }) as string[])
      .map((name) => join(own, 'entries', name))
      .sort((a, b) => statSync(b).size - statSync(a).size)[0]!;
    writeFileSync(largest, readFileSync(largest).fill(0, 100, 104));
    expect(await cache('verify')).toContain('1 entry is whole, 1 damaged one removed');
    expect(existsSync(largest)).toBe(false);
    expect(await cache('list')).toBe(`${own}: no programs\n`);
    for (const folder of ['sources', 'mine']) {
      mkdirSync(join(own, folder));
      writeFileSync(join(own, folder, 'kept'), 'kept');
    }
    expect(await cache('clean')).toContain('--all');
    expect(readdirSync(own).sort()).toEqual(['mine', 'sources']);
    await cache('clean', '--all');
    expect(readdirSync(own)).toEqual(['mine']);
  });

  it('says what it can do', async () => {
    const { code, stderr } = await hermit(['cache', 'empty']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('size, list, verify, clean, got "empty"')]);
    expect((await hermit(['cache', '--all', 'list'])).code).toBe(2);
  });
});
