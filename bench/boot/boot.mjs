// What it takes to boot an isle in a machine that runs, beside one that serves and one that computes.
import { join } from 'node:path';
import { image } from '../support/build.mjs';
import { median, runOn } from '../support/measure.mjs';

export const title = 'boot: an isle in a running machine, until its main has begun';

const BOOTS_A_ROUND = 5;
const BAR = { most: 40, text: '≤ 40 ms' };

export function run({ cpus, rounds }) {
  const script = join(import.meta.dirname, 'machine.mjs');
  const { stdout } = runOn(cpus, process.execPath, [
    script,
    image('bench/boot/boot.c', ['-O2', '-s']),
    String(BOOTS_A_ROUND * rounds),
    ...cpus.map(String),
  ]);
  const samples = JSON.parse(stdout);
  const { first, boots, halts, fresh, trip, half } = samples;
  const row = (name, value, unit = 'ms', bar = null) => ({ name, image: value, native: null, unit, value, bar });
  return {
    samples,
    rows: [
      row(`median of ${boots.length}`, median(boots), 'ms', BAR),
      row('the slowest of them', Math.max(...boots), 'ms', BAR),
      row('on a thread that has to be started', median(fresh), 'ms', BAR),
      row('first of its process, compiling the image', first),
      row('halt of an isle that waits, median', median(halts)),
      row('packet of 8 bytes to an isle and back to the loader', trip * 1e3, 'µs'),
      row('packet of 8 bytes between isles, half of a round trip', half / 1e3, 'µs'),
    ],
  };
}
