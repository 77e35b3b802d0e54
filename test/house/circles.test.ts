import { describe, expect, it } from 'vitest';
import { report } from './circles.mjs';

// `node test/house/circles.mjs` shows what stands on what.
describe('the house has no circles', () => {
  it.each(['imports', 'calls'])('in its %s', (kind) => {
    expect(report(kind)).toBe('');
  });
});
