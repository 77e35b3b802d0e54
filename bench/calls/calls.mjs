// What single system calls cost: those served in the image, and writes through the proxy with and without a CPU for it.
import { asImage, asNative, byTurns, median } from '../support/measure.mjs';
import { folder, image, native } from '../support/build.mjs';

export const title = 'calls: nanoseconds a call';

const SOURCE = 'bench/calls/calls.c';

export function run({ cpus, rounds }) {
  const [wasm, elf] = [image(SOURCE), native(SOURCE)];
  const last = cpus.at(-1);
  const options = ['-n', '1', '--cwd', folder];
  const contestants = [
    asImage(wasm, cpus, [...options, '--cpus', String(last)]),
    elf && asNative(elf, [last]),
    asImage(wasm, [last], options, ['4000']),
  ];
  const [free, natively, crowded] = byTurns(contestants, rounds);
  const of = (samples, name) => (samples ? median(samples[name]) : null);
  const row = (name, samples, key, value, bar) => ({
    name,
    image: of(samples, key),
    native: of(natively, key),
    unit: 'ns',
    value,
    bar,
  });
  const faster = (key) => (natively ? of(natively, key) / of(free, key) : null);
  const atLeast = (n) => ({ least: n, text: `≥ ${n}× faster` });
  const atMost = (us) => ({ most: us * 1000, text: `≤ ${us} µs` });
  const spare = cpus.length > 1;
  return {
    samples: { free, native: natively, crowded },
    rows: [
      row('getpid', free, 'getpid', faster('getpid'), atLeast(30)),
      row('sched_yield', free, 'sched_yield', faster('sched_yield'), atLeast(30)),
      row('clock_gettime', free, 'clock_gettime', faster('clock_gettime'), null),
      ...(spare ? [row('write of 8 bytes, a CPU free', free, 'write', of(free, 'write'), atMost(3))] : []),
      row('write of 8 bytes, no CPU free', crowded, 'write', of(crowded, 'write'), atMost(25)),
    ],
  };
}
