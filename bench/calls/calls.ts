// What single system calls cost: those served in the image, and writes through the proxy with and without a CPU for it.
import type { Context, Suite, SuiteResult } from '../model.js';
import { folder, image, native } from '../support/build.js';
import { asImage, asNative, byTurns } from '../support/programs.js';
import { most, row } from '../support/rows.js';

const SOURCE = 'bench/calls/calls.c';
/** Writes of a run where each waits for a CPU. */
const CROWDED_WRITES = '4000';

async function run(context: Context): Promise<SuiteResult> {
  const { cpus } = context;
  const wasm = await context.attempt('image', () => image(context, SOURCE));
  const elf = await context.attempt('native', () => native(context, SOURCE));
  const last = cpus.at(-1)!;
  const options = ['-n', '1', '--cwd', folder()];
  const [free, natively, crowded] = await byTurns(
    context,
    [
      asImage(wasm, cpus, [...options, '--cpus', String(last)]),
      asNative(elf, [last]),
      asImage(wasm, [last], options, [CROWDED_WRITES], 'image without a free CPU'),
    ],
    { what: 'calls' },
  );
  const inImage = most(1 / 30, '≤ 1/30×');
  const compare = (name: string, bar: typeof inImage | null) =>
    row({ name, unit: 'ns', image: free?.[name], native: natively?.[name], bar });
  const write = (name: string, samples: typeof free, us: number) =>
    row({
      name: `write of 8 bytes, ${name}`,
      unit: 'ns',
      image: samples?.['write'],
      native: natively?.['write'],
      value: 'image',
      bar: most(us * 1000, `≤ ${us} µs`),
    });
  return {
    samples: { free, native: natively, crowded },
    rows: [
      compare('getpid', inImage),
      compare('sched_yield', inImage),
      compare('clock_gettime', null),
      ...(cpus.length > 1 ? [write('a CPU free', free, 3)] : []),
      write('no CPU free', crowded, 25),
    ],
  };
}

export const suite: Suite = {
  name: 'calls',
  title: 'single system calls, nanoseconds each',
  about: `getpid, sched_yield and clock_gettime are served inside the image or by the host interface; write goes through the request ring to the
proxy and to Linux. Each figure is the best of five batches of a run (20,000 to 200,000 calls each), so it tells the cost of the call and not
of what else the machine did; the row is the median over the runs. Writes are measured with a CPU for the proxy, and with the
isle's core and the proxy on one CPU, where each call waits for the scheduler.`,
  seconds: 12,
  run,
};
