// The OpenMP apps with one thread and with two, against gcc -O3 -fopenmp: their computations alone.
import type { Context, Row, Suite, SuiteResult } from '../model.js';
import { image, native } from '../support/build.js';
import { asImage, asNative, byTurns, type Gathered } from '../support/programs.js';
import { least, meanRow, most, row } from '../support/rows.js';
import { ratios } from '../support/statistics.js';

const FLAGS = ['-O3', '-fopenmp'];
/** Sizes for which one thread takes some tenths of a second. */
const APPS = { heat: '200', matmul: '1000', fft: '20', cg: '400', mergesort: '3000000', mandelbrot: '800' };

async function measure(context: Context, name: string, size: string): Promise<(Gathered | null)[]> {
  const two = context.cpus.slice(0, 2);
  const source = `apps/openmp/${name}.c`;
  const wasm = await context.attempt(name, () => image(context, source, FLAGS));
  const elf = await context.attempt(name, () => native(context, source, FLAGS));
  const contestants = (two.length > 1 ? [1, 2] : [1]).flatMap((threads) => {
    const at = two.slice(0, threads);
    const env = { OMP_NUM_THREADS: String(threads), OMP_PROC_BIND: 'close', OMP_PLACES: 'threads' };
    const options = ['-n', String(threads), '--cpus', at.join(','), '-e', `OMP_NUM_THREADS=${threads}`];
    return [asImage(wasm, at, options, ['--time', size]), asNative(elf, at, ['--time', size], env)];
  });
  return byTurns(context, contestants, { what: name });
}

async function run(context: Context): Promise<SuiteResult> {
  const samples: Record<string, unknown> = {};
  const times: Row[] = [];
  const speedUps: Row[] = [];
  for (const [name, size] of Object.entries(APPS)) {
    const taken = await measure(context, name, size);
    samples[name] = taken;
    const [ours1, native1, ours2, native2] = taken.map((all) => all?.['seconds'] ?? null);
    const time = (threads: string, a: typeof ours1, b: typeof ours1): Row =>
      row({ name: `${name}, ${threads}`, unit: 'ms', image: a, native: b, scale: 1000 });
    if (context.cpus.length < 2) {
      times.push(time('1 thread', ours1, native1));
      continue;
    }
    times.push(time('2 threads', ours2, native2));
    const speedUp = (one: typeof ours1, both: typeof ours1) => one && both && ratios(one, both);
    speedUps.push(
      row({
        name: `${name}, speed-up of 2 threads`,
        unit: '×',
        image: speedUp(ours1, ours2),
        native: speedUp(native1, native2),
        bar: least(1, '≥ 1.0× of native'),
        better: 'more',
      }),
    );
  }
  return { samples, rows: [...times, meanRow('geometric mean of the ratios', times, most(1.15)), ...speedUps] };
}

export const suite: Suite = {
  name: 'apps',
  title: 'OpenMP programs, time of the computation',
  about: `The OpenMP programs of apps/ as images and with gcc -O3 -fopenmp, with one thread and with two, each thread bound to a CPU. They time
their computation themselves; starting, reading and checking do not count.`,
  seconds: 110,
  run,
};
