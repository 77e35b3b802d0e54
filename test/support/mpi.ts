// Tests that MPI programs do the same natively, with MPICH, and as images. What is expected stands in NAME.out where the program prints the same
// with any number of ranks, else in NAME.N.out. A program's own checks print only what is wrong.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, root, support } from './folders.js';
import { hermit } from './hermit.js';
import { compileImage } from './image.js';
import { type Program, programsIn } from './program.js';
import { run } from './spawn.js';

let found: boolean | undefined;

/** Whether MPICH is there. */
export function hasMpich(): boolean {
  found ??= /HYDRA|MPICH/i.test(spawnSync('mpiexec', ['--version'], { encoding: 'utf8' }).stdout ?? '');
  return found && spawnSync('mpicc', ['--version'], { stdio: 'ignore' }).status === 0;
}

const compiled = new Map<string, Promise<string>>();

function compileNative(program: Program): Promise<string> {
  let executable = compiled.get(program.source);
  if (!executable) compiled.set(program.source, (executable = compile(program)));
  return executable;
}

async function compile({ source, flags }: Program): Promise<string> {
  const output = join(freshFolder(), basename(source, '.c'));
  const args = ['-std=gnu11', '-O1', '-w', `-I${support}`, ...flags, source, '-o', output, '-lm', '-lpthread'];
  const { code, stderr } = await run('mpicc', args, { timeLimit: 60_000 });
  if (code !== 0) throw new Error(`mpicc ${args.join(' ')}:\n${stderr}`);
  return output;
}

const withCode = (stdout: Buffer, code: number): string => `${stdout}exit ${code}\n`;

async function native(program: Program, ranks: number): Promise<string> {
  const args = ['-n', String(ranks), await compileNative(program), ...program.args];
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

  describe.runIf(hasMpich())('what is stored is what MPICH does', () => {
    it.each(runs.filter(({ program }) => program.native))('$name with $ranks ranks', async ({ program, ranks }) => {
      await expect(await native(program, ranks)).toMatchFileSnapshot(outFile(program, ranks));
    });
  });
}
