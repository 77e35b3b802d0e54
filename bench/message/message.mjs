// What it takes to move bytes from one isle's memory to another's, beside MPICH's messages between two processes. One-sided access is
// what messages are made of, not a library of them: it matches nothing.
import { image, native } from '../support/build.mjs';
import { collectives } from './collectives.mjs';
import { asImage, asMpi, byTurns, median } from '../support/measure.mjs';

export const title = 'message: half of a round trip, one-sided between two isles against MPI_Send in MPICH';

const NAMES = { 8: '8 bytes', 1024: '1 KiB', 65536: '64 KiB', 1048576: '1 MiB' };

export function run({ cpus, rounds }) {
  const two = cpus.slice(0, 2);
  if (two.length < 2) {
    console.log('message: needs two CPUs');
    return { samples: {}, rows: [] };
  }
  const elf = native('bench/message/mpi.c', ['-O3'], 'mpicc');
  if (!elf) console.log('message: MPICH is absent');
  const contestants = [
    asImage(image('bench/message/put.c'), two, ['-i', '2', '-n', '1', '--cpus', two.join(',')]),
    elf && asMpi(elf, two),
  ];
  const [ours, theirs] = byTurns(contestants, rounds);
  const rows = Object.entries(NAMES).map(([bytes, name]) => {
    const [a, b] = [ours, theirs].map((samples) => samples && median(samples[`half_${bytes}`]));
    return { name, image: a, native: b, unit: 'ns', value: b && a / b, bar: null };
  });
  const more = collectives(two, rounds);
  return { samples: { ours, theirs, collectives: more.samples }, rows: [...rows, ...more.rows] };
}
