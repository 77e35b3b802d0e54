// Texts, paths, vectors and arguments that a guest's second thread rewrites while the host reads them: whoever reads twice, or decodes in
// place, ends with the process.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copied, copiedText, sharedBytes, unshared } from '../../runtime/shared-bytes.js';
import { root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { runs } from '../support/runs.js';
import { run } from '../support/spawn.js';
import { THREADS, wasiModule } from '../support/wasi.js';

const program = join(root, 'test/hostile/racing.c');

describe('what a guest rewrites while it is read', () => {
  it('harms no service that reads strings', async () => {
    const image = await compileImage([program], ['-pthread']);
    const rounds = runs(20);
    const { stdout, stderr, code } = await run(process.execPath, [
      join(root, 'test/hostile/racing.mjs'),
      image,
      String(rounds),
    ]);
    expect({ stdout: stdout.toString(), code }, stderr).toEqual({ stdout: `${2 * rounds}\n`, code: 0 });
  });

  it('harms no command', async () => {
    const image = await compileImage([program], ['-pthread']);
    for (const options of [[], ['--strace'], ['--label']]) {
      const { stdout, code } = await hermit(['run', '-n', '3', ...options, image, String(runs(30))]);
      expect({ stdout: stdout.toString().trim().split(' ').pop(), code }, options.join()).toEqual({
        stdout: 'done',
        code: 0,
      });
    }
  });

  it('harms nobody who runs a WASI program', async () => {
    const image = await wasiModule('racing', THREADS);
    for (const options of [[], ['--strace']]) {
      const { stdout, code } = await hermit(['run', '-n', '2', ...options, image, ...Array(runs(2)).fill('x')]);
      expect({ stdout: stdout.toString(), code }, options.join()).toEqual({ stdout: 'done\n', code: 0 });
    }
  });
});

describe('bytes that a guest can write', () => {
  const bytes = sharedBytes(new SharedArrayBuffer(3 << 20));
  bytes.fill(97);

  it('are copied before they are looked at', () => {
    for (const copy of [copied(bytes, 5, 9), unshared(bytes)]) expect(copy.buffer).toBeInstanceOf(ArrayBuffer);
    expect(copied(bytes, 5, 9).toString()).toBe('aaaa');
  });

  it('are searched for an end no farther than asked', () => {
    for (const end of [0, 1, 255, 256, 257, 1 << 20, (2 << 20) + 3]) {
      bytes[end] = 0;
      expect(copiedText(bytes, 0, 1 << 22)?.length).toBe(end);
      expect(copiedText(bytes, 0, end)?.length).toBe(end);
      if (end > 0) expect(copiedText(bytes, 0, end - 1)).toBeUndefined();
      bytes[end] = 97;
    }
    expect(copiedText(bytes, 0, 1 << 22)).toBeUndefined();
    expect(copiedText(bytes, bytes.length, 10)).toBeUndefined();
  });

  it('have nothing that looks at them in place', () => {
    // @ts-expect-error: it decodes them where they lie.
    expect(() => bytes.toString()).toBeTypeOf('function');
    // @ts-expect-error: it searches them where they lie.
    expect(() => bytes.indexOf(0)).toBeTypeOf('function');
  });
});
