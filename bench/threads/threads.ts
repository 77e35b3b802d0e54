// What threads cost: making and joining one, and two that meet at a barrier.
import type { Context, Suite, SuiteResult } from '../model.js';
import { image, native } from '../support/build.js';
import { asImage, asNative, byTurns } from '../support/programs.js';
import { most, row } from '../support/rows.js';

const SOURCE = 'bench/threads/create.c';

async function run(context: Context): Promise<SuiteResult> {
  const two = context.cpus.slice(0, 2);
  const wasm = await context.attempt('image', () => image(context, SOURCE));
  const elf = await context.attempt('native', () => native(context, SOURCE));
  const [ours, theirs] = await byTurns(
    context,
    [asImage(wasm, two, ['-n', String(two.length), '--cpus', two.join(',')]), asNative(elf, two)],
    { what: 'threads' },
  );
  const compare = (name: string, key: string, bar = most(1)) =>
    row({ name, unit: 'ns', image: ours?.[key], native: theirs?.[key], bar });
  return {
    samples: { image: ours, native: theirs },
    rows: [compare('pthread_create and join', 'create_join'), { ...compare('barrier of two', 'barrier'), bar: null }],
  };
}

export const suite: Suite = {
  name: 'threads',
  title: 'making threads, and meeting at a barrier, nanoseconds each',
  about: `One thread makes another that does nothing and joins it, 3000 times, the best of five batches; and two threads meet at a
pthread_barrier 20,000 times. Image and native program have the same two CPUs; an image's threads are functions on its cores' queues.`,
  seconds: 10,
  run,
};
