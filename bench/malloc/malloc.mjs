// malloc and free of mixed sizes, with one thread and with two at once.
import { image, native } from '../support/build.mjs';
import { asImage, asNative, byTurns, median } from '../support/measure.mjs';

export const title = 'malloc: nanoseconds for a malloc and its free';

const SOURCE = 'bench/malloc/malloc.c';

export function run({ cpus, rounds }) {
  const two = cpus.slice(0, 2);
  const [wasm, elf] = [image(SOURCE), native(SOURCE)];
  const options = ['-n', String(two.length), '--cpus', two.join(',')];
  const [one, nativeOne, both, nativeBoth] = byTurns(
    [
      asImage(wasm, two, options, ['1']),
      elf && asNative(elf, two, ['1']),
      asImage(wasm, two, options, ['2']),
      elf && asNative(elf, two, ['2']),
    ],
    rounds,
  );
  const of = (samples) => samples && median(samples.each);
  const row = (name, a, b) => ({
    name,
    image: of(a),
    native: of(b),
    unit: 'ns',
    value: b && of(a) / of(b),
    bar: { most: 1.5, text: '≤ 1.5×' },
  });
  const growth = (a, b) => (a && b ? of(b) / of(a) : null);
  return {
    samples: { one, nativeOne, both, nativeBoth },
    rows: [
      row('1 thread', one, nativeOne),
      row('2 threads', both, nativeBoth),
      {
        name: 'a thread of 2 against 1 alone',
        image: growth(one, both),
        native: growth(nativeOne, nativeBoth),
        unit: '×',
        value: growth(one, both),
        bar: two.length > 1 ? { most: 1, text: '≤ 1.0×' } : null,
      },
    ],
  };
}
