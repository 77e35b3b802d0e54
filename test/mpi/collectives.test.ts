// Collectives that cannot go well: what does not fit together, and processes that end while others wait. And those of ranks in one isle.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';

const program = (name: string): Promise<string> => compileImage([join(root, `test/mpi/${name}.c`)]);
const small = ['--mem', '64M'];

async function mismatch(what: string, ...options: string[]): Promise<{ code: number; stderr: string }> {
  const { code, stderr } = await hermit(['run', '-i', '3', ...small, ...options, await program('coll-mismatch'), what]);
  return { code, stderr };
}

describe('HERMIT_MPI_CHECK names who called what', () => {
  it.each([
    [
      'function',
      'rank 0 called MPI_Reduce, root 0, MPI_SUM, 3 of MPI_INT; rank 1 called MPI_Bcast, root 0, 3 of MPI_INT',
    ],
    ['root', 'rank 0 called MPI_Bcast, root 0, 3 of MPI_INT; rank 1 called MPI_Bcast, root 1, 3 of MPI_INT'],
    [
      'operation',
      'rank 0 called MPI_Allreduce, MPI_SUM, 3 of MPI_INT; rank 1 called MPI_Allreduce, MPI_MAX, 3 of MPI_INT',
    ],
    ['count', 'rank 0 called MPI_Allreduce, MPI_SUM, 3 of MPI_INT; rank 1 called MPI_Allreduce, MPI_SUM, 2 of MPI_INT'],
    ['type', 'rank 0 called MPI_Bcast, root 0, 8 of MPI_INT; rank 1 called MPI_Bcast, root 0, 4 of MPI_DOUBLE'],
    ['later', 'rank 0 called MPI_Ibcast, root 0, 1 of MPI_INT; rank 1 called MPI_Ibarrier'],
    ['counts', 'expected 20 bytes for rank 1, which called MPI_Gatherv, root 0, 6 of MPI_INT, 24 bytes'],
  ])('%s', async (what, words) => {
    const { code, stderr } = await mismatch(what, '-e', 'HERMIT_MPI_CHECK=1');
    expect(stderr).toContain(words);
    expect(code).toBe(1);
  });

  it.each(['function', 'root', 'counts', 'later'])(
    'every rank gets the error of a wrong %s where it is returned',
    async (what) => {
      const { code, stderr } = await mismatch(`each-${what}`, '-e', 'HERMIT_MPI_CHECK=1');
      expect([code, stderr]).toEqual([0, '']);
    },
  );

  it('and nothing when all fits', async () => {
    const args = ['run', '-i', '3', ...small, '-e', 'HERMIT_MPI_CHECK=1', await program('coll-later')];
    const { code, stdout, stderr } = await hermit(args);
    expect([code, stdout.toString(), stderr]).toEqual([0, 'coll-later: 0 wrong\n', '']);
  });
});

describe('without it', () => {
  it.each(['count', 'long', 'counts'])('a wrong %s is an error', async (what) => {
    const { code, stderr } = await mismatch(what);
    expect(stderr).toMatch(/message truncated: .*do functions, counts, types and roots agree/);
    expect(code).toBe(1);
  });

  it('what is too long is cut where errors are returned', async () => {
    const { code, stderr } = await mismatch('returned');
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe('a process that ends while others wait', () => {
  it.each(['exit', 'exit-long'])('by %s is named', async (what) => {
    const { stderr, code } = await mismatch(what);
    expect(stderr).toMatch(/(rank|isle) 1 .*has ended without MPI_Finalize/);
    expect(code).not.toBe(0);
    expect(code).not.toBe(124);
  });

  it('by a trap ends all', async () => {
    const { stderr, code } = await mismatch('trap');
    expect(stderr).toMatch(/isle 1, core 0, thread \d+: trap/);
    expect(code).toBe(134);
  });
});

describe('ranks of one isle', () => {
  it.each(['coll-basic', 'coll-reduce', 'coll-later', 'coll-inter', 'coll-neighbor', 'rma'])('%s', async (name) => {
    const args = ['run', '-i', '2', '--ranks-per-isle', '2', ...small, await program(name)];
    const { code, stdout, stderr } = await hermit(args);
    expect([code, stdout.toString(), stderr]).toEqual([0, `${name}: 0 wrong\n`, '']);
  });
});
