// Numerical loops on one core against gcc -O3.
import type { Context, Suite, SuiteResult } from '../model.js';
import { image, native } from '../support/build.js';
import { asImage, asNative, byTurns } from '../support/programs.js';
import { meanRow, most, row } from '../support/rows.js';

const SOURCE = 'bench/compute/kernels.c';
const KERNELS = ['matmul', 'stencil', 'triad', 'nbody'];

async function run(context: Context): Promise<SuiteResult> {
  const { cpus } = context;
  const last = cpus.at(-1)!;
  const wasm = await context.attempt('image', () => image(context, SOURCE));
  const elf = await context.attempt('native', () => native(context, SOURCE));
  const [ours, theirs] = await byTurns(
    context,
    [asImage(wasm, cpus, ['-n', '1', '--cpus', String(last)]), asNative(elf, [last])],
    { what: 'kernels' },
  );
  const rows = KERNELS.map((name) =>
    row({ name, unit: 'ms', image: ours?.[name], native: theirs?.[name], scale: 1e-6 }),
  );
  return {
    samples: { image: ours, native: theirs },
    rows: [...rows, meanRow('geometric mean of the ratios', rows, most(1.15))],
  };
}

export const suite: Suite = {
  name: 'compute',
  title: 'numerical loops on one core, milliseconds',
  about: 'Loops of numerical programs as an image and with gcc -O3, each pinned to the same CPU.',
  seconds: 20,
  run,
};
