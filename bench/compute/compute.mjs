// Numerical loops on one core against gcc -O3.
import { image, native } from '../support/build.mjs';
import { asImage, asNative, byTurns, geometricMean, median } from '../support/measure.mjs';

export const title = 'compute: milliseconds on one core';

const SOURCE = 'bench/compute/kernels.c';
const KERNELS = ['matmul', 'stencil', 'triad', 'nbody'];

export function run({ cpus, rounds }) {
  const last = cpus.at(-1);
  const [wasm, elf] = [image(SOURCE), native(SOURCE)];
  const [samples, natively] = byTurns(
    [asImage(wasm, cpus, ['-n', '1', '--cpus', String(last)]), elf && asNative(elf, [last])],
    rounds,
  );
  const of = (all, name) => all && median(all[name]) / 1e6;
  const ratio = (name) => of(samples, name) / of(natively, name);
  return {
    samples: { image: samples, native: natively },
    rows: [
      ...KERNELS.map((name) => ({
        name,
        image: of(samples, name),
        native: of(natively, name),
        unit: 'ms',
        value: natively && ratio(name),
        bar: null,
      })),
      {
        name: 'geometric mean of the ratios',
        image: null,
        native: null,
        unit: '×',
        value: natively && geometricMean(KERNELS.map(ratio)),
        bar: { most: 1.15, text: '≤ 1.15×' },
      },
    ],
  };
}
