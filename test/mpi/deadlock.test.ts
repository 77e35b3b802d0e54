// Ranks that wait for each other for ever: the machine ends and says what each waits for. Those that only seem to go on.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { commandLine, environment, hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { start } from '../support/spawn.js';

const program = (): Promise<string> => compileImage([join(root, 'test/mpi/deadlock.c')]);
const run = async (options: string[], how: string, input = '') => {
  const { code, stdout, stderr } = await hermit(['run', '-q', ...options, await program(), how], { input });
  return { code, stdout: stdout.toString(), stderr };
};
const three = ['-i', '3', '-n', '1'];

/** The report's lines: of ranks 0 to 2, in which `NEXT` is the one behind. */
const each = (line: string): string[] => [0, 1, 2].map((rank) => line.replace('NEXT', String((rank + 1) % 3)));

describe('a deadlock', () => {
  it.each([
    ['recv', each('MPI_Recv from rank NEXT, tag 5, MPI_COMM_WORLD')],
    ['multiple', each('MPI_Recv from rank NEXT, tag 5, MPI_COMM_WORLD')],
    ['any', each('MPI_Recv from any rank, any tag, MPI_COMM_WORLD')],
    ['ssend', each('MPI_Ssend to rank NEXT, tag 7, MPI_COMM_WORLD')],
    ['large', each('MPI_Send to rank NEXT, tag 4, MPI_COMM_WORLD')],
    ['probe', each('MPI_Probe from rank NEXT, tag 3, MPI_COMM_WORLD')],
    ['waitall', each('MPI_Waitall from rank NEXT, tag 2, MPI_COMM_WORLD')],
    ['barrier', ['MPI_Recv from rank 1, tag 0, MPI_COMM_WORLD', /^MPI_Barrier/, /^MPI_Barrier/]],
    ['bcast', [/^MPI_Allreduce/, 'MPI_Recv from rank 0, tag 0, MPI_COMM_WORLD', /^MPI_Allreduce/]],
    ['finalize', ['MPI_Recv from rank 1, tag 9, MPI_COMM_WORLD', /^MPI_Finalize/, /^MPI_Finalize/]],
    ['lock', [/^MPI_Win_lock/, 'MPI_Recv from rank 0, tag 0, MPI_COMM_WORLD', /^MPI_Win_lock/]],
  ])('in %s ends the machine, with what each rank waits for', async (how, lines) => {
    const { code, stderr } = await run(three, how);
    const said = stderr.trimEnd().split('\n');
    expect(said[0]).toMatch(
      /^hermit-wasm: isle 0, rank 0: MPI_\w+: deadlock: no message is under way, and every rank waits$/,
    );
    expect(said).toHaveLength(4);
    lines.forEach((line, rank) => {
      const [, number, text] = /^ {2}rank (\d): (.*)$/.exec(said[rank + 1]!) ?? [];
      expect(number).toBe(String(rank));
      if (typeof line === 'string') expect(text).toBe(line);
      else expect(text).toMatch(line);
    });
    expect(code).toBe(1);
  });

  it('is found among ranks of one isle, and of one rank alone', async () => {
    const shared = await run(['-i', '1', '--ranks-per-isle', '3', '-n', '3'], 'recv');
    expect(shared.stderr).toContain('  rank 2: MPI_Recv from rank 0, tag 5, MPI_COMM_WORLD\n');
    const alone = await run(['-i', '1'], 'self');
    expect(alone.stderr).toContain('  rank 0: MPI_Recv from rank 0, tag 5, MPI_COMM_WORLD\n');
    expect([shared.code, alone.code]).toEqual([1, 1]);
  });
});

describe('what is no deadlock', () => {
  it.each(['sleep', 'sleep1'])('a rank that sleeps while all others wait for it: %s', async (how) => {
    const { code, stdout, stderr } = await run(three, how);
    expect(stdout.split('\n').sort(), stderr).toEqual(['', 'done 0', 'done 1', 'done 2']);
    expect(code).toBe(0);
  });

  it('a rank that reads standard input', async () => {
    const running = start(commandLine, ['run', '-q', ...three, await program(), 'read1'], {
      env: environment,
      onOutput: () => {},
    });
    setTimeout(() => running.write('x'), 3000);
    expect((await running.done).code).toBe(0);
  });
});
