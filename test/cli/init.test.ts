import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { environment, hermit } from '../support/hermit.js';
import { run } from '../support/spawn.js';

describe('hermit-wasm init', () => {
  it('makes a project whose test and start work, in a folder of any name', async () => {
    const above = freshFolder();
    const { code, stdout, stderr } = await hermit(['init', 'My Größe'], { cwd: above });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.toString()).toMatch(/ {2}cd 'My Größe'\n {2}npm install\n {2}npm test/);
    const folder = join(above, 'My Größe');
    const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
    expect(about).toMatchObject({
      name: 'my-gr-e',
      scripts: { test: 'node --test', start: 'node index.mjs' },
      dependencies: { 'hermit-wasm': `file:${root}` },
    });
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules/hermit-wasm'));
    const at = { cwd: folder, env: environment };
    const tested = await run(process.execPath, ['--test'], at);
    expect(tested.stdout.toString()).toMatch(/pass 1\b/);
    expect(tested.code).toBe(0);
    expect((await run(process.execPath, ['index.mjs'], at)).stdout.toString()).toBe('25\n');
    const program = await hermit(['run', '-fopenmp', 'src/kernel.c', '3', '4'], at);
    expect([program.stdout.toString(), program.stderr]).toEqual(['25\n', '']);
  });

  it('overwrites nothing, and leaves a package.json as it is', async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'package.json'), '{}');
    const first = await hermit(['init'], { cwd: folder });
    expect(first.stdout.toString()).toContain('npm pkg set scripts.test="node --test"');
    expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe('{}');
    writeFileSync(join(folder, 'index.mjs'), 'mine');
    const second = await hermit(['init'], { cwd: folder });
    expect(second).toMatchObject({ code: 125, stderr: expect.stringContaining('overwrites nothing') });
    expect(readFileSync(join(folder, 'index.mjs'), 'utf8')).toBe('mine');
    const wrong = await hermit(['init', 'one', 'two'], { cwd: folder });
    expect([wrong.code, existsSync(join(folder, 'one'))]).toEqual([2, false]);
  });
});
