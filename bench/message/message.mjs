// MPI between two isles beside MPICH between two processes, from the same source; eight ranks on two CPUs; and what lies below it, the bare
// one-sided access that moves bytes from one isle's memory to another's and matches nothing.
import { image, native } from '../support/build.mjs';
import { collectives } from './collectives.mjs';
import { asImage, asMpi, byTurns, median } from '../support/measure.mjs';

export const title = 'message: MPI between two ranks against MPICH';

const most = (ratio) => ({ most: ratio, text: `≤ ${ratio.toFixed(1)}×` });
const least = (ratio) => ({ least: ratio, text: `≥ ${ratio}×` });

/** Figure of mpi.c, name, unit, what one of it is in that unit, bar for image / native. */
const FIGURES = [
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

function compare(samples, figure, name, unit, scale, bar) {
  const [a, b] = samples.map((all) => all && median(all[figure]) * scale);
  return { name, image: a, native: b, unit, value: b && a / b, bar };
}

export function run({ cpus, rounds }) {
  const two = cpus.slice(0, 2);
  if (two.length < 2) {
    console.log('message: needs two CPUs');
    return { samples: {}, rows: [] };
  }
  const elf = native('bench/message/mpi.c', ['-O3'], 'mpicc');
  if (!elf) console.log('message: MPICH is absent');
  const crowd = elf && native('bench/message/crowd.c', ['-O3'], 'mpicc');
  const place = ['-n', '1', '--cpus', two.join(',')];
  const pair = byTurns(
    [asImage(image('bench/message/mpi.c'), two, ['-i', '2', ...place]), elf && asMpi(elf, two)],
    rounds,
  );
  const many = byTurns(
    [
      asImage(image('bench/message/crowd.c'), two, ['-i', String(RANKS), '--mem', '64M', ...place]),
      crowd && asMpi(crowd, two, RANKS),
    ],
    rounds,
  );
  const [puts] = byTurns([asImage(image('bench/message/put.c'), two, ['-i', '2', ...place])], rounds);
  const more = collectives(two, rounds);
  const rows = [
    ...FIGURES.map((figure) => compare(pair, ...figure)),
    compare(many, 'crowd', `${RANKS} ranks on 2 CPUs, a round`, 'µs', 1, most(1)),
    ...more.rows,
    ...Object.entries(PUTS).map(([bytes, name]) =>
      compare([puts, null], `half_${bytes}`, `bare put, half of a round trip, ${name}`, 'ns', 1, null),
    ),
  ];
  return { samples: { pair, collectives: more.samples, many, puts }, rows };
}
