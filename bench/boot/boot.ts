// What it takes to boot an isle in a machine that runs, beside one that serves and one that computes.
import { join } from 'node:path';
import type { Context, Suite, SuiteResult } from '../model.js';
import { image } from '../support/build.js';
import { runOn } from '../support/programs.js';
import { figure, most, row } from '../support/rows.js';

const BOOTS_A_ROUND = 5;
const BAR = most(40, '≤ 40 ms');

interface Samples {
  first: number;
  boots: number[];
  halts: number[];
  fresh: number[];
  trip: number;
  half: number;
}

async function run(context: Context): Promise<SuiteResult> {
  const { cpus, rounds } = context;
  const samples = await context.attempt('boots', async () => {
    const wasm = await image(context, 'bench/boot/boot.c', ['-O2', '-s']);
    context.progress(0, 1, 'boots');
    const args = [join(__dirname, 'machine.js'), wasm, String(BOOTS_A_ROUND * rounds), ...cpus.map(String)];
    const { stdout } = await runOn(context, cpus, process.execPath, args);
    return JSON.parse(stdout) as Samples;
  });
  if (!samples) return { rows: [] };
  const { first, boots, halts, fresh, trip, half } = samples;
  const times = (name: string, image: number[], bar = BAR) => row({ name, unit: 'ms', image, value: 'image', bar });
  return {
    samples,
    rows: [
      times('until main has begun', boots),
      figure(`the slowest of ${boots.length}`, Math.max(...boots), 'ms', BAR),
      times('on a thread that has to be started', fresh),
      figure('first of its process, compiling the image', first, 'ms'),
      { ...times('halt of an isle that waits', halts), bar: null },
      figure('packet of 8 bytes to an isle and back to the loader', trip * 1e3, 'µs'),
      figure('packet of 8 bytes between isles, half of a round trip', half / 1e3, 'µs'),
    ],
  };
}

export const suite: Suite = {
  name: 'boot',
  title: 'booting an isle in a running machine, until its main has begun',
  about: `A machine made with the library boots an isle that answers and one that computes, and beside these boots and halts a third again and
again. The time ends when the first byte that main writes has reached the loader. Nothing native corresponds to it.`,
  seconds: 6,
  run,
};
