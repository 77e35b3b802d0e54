// How late a service's event loop is while one guest does its worst.
import { join } from 'node:path';
import type { Context, Row, Suite, SuiteResult } from '../model.js';
import { image, root } from '../support/build.js';
import { runOn } from '../support/programs.js';
import { figure, most } from '../support/rows.js';

/** Milliseconds of each attack in a round. */
const DURATION_MS = 500;
/** Seconds that a round may take, on a machine that is busy too. */
const ROUND_LIMIT = 60;
const P99_MS = 5;
const MOST_MS = 25;

/** The rows of an attack: lateness of its ticks, ms. */
function rowsOf(attack: string, late: readonly number[]): Row[] {
  const sorted = [...late].sort((a, b) => a - b);
  const p99 = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))]!;
  return [
    figure(`${attack}, p99`, p99, 'ms', most(P99_MS, `≤ ${P99_MS} ms`)),
    figure(`${attack}, most`, sorted.at(-1)!, 'ms', most(MOST_MS, `≤ ${MOST_MS} ms`)),
  ];
}

async function attacks(context: Context): Promise<{ rows: Row[]; samples: unknown }> {
  const file = await image(context, 'bench/loop/guest.c', ['-O2', '-s']);
  context.progress(0, 1, 'attacks');
  const script = join(root, 'bench/loop/service.mjs');
  const args = [script, file, String(DURATION_MS), String(context.rounds)];
  const limit = ROUND_LIMIT * (1 + context.rounds);
  const { stdout } = await runOn(context, context.cpus, process.execPath, args, { limit });
  const samples = JSON.parse(stdout) as Record<string, number[]>;
  return { samples, rows: Object.entries(samples).flatMap(([attack, late]) => rowsOf(attack, late)) };
}

async function run(context: Context): Promise<SuiteResult> {
  const found = await context.attempt('attacks', () => attacks(context));
  return { samples: found?.samples, rows: found?.rows ?? [] };
}

export const suite: Suite = {
  name: 'loop',
  title: 'how late the event loop of a service is while one guest does its worst',
  about: `A service boots an isle whose function attacks the process: floods of output and of calls, restless words, traps, threads, long
strings, memory that it leaves, answers and packets without a pause. A timer of one millisecond tells how late the event loop is meanwhile;
the time in which Linux let others have the thread's CPU is taken off, since CPU time is not what is defended. The first row is that of a
service in which nothing happens: what it has more than nothing is the machine's noise.`,
  seconds: 70,
  run,
};
