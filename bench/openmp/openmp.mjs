// What OpenMP's constructs cost, beside gcc's libgomp and clang's libomp: one thread a CPU, and many threads on few CPUs.
import { image, native } from '../support/build.mjs';
import { asImage, asNative, byTurns, median } from '../support/measure.mjs';

export const title = 'openmp: nanoseconds for each execution, against the faster of libgomp and libomp';

const SOURCES = ['overhead', 'sync', 'loops', 'tasks', 'arrays'].map((name) => `bench/openmp/${name}.c`);
const FLAGS = ['-O3', '-fopenmp'];
/** Milliseconds of a sample. */
const SAMPLE = '2';
/** Threads where there are more of them than CPUs. */
const CROWD = 8;

const FORK = { most: 0.7, text: '≤ 0.7×' };
const EQUAL = { most: 1, text: '≤ 1.0×' };
const CROWDED = { most: 1.5, text: '≤ 1.5×' };
const bars = {
  ...Object.fromEntries(['parallel', 'parallel_for', 'barrier', 'for', 'single', 'reduction'].map((n) => [n, FORK])),
  ...Object.fromEntries(['critical', 'lock', 'atomic', 'ordered', 'dynamic_1', 'dynamic_8'].map((n) => [n, EQUAL])),
  ...Object.fromEntries(['guided_1', 'guided_8', 'task_each', 'task_one'].map((n) => [n, EQUAL])),
  ...Object.fromEntries(['taskwait', 'taskloop', 'fib', 'queens'].map((n) => [n, EQUAL])),
};

export function run({ cpus, rounds }) {
  const two = cpus.slice(0, 2);
  const wasm = image(SOURCES, FLAGS);
  const natives = { libgomp: native(SOURCES, FLAGS, 'gcc'), libomp: native(SOURCES, FLAGS, 'clang') };
  for (const [name, file] of Object.entries(natives)) if (!file) console.log(`openmp: ${name} is absent`);
  const contestants = (threads, bound) => {
    const env = {
      OMP_NUM_THREADS: String(threads),
      ...(bound ? { OMP_PROC_BIND: 'close', OMP_PLACES: 'threads' } : {}),
    };
    const options = ['-n', String(bound ? threads : two.length), '--cpus', two.join(',')];
    return [
      asImage(wasm, two, [...options, '-e', `OMP_NUM_THREADS=${threads}`], [SAMPLE]),
      ...Object.values(natives).map((file) => file && asNative(file, two, [SAMPLE], env)),
    ];
  };
  const few = Math.max(1, Math.min(rounds, 3));
  const own = byTurns(contestants(two.length, true), few);
  const crowd = byTurns(contestants(CROWD, false).slice(0, 2), 1);
  const rows = Object.keys(own[0]).map((name) => {
    const [a, ...others] = own.map((samples) => samples && median(samples[name]));
    const known = others.filter((n) => n !== null);
    const best = known.length ? Math.min(...known) : null;
    return { name, image: a, native: best, unit: 'ns', value: best && a / best, bar: bars[name] ?? null };
  });
  const crowded = Object.keys(crowd[0]).map((name) => {
    const [a, b] = crowd.map((samples) => samples && median(samples[name]));
    const bar = bars[name] ? CROWDED : null;
    return {
      name: `${name}, ${CROWD} threads on ${two.length} CPUs`,
      image: a,
      native: b,
      unit: 'ns',
      value: b && a / b,
      bar,
    };
  });
  return { samples: { own, crowd, names: ['image', ...Object.keys(natives)] }, rows: [...rows, ...crowded] };
}
