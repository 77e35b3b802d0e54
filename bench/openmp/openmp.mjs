// What OpenMP's constructs cost, beside gcc's libgomp and clang's libomp: one thread a CPU, and many threads on few CPUs.
//
// All programs live at once and take turns of some milliseconds (support/turns.mjs). A row's value is the median over the turns of
// the image's sample divided by the sample of the better native one in the same turn; the better one is the one with the smaller
// median. Image and natives are pinned alike, one thread a CPU (bound, `close`); crowds are pinned to the CPUs as a whole. Polling
// and sleeping is left to each runtime's defaults.
import { image, native } from '../support/build.mjs';
import { median } from '../support/measure.mjs';
import { byFineTurns, imageCommand, nativeCommand } from '../support/turns.mjs';

export const title = 'openmp: nanoseconds for each execution, against the faster of libgomp and libomp';

const SOURCES = ['overhead', 'sync', 'loops', 'tasks', 'arrays'].map((name) => `bench/openmp/${name}.c`);
const FLAGS = ['-O3', '-fopenmp'];
/** Milliseconds of a sample: short for turns, long where a thread waits for others to use up their share of a CPU. */
const SAMPLE = '2';
const CROWDED_SAMPLE = '20';
/** Threads where there are more of them than CPUs. */
const CROWD = 8;
/** Turns in each of `--rounds`. */
const TURNS = 6;
const CROWDED_TURNS = 2;

const FORK = { most: 0.7, text: '≤ 0.7×' };
const EQUAL = { most: 1, text: '≤ 1.0×' };
const CROWDED = { most: 1.5, text: '≤ 1.5×' };
/** By construct, in the order of the table. */
const bars = {
  ...Object.fromEntries(['parallel', 'parallel_for', 'barrier', 'for', 'single', 'reduction'].map((n) => [n, FORK])),
  ...Object.fromEntries(['critical', 'lock', 'atomic', 'ordered'].map((n) => [n, EQUAL])),
  static: null,
  static_1: null,
  ...Object.fromEntries(['dynamic_1', 'dynamic_8', 'guided_1', 'guided_8'].map((n) => [n, EQUAL])),
  ...Object.fromEntries(['task_each', 'task_one', 'taskwait'].map((n) => [n, EQUAL])),
  taskgroup: null,
  depend: null,
  ...Object.fromEntries(['taskloop', 'fib', 'queens'].map((n) => [n, EQUAL])),
  ...Object.fromEntries(
    [1, 729].flatMap((n) =>
      ['private', 'firstprivate', 'copyin', 'copyprivate'].map((clause) => [`${clause}_${n}`, null]),
    ),
  ),
};
/** What is measured with a crowd, too: all that has a bar. */
const crowded = Object.keys(bars).filter((name) => bars[name]);

function row(name, samples, names, bar) {
  const medians = samples.map((all) => all && median(all[name]));
  const known = medians.flatMap((value, i) => (i && value !== null ? [i] : []));
  const best = known.sort((a, b) => medians[a] - medians[b])[0];
  if (best === undefined) return { name, image: medians[0], native: null, unit: 'ns', value: null, bar };
  const ratios = samples[0][name].map((value, i) => value / samples[best][name][i]);
  return { name, image: medians[0], native: medians[best], unit: `ns, ${names[best]}`, value: median(ratios), bar };
}

export async function run({ cpus, rounds }) {
  const two = cpus.slice(0, 2);
  const wasm = image(SOURCES, FLAGS);
  const natives = { libgomp: native(SOURCES, FLAGS, 'gcc'), libomp: native(SOURCES, FLAGS, 'clang') };
  for (const [name, file] of Object.entries(natives)) if (!file) console.log(`openmp: ${name} is absent`);
  const names = ['image', ...Object.keys(natives)];
  const commands = (threads, sample, bound) => {
    const env = {
      OMP_NUM_THREADS: String(threads),
      ...(bound ? { OMP_PROC_BIND: 'close', OMP_PLACES: 'threads' } : {}),
    };
    const options = ['-n', String(two.length), '--cpus', two.join(','), '-e', `OMP_NUM_THREADS=${threads}`];
    return [
      imageCommand(wasm, two, options, [sample]),
      ...Object.values(natives).map((file) => file && nativeCommand(file, two, [sample], env)),
    ];
  };
  const own = await byFineTurns(commands(two.length, SAMPLE, true), Object.keys(bars), rounds * TURNS);
  // Against libgomp alone: libomp's threads poll for so long that a crowd of them takes minutes.
  const crowd = await byFineTurns(commands(CROWD, CROWDED_SAMPLE, false).slice(0, 2), crowded, rounds * CROWDED_TURNS);
  const rows = Object.keys(bars).map((name) => row(name, own, names, bars[name]));
  const many = crowded.map((name) => ({
    ...row(name, crowd, names, CROWDED),
    name: `${name}, ${CROWD} threads on ${two.length} CPUs`,
  }));
  return { samples: { own, crowd, names }, rows: [...rows, ...many] };
}
