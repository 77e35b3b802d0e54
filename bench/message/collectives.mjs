// Collectives between two ranks, beside MPICH's.
import { image, native } from '../support/build.mjs';
import { asImage, asMpi, byTurns, median } from '../support/measure.mjs';

const most = (part) => ({ most: part, text: `≤ ${part}` });

/** Names that collectives.c prints, what they are called here, and the part of MPICH's time that they may take. */
const ROWS = [
  ['barrier', 'barrier', most(0.5)],
  ['bcast_8', 'bcast, 8 bytes', most(0.5)],
  ['reduce_8', 'reduce, 8 bytes', null],
  ['allreduce_8', 'allreduce, 8 bytes', most(0.5)],
  ['allgather_8', 'allgather, 8 bytes', null],
  ['alltoall_8', 'alltoall, 8 bytes', null],
  ['bcast_1048576', 'bcast, 1 MiB', null],
  ['allreduce_1048576', 'allreduce, 1 MiB', most(0.6)],
  ['alltoall_1048576', 'alltoall, 1 MiB to each', most(0.6)],
];

/** Rows of the table, and what they are made of. */
export function collectives(cpus, rounds) {
  const elf = native('bench/message/collectives.c', ['-O3'], 'mpicc');
  const contestants = [
    asImage(image('bench/message/collectives.c', ['-O3', '-lmpi']), cpus, [
      '-i',
      String(cpus.length),
      '-n',
      '1',
      '--cpus',
      cpus.join(','),
    ]),
    elf && asMpi(elf, cpus),
  ];
  const [ours, theirs] = byTurns(contestants, rounds);
  const rows = ROWS.map(([key, name, bar]) => {
    const [a, b] = [ours, theirs].map((samples) => samples && median(samples[key]));
    return { name, image: a, native: b, unit: 'ns', value: b && a / b, bar };
  });
  return { samples: { ours, theirs }, rows };
}
