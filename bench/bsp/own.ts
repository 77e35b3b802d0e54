// The noise of this machine's own cores, as the suite noise measures it, on every rank of a simulated machine.
import type { Context, Plot, Row } from '../model.js';
import { measureNoise } from '../noise/contestants.js';
import { SOURCES } from '../noise/noise.js';
import type { Trace as Measured } from '../noise/trace.js';
import { image, native } from '../support/build.js';
import { figure } from '../support/rows.js';
import type { Trace } from './detours.js';
import { simulated } from './kinds.js';

const TURNS = 10;

/** Detours of several runs, one behind the other, in microseconds: what each gap took beyond the loop's shortest step. */
export function traceOf(runs: readonly Pick<Measured, 'detours' | 'detourRunNs' | 'detourShortestNs'>[]): Trace {
  let span = 0;
  const detours = runs.flatMap(({ detours: gaps, detourRunNs, detourShortestNs }) => {
    const begun = span;
    span += detourRunNs / 1000;
    return gaps.map(({ at, ns }) => ({ at: begun + at / 1000, duration: (ns - detourShortestNs) / 1000 }));
  });
  return { kind: 'trace', detours, span };
}

/** Rows at `many` ranks, and a plot over `ranks`, of pinned cores of isles and pinned native threads. */
export async function ownNoise(
  context: Context,
  ranks: readonly number[],
  many: number,
  work: number,
): Promise<{ rows: Row[]; plots: Plot[]; samples: unknown }> {
  const wasm = await context.attempt('own noise', () => image(context, SOURCES));
  const elf = await context.attempt('own noise', () => native(context, SOURCES));
  const pinned = await measureNoise(context, wasm, elf, {
    what: 'own noise',
    turns: TURNS,
    wanted: ({ role }) => role === 'image' || role === 'native',
  });
  const found = pinned.flatMap(({ title, role, traces }) => (role ? [{ title, role, trace: traceOf(traces) }] : []));
  if (!found.length || context.signal.aborted) return { rows: [], plots: [], samples: found };
  return {
    rows: found.map(({ title, trace }) => ({
      ...figure(`own noise, ${title}, ${many} ranks, simulated`, simulated(trace, many, work)[1], '%'),
      better: 'more' as const,
    })),
    plots: [
      {
        kind: 'lines',
        title: "Efficiency if every rank had this machine's own noise, simulated",
        caption: `Detours as a loop that reads the clock finds them on a pinned core, begun at a random moment on each rank, over and over.`,
        x: { label: 'ranks', log: true },
        y: { label: 'efficiency', unit: '%', from: 0, to: 100 },
        series: found.map(({ title, role, trace }) => ({
          name: title,
          role,
          points: ranks.map((n) => simulated(trace, n, work)),
        })),
      },
    ],
    samples: found,
  };
}
