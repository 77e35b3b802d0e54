// How long tests wait for what they cannot do without: minutes, so that nothing but a hang meets the limit, on a busy machine too.
import { setTimeout as sleep } from 'node:timers/promises';

/** How many times as much property tests try; see runs.ts. */
const MULTIPLIER = Math.max(1, Number(process.env['HERMIT_RUNS'] ?? 1));

/** Milliseconds for one command, one answer, one connection. A whole test has more: see vitest.config.mts. */
export const PATIENCE = 4 * 60_000 * MULTIPLIER;

/** Waits until something is so. Throws after PATIENCE, and says what was awaited. */
export async function until(what: string, isSo: () => unknown): Promise<void> {
  const end = performance.now() + PATIENCE;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`after ${PATIENCE} ms still not so: ${what}`);
    await sleep(10);
  }
}

/** Rejects after PATIENCE unless the promise settles before. */
export async function within<T>(what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not after ${PATIENCE} ms`)), PATIENCE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
