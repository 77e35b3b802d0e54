// The OpenMP apps with one thread and with two, against gcc -O3 -fopenmp: their computations alone.
import { image, native } from '../support/build.mjs';
import { asImage, asNative, byTurns, geometricMean, median } from '../support/measure.mjs';

export const title = 'apps: milliseconds of the computation, OpenMP on one core and on two';

const FLAGS = ['-O3', '-fopenmp'];
/** Sizes for which one thread takes some tenths of a second. */
const APPS = { heat: '200', matmul: '1000', fft: '20', cg: '400', mergesort: '3000000', mandelbrot: '800' };

export function run({ cpus, rounds }) {
  const two = cpus.slice(0, 2);
  const samples = {};
  const rows = [];
  const ratios = [];
  for (const [name, size] of Object.entries(APPS)) {
    const source = `apps/openmp/${name}.c`;
    const [wasm, elf] = [image(source, FLAGS), native(source, FLAGS)];
    const contestants = [1, two.length].flatMap((threads) => {
      const at = two.slice(0, threads);
      const env = { OMP_NUM_THREADS: String(threads), OMP_PROC_BIND: 'close', OMP_PLACES: 'threads' };
      const options = ['-n', String(threads), '--cpus', at.join(','), '-e', `OMP_NUM_THREADS=${threads}`];
      return [asImage(wasm, at, options, ['--time', size]), elf && asNative(elf, at, ['--time', size], env)];
    });
    const taken = byTurns(contestants, rounds);
    samples[name] = taken;
    const [ours1, native1, ours2, native2] = taken.map((all) => all && median(all.seconds) * 1000);
    const ratio = native2 && ours2 / native2;
    if (ratio) ratios.push(ratio);
    rows.push(
      { name: `${name}, ${two.length} threads`, image: ours2, native: native2, unit: 'ms', value: ratio, bar: null },
      {
        name: `${name}, 1 thread : ${two.length}`,
        image: ours1 / ours2,
        native: native2 && native1 / native2,
        unit: '×',
        value: native2 && ours1 / ours2 / (native1 / native2),
        bar: { least: 1, text: '≥ 1.0 of native' },
      },
    );
  }
  rows.push({
    name: 'geometric mean of the ratios',
    image: null,
    native: null,
    unit: '×',
    value: ratios.length ? geometricMean(ratios) : null,
    bar: { most: 1.15, text: '≤ 1.15×' },
  });
  return { samples, rows };
}
