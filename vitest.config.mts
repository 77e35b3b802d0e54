import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Each program under test brings threads of its own, and the compiler takes half a gigabyte.
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 300_000,
    retry: 0,
  },
});
