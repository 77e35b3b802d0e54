// MPI between two isles beside MPICH between two processes, from the same source; eight ranks on two CPUs; and what lies below it, the bare
// one-sided access that moves bytes from one isle's memory to another's and matches nothing.
import type { Bar, Context, Suite, SuiteResult } from '../model.js';
import { image, native } from '../support/build.js';
import { asImage, asMpi, byTurns } from '../support/programs.js';
import { least, most, row } from '../support/rows.js';
import { collectives, MPICH } from './collectives.js';

/** Figure of mpi.c, name, unit, what one of it is in that unit, bar for image / native. */
const FIGURES: readonly (readonly [string, string, string, number, Bar | null])[] = [
  ['half_8', 'half of a round trip, 8 bytes', 'ns', 1, most(0.5)],
  ['half_1024', 'half of a round trip, 1 KiB', 'ns', 1, most(0.5)],
  ['half_65536', 'half of a round trip, 64 KiB', 'ns', 1, null],
  ['half_1048576', 'half of a round trip, 1 MiB', 'ns', 1, null],
  ['one_65536', 'one way, 64 KiB', 'GB/s', 1e-3, least(3)],
  ['one_1048576', 'one way, 1 MiB', 'GB/s', 1e-3, least(2)],
  ['both_65536', 'both ways, 64 KiB', 'GB/s', 1e-3, least(3)],
  ['both_1048576', 'both ways, 1 MiB', 'GB/s', 1e-3, least(2)],
  ['rate', 'messages of 8 bytes, 64 under way', '1/µs', 1e-6, least(2)],
];
const PUTS = { 8: '8 bytes', 1024: '1 KiB', 65536: '64 KiB', 1048576: '1 MiB' };
const RANKS = 8;

async function run(context: Context): Promise<SuiteResult> {
  const two = context.cpus.slice(0, 2);
  const source = (name: string): string => `bench/message/${name}.c`;
  const wasm = (name: string): Promise<string | null> => context.attempt(name, () => image(context, source(name)));
  const elf = (name: string): Promise<string | null> =>
    context.attempt(name, () => native(context, source(name), ['-O3'], 'mpicc'));
  const place = ['-n', '1', '--cpus', two.join(',')];

  const [mpi, mpich] = [await wasm('mpi'), await elf('mpi')];
  const [ours, theirs] = await byTurns(context, [asImage(mpi, two, ['-i', '2', ...place]), asMpi(mpich, two)], {
    what: 'two ranks',
  });
  const more = await collectives(context, two);
  const [put] = [await wasm('put')];
  const [puts] = await byTurns(context, [asImage(put, two, ['-i', '2', ...place])], { what: 'bare put' });
  const [crowd, crowdMpich] = [await wasm('crowd'), await elf('crowd')];
  const many = await byTurns(
    context,
    [asImage(crowd, two, ['-i', String(RANKS), '--mem', '64M', ...place]), asMpi(crowdMpich, two, RANKS)],
    { what: `${RANKS} ranks` },
  );
  return {
    samples: { ours, theirs, collectives: more.samples, many, puts },
    rows: [
      ...FIGURES.map(([key, name, unit, scale, bar]) =>
        row({
          name,
          unit,
          scale,
          bar,
          image: ours?.[key],
          native: theirs?.[key],
          against: MPICH,
          ...(unit === 'ns' ? {} : { better: 'more' }),
        }),
      ),
      row({
        name: `${RANKS} ranks on 2 CPUs, a round`,
        unit: 'µs',
        image: many[0]?.['crowd'],
        native: many[1]?.['crowd'],
        against: MPICH,
        bar: most(1),
      }),
      ...more.rows,
      ...Object.entries(PUTS).map(([bytes, name]) =>
        row({ name: `bare put, half of a round trip, ${name}`, unit: 'ns', image: puts?.[`half_${bytes}`] }),
      ),
    ],
  };
}

export const suite: Suite = {
  name: 'message',
  title: 'MPI between two ranks against MPICH',
  about: `The same MPI programs as images, each rank an isle with a core of its own, and under MPICH's mpiexec, each rank a process bound to a core, on
the same two CPUs. Half of a round trip is the time that a message takes; bandwidth is of 64 messages that are under way at once; each figure
is the best of seven batches of a run. Collectives are means over many calls. Eight ranks on two CPUs exchange with their neighbours and add
up: there it counts how ranks that wait make room. A bare put is one-sided access from isle to isle, without MPI, which nothing native
corresponds to.`,
  seconds: 80,
  needs: { cpus: 2 },
  run,
};
