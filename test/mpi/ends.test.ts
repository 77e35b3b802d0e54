// A rank that ends, traps or aborts while others wait for it: they are told, in words, and nothing hangs.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';

const program = (): Promise<string> => compileImage([join(root, 'test/mpi/ends.c')]);
const run = async (options: string[], ...args: string[]) => {
  const { code, stdout, stderr } = await hermit(['run', '--mem', '32M', ...options, await program(), ...args]);
  return { code, stdout: stdout.toString(), stderr };
};
const two = ['-i', '2'];

describe('a rank that leaves without MPI_Finalize', () => {
  it.each(['Recv', 'any', 'Probe', 'Ssend', 'large', 'Barrier', 'Finalize', 'Waitall', 'flood'])(
    'ends the machine with words when another is in MPI_%s',
    async (waiting) => {
      const { code, stdout, stderr } = await run(two, 'exit', waiting);
      expect(stderr).toMatch(
        /hermit-wasm: isle 0, rank 0: MPI_\w+: .*isle 1 has ended without MPI_Finalize while rank 0 is in MPI_/,
      );
      expect([code, stdout]).toEqual([1, '']);
    },
  );

  it.each(['Recv', 'any', 'Probe', 'Ssend', 'large', 'flood'])(
    'is an error of class MPI_ERR_OTHER for who asks for codes, in MPI_%s',
    async (waiting) => {
      const { code, stdout, stderr } = await run(two, 'exit', waiting, 'return');
      expect([code, stdout, stderr]).toEqual([9, 'rank 0: MPI_ERR_OTHER\n', '']);
    },
  );

  it('fails only those requests that need it', async () => {
    const { code, stdout } = await run(two, 'exit', 'Waitall', 'return');
    expect([code, stdout]).toEqual([9, 'rank 0: statuses 1 0\nrank 0: another\n']);
  });

  it('is still received from', async () => {
    const { code, stdout } = await run(['-i', '3'], 'sent', 'Recv');
    expect([code, stdout.split('\n').toSorted()]).toEqual([0, ['', 'rank 0: MPI_SUCCESS', 'rank 1: MPI_SUCCESS']]);
  });

  it('is noticed by ranks of the same isle', async () => {
    const { code, stderr } = await run(['-i', '1', '--ranks-per-isle', '2'], 'exit', 'Recv');
    expect([code, stderr]).toEqual([1, expect.stringContaining('rank 1 (isle 0) has ended without MPI_Finalize')]);
  });

  it('is noticed by ranks of other isles while its isle lives on', async () => {
    const { code, stderr } = await run(['-i', '2', '--ranks-per-isle', '2'], 'exit', 'Recv');
    expect([code, stderr]).toEqual([1, expect.stringContaining('rank 3 (isle 1) has ended without MPI_Finalize')]);
  });
});

it('a trap ends all and names the isle', async () => {
  const { code, stderr } = await run(two, 'trap', 'Barrier');
  expect([code, stderr]).toEqual([134, expect.stringMatching(/isle 1, core 0, thread \d+: trap:/)]);
});

it('MPI_Abort ends all with its code', async () => {
  const { code, stderr } = await run(['-i', '3'], 'abort', 'Recv');
  expect([code, stderr]).toEqual([7, 'hermit-wasm: isle 2, rank 2: MPI_Abort: the program ends itself with code 7\n']);
});

it('a time limit ends a wait', async () => {
  const { code } = await run([...two, '--timeout', '1s'], 'never', 'Recv');
  expect(code).toBe(124);
});
