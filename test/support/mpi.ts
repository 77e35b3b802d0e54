// Tests that MPI programs do the same natively, with MPICH, and as images. What is expected stands in NAME.out where the program prints the same
// with any number of ranks, else in NAME.N.out. A program's own checks print only what is wrong.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, root } from './folders.js';
import { hermit } from './hermit.js';
import { compileImage } from './image.js';
import { compileNative } from './native.js';
import { need, needs, tool } from './needs.js';
import { withCode } from './outcome.js';
import { type Program, programsIn } from './program.js';
import { run } from './spawn.js';

export const mpiTools = tool('mpicc', 'mpiexec');

/** Another MPI's figures and words may differ. */
export const mpich = needs(
  mpiTools,
  need(
    !mpiTools.missing && /HYDRA|MPICH/i.test(spawnSync('mpiexec', ['--version'], { encoding: 'utf8' }).stdout),
    'the MPI here is not MPICH',
  ),
);

async function native(program: Program, ranks: number): Promise<string> {
  const native = await compileNative([program.source], program.flags, 'mpicc');
  const args = ['-n', String(ranks), native, ...program.args];
  const { code, stdout } = await run('mpiexec', args, { cwd: freshFolder(), env: { PATH: process.env.PATH } });
  return withCode(stdout, code);
}

function outFile(program: Program, ranks: number): string {
  const all = program.ranks.length === 1 || existsSync(program.expected);
  return all ? program.expected : program.expected.replace(/out$/, `${ranks}.out`);
}

/** The programs of test/mpi that no other test starts. `vitest -u` writes their expected output anew from native programs. */
export function testMpiPrograms(): void {
  const programs = programsIn(join(root, 'test/mpi')).filter((program) => program.driver);
  const runs = programs.flatMap((program) => program.ranks.map((ranks) => ({ program, ranks, name: program.name })));
  const layouts = programs.flatMap((program) =>
    program.layouts.map((layout) => {
      const [isles, each] = layout.split('x').map(Number) as [number, number];
      return { program, name: program.name, layout, isles, each };
    }),
  );

  const outcome = async (program: Program, options: string[]): Promise<{ text: string; stderr: string }> => {
    const image = await compileImage([program.source], program.flags);
    const all = ['run', ...options, '--mem', '64M', ...program.run, image, ...program.args];
    const { code, stdout, stderr } = await hermit(all, { cwd: freshFolder() });
    return { text: withCode(stdout, code), stderr };
  };
  it.each(runs)('$name with $ranks ranks', async ({ program, ranks }) => {
    const { text, stderr } = await outcome(program, ['-i', String(ranks)]);
    expect(text, stderr).toBe(readFileSync(outFile(program, ranks), 'utf8'));
  });
  it.each(layouts)('$name with ranks on isles as $layout', async ({ program, isles, each }) => {
    const { text, stderr } = await outcome(program, ['-i', String(isles), '--ranks-per-isle', String(each)]);
    expect(text, stderr).toBe(readFileSync(outFile(program, isles * each), 'utf8'));
  });

  describe.skipIf(mpich.missing)(`what is stored is what MPICH does${mpich.note}`, () => {
    it.each(runs.filter(({ program }) => program.native))('$name with $ranks ranks', async ({ program, ranks }) => {
      await expect(await native(program, ranks)).toMatchFileSnapshot(outFile(program, ranks));
    });
  });
}
