// What OpenMP's constructs cost, beside gcc's libgomp and clang's libomp: one thread a CPU, and many threads on few CPUs.
import type { Bar, Context, Row, Suite, SuiteResult } from '../model.js';
import { image, native } from '../support/build.js';
import type { Gathered } from '../support/programs.js';
import { most, row } from '../support/rows.js';
import { median } from '../support/statistics.js';
import { byFineTurns, imageCommand, nativeCommand, type TurnCommand } from '../support/turns.js';

const SOURCES = ['overhead', 'sync', 'loops', 'tasks', 'arrays'].map((name) => `bench/openmp/${name}.c`);
const FLAGS = ['-O3', '-fopenmp'];
const NAMES = ['image', 'libgomp', 'libomp'] as const;
/** Milliseconds of a sample: short for turns, long where a thread waits for others to use up their share of a CPU. */
const SAMPLE = '2';
const CROWDED_SAMPLE = '20';
/** Threads where there are more of them than CPUs. */
const CROWD = 8;
/** Turns in each of the context's rounds. */
const TURNS = 6;
const CROWDED_TURNS = 2;
const PASSES = 2;

/** Constructs in the order of the table, by what they may take of the faster native time. */
const constructs: readonly (readonly [Bar | null, ...string[]])[] = [
  [most(0.7), 'parallel', 'parallel_for', 'barrier', 'for', 'single', 'reduction'],
  [most(1), 'critical', 'lock', 'atomic', 'ordered'],
  [null, 'static', 'static_1'],
  [most(1), 'dynamic_1', 'dynamic_8', 'guided_1', 'guided_8', 'task_each', 'task_one', 'taskwait'],
  [null, 'taskgroup', 'depend'],
  [most(1), 'taskloop', 'fib', 'queens'],
  [null, ...['1', '729'].flatMap((n) => ['private', 'firstprivate', 'copyin', 'copyprivate'].map((c) => `${c}_${n}`))],
];
const bars = new Map(constructs.flatMap(([bar, ...names]) => names.map((name) => [name, bar] as const)));
/** What is measured with a crowd, too: all that has a bar. */
const crowded = [...bars.keys()].filter((name) => bars.get(name));

/** Against the native one with the smaller median. */
function compare(key: string, samples: readonly (Gathered | null)[], bar: Bar | null, name = key): Row {
  const [ours, ...natives] = samples.map((all) => (all?.[key]?.length ? all[key] : null));
  const known = natives.flatMap((values, i) =>
    values ? [{ values, runtime: NAMES[i + 1]!, middle: median(values) }] : [],
  );
  const best = known.sort((a, b) => a.middle - b.middle)[0];
  return row({ name, unit: 'ns', image: ours, native: best?.values, ...(best ? { against: best.runtime } : {}), bar });
}

/** Paths of NAMES; null where one is absent. */
type Programs = readonly [string | null, string | null, string | null];

function commands(
  [wasm, gomp, omp]: Programs,
  cpus: readonly number[],
  threads: number,
  sample: string,
): (TurnCommand | null)[] {
  const bound = threads <= cpus.length ? { OMP_PROC_BIND: 'close', OMP_PLACES: 'threads' } : {};
  const env = { OMP_NUM_THREADS: String(threads), ...bound };
  const options = ['-n', String(cpus.length), '--cpus', cpus.join(','), '-e', `OMP_NUM_THREADS=${threads}`];
  return [
    imageCommand(wasm, cpus, options, [sample]),
    nativeCommand(gomp, cpus, [sample], env, NAMES[1]),
    nativeCommand(omp, cpus, [sample], env, NAMES[2]),
  ];
}

async function run(context: Context): Promise<SuiteResult> {
  const cpus = context.cpus.slice(0, Math.min(context.threads, context.cpus.length));
  const programs: Programs = [
    await context.attempt('image', () => image(context, SOURCES, FLAGS)),
    await context.attempt(NAMES[1], () => native(context, SOURCES, FLAGS, 'gcc')),
    await context.attempt(NAMES[2], () => native(context, SOURCES, FLAGS, 'clang')),
  ];
  const own = await byFineTurns(context, commands(programs, cpus, cpus.length, SAMPLE), {
    what: `${cpus.length} threads`,
    names: [...bars.keys()],
    turns: context.rounds * TURNS,
    passes: PASSES,
  });
  // Against libgomp alone: libomp's threads poll for so long that a crowd of them takes minutes.
  const crowd = await byFineTurns(context, commands(programs, cpus, CROWD, CROWDED_SAMPLE).slice(0, 2), {
    what: `${CROWD} threads`,
    names: crowded,
    turns: context.rounds * CROWDED_TURNS,
  });
  return {
    samples: { own, crowd, names: NAMES },
    rows: [
      ...[...bars].map(([name, bar]) => compare(name, own, bar)),
      ...crowded.map((name) => compare(name, crowd, most(1.5), `${name}, ${CROWD} threads on ${cpus.length} CPUs`)),
    ],
  };
}

export const suite: Suite = {
  name: 'openmp',
  title: 'OpenMP constructs, time of each execution, against the faster of libgomp and libomp',
  about: `By the method of EPCC's microbenchmarks: what a construct around a delay of 100 ns takes beyond the delay alone. All programs live at
once and take turns of 2 ms while the others are stopped by signal; half of the turns of two threads are those of other processes later. A row's value is the median over the turns of the image's sample divided by
the sample of the better native one in the same turn; the better one is the one with the smaller median. Image and natives are bound
alike, one thread a CPU; crowds of eight threads share the CPUs as a whole. Polling and sleeping is left to each runtime's defaults.`,
  seconds: 80,
  run,
};
