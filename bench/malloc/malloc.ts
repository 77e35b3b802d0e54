// malloc and free of mixed sizes, with one thread and with two at once.
import type { Context, Suite, SuiteResult } from '../model.js';
import { image, native } from '../support/build.js';
import { asImage, asNative, byTurns } from '../support/programs.js';
import { most, row } from '../support/rows.js';
import { median } from '../support/statistics.js';

const SOURCE = 'bench/malloc/malloc.c';

async function run(context: Context): Promise<SuiteResult> {
  const two = context.cpus.slice(0, 2);
  const wasm = await context.attempt('image', () => image(context, SOURCE));
  const elf = await context.attempt('native', () => native(context, SOURCE));
  const options = ['-n', String(two.length), '--cpus', two.join(',')];
  const taken = await byTurns(
    context,
    ['1', '2'].flatMap((threads) => [
      asImage(wasm, two, options, [threads], `image, ${threads} threads`),
      asNative(elf, two, [threads], {}, `native, ${threads} threads`),
    ]),
    { what: 'malloc' },
  );
  const [one, nativeOne, both, nativeBoth] = taken.map((samples) => samples?.['each'] ?? null);
  const growth = (a = one, b = both) => (a && b ? b.map((v, i) => v / a[i]!) : null);
  const grown = row({ name: 'a thread of 2 against 1 alone', unit: '×', image: growth(), value: 'image' });
  const natively = growth(nativeOne, nativeBoth);
  return {
    samples: { one, nativeOne, both, nativeBoth },
    rows: [
      row({ name: '1 thread', unit: 'ns', image: one, native: nativeOne, bar: most(1.5) }),
      row({ name: '2 threads', unit: 'ns', image: both, native: nativeBoth, bar: most(1.5) }),
      { ...grown, native: natively && median(natively), bar: two.length > 1 ? most(1) : null },
    ],
  };
}

export const suite: Suite = {
  name: 'malloc',
  title: 'a malloc and its free, nanoseconds',
  about: `Each thread keeps 1000 blocks of mixed sizes (most below 128 bytes, some of 4 to 34 KiB) and replaces a random one 8 million times, on
its own. Pages have been touched before. The last row is what a thread pays for the other one: its time with two at work by its time alone.`,
  seconds: 15,
  run,
};
