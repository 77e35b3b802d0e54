// Collectives between two ranks, beside MPICH's.
import type { Bar, Context, Row } from '../model.js';
import { image, native } from '../support/build.js';
import { asImage, asMpi, byTurns } from '../support/programs.js';
import { most, row } from '../support/rows.js';

/** Whom rows are compared with. */
export const MPICH = 'MPICH';
const SOURCE = 'bench/message/collectives.c';

/** Names that collectives.c prints, what they are called here, and the part of MPICH's time that they may take. */
const ROWS: readonly (readonly [string, string, Bar | null])[] = [
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
export async function collectives(
  context: Context,
  cpus: readonly number[],
): Promise<{ samples: unknown; rows: Row[] }> {
  const what = 'collectives';
  const wasm = await context.attempt(what, () => image(context, SOURCE, ['-O3', '-lmpi']));
  const elf = await context.attempt(what, () => native(context, SOURCE, ['-O3'], 'mpicc'));
  const place = ['-i', String(cpus.length), '-n', '1', '--cpus', cpus.join(',')];
  const [ours, theirs] = await byTurns(context, [asImage(wasm, cpus, place), asMpi(elf, cpus)], { what });
  const rows = ROWS.map(([key, name, bar]) =>
    row({ name, unit: 'ns', image: ours?.[key], native: theirs?.[key], against: MPICH, bar }),
  );
  return { samples: { ours, theirs }, rows };
}
