import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Each program under test brings threads of its own, and the compiler takes half a gigabyte.
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 300_000,
    // Shared machines take the CPU away for tens of milliseconds: what passes the second time is shown as such.
    retry: process.env['CI'] ? 1 : 0,
  },
});
