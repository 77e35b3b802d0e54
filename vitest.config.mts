import { defineConfig } from 'vitest/config';

/** Minutes in milliseconds, times HERMIT_RUNS: see test/support/patience.ts. A test has more than its steps, so that the step that hangs is named. */
const minutes = (count: number): number => count * 60_000 * Math.max(1, Number(process.env['HERMIT_RUNS'] ?? 1));

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/whole-run.ts'],
    reporters: ['default', './test/support/skipped.ts'],
    pool: 'forks',
    // Each program under test brings threads of its own, and the compiler takes half a gigabyte.
    maxWorkers: 2,
    testTimeout: minutes(10),
    hookTimeout: minutes(10),
    expect: { poll: { timeout: minutes(4) } },
  },
});
