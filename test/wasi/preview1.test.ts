import { describe, expect, it } from 'vitest';
import { freshFolder } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { wasiModule } from '../support/wasi.js';

describe.each(['a granted directory', 'the directory in memory'])('%s', (where) => {
  const granted = where === 'a granted directory';
  it.each(['descriptors', 'paths'])('%s', async (name) => {
    const module = await wasiModule(name);
    const folder = freshFolder();
    const dir = granted ? ['--dir', `${folder}::here`] : [];
    const { code, stderr } = await hermit(['run', ...dir, module, granted ? 'here' : '/tmp']);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
});
