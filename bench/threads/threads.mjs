// What threads cost: making and joining one, and two that meet at a barrier.
import { image, native } from '../support/build.mjs';
import { asImage, asNative, byTurns, median } from '../support/measure.mjs';

export const title = 'threads: nanoseconds each';

const SOURCE = 'bench/threads/create.c';

export function run({ cpus, rounds }) {
  const two = cpus.slice(0, 2);
  const [wasm, elf] = [image(SOURCE), native(SOURCE)];
  const contestants = [
    asImage(wasm, two, ['-n', String(two.length), '--cpus', two.join(',')]),
    elf && asNative(elf, two),
  ];
  const [samples, natively] = byTurns(contestants, rounds);
  const row = (name, key, bar) => {
    const [a, b] = [median(samples[key]), natively && median(natively[key])];
    return { name, image: a, native: b, unit: 'ns', value: b && a / b, bar };
  };
  return {
    samples: { image: samples, native: natively },
    rows: [
      row('pthread_create and join', 'create_join', { most: 1, text: '≤ 1.0×' }),
      row('barrier of two', 'barrier', null),
    ],
  };
}
