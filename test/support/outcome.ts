// What a program does, natively and as an image, in equal empty folders.
import { existsSync, readFileSync } from 'node:fs';
import { freshFolder } from './folders.js';
import { hermit } from './hermit.js';
import { compileNative } from './native.js';
import type { Program } from './program.js';
import { run } from './spawn.js';

export interface Outcome {
  /** As `withCode` has it. */
  text: string;
  stderr: string;
}

/** In the form of the files NAME.out: what was printed, and the exit code on a line of its own. */
export const withCode = (stdout: Buffer, code: number): string => `${stdout}exit ${code}\n`;

const natively = new Map<string, Promise<Outcome>>();

/** Each program is run once. */
export function nativeOutcome(program: Program): Promise<Outcome> {
  let outcome = natively.get(program.source);
  if (!outcome) natively.set(program.source, (outcome = runNatively(program)));
  return outcome;
}

async function runNatively(program: Program): Promise<Outcome> {
  const executable = await compileNative([program.source], program.flags);
  const { code, stdout, stderr } = await run(executable, program.args, {
    cwd: freshFolder(),
    env: { PATH: process.env.PATH },
  });
  return { text: withCode(stdout, code), stderr };
}

export async function imageOutcome(program: Program, image: string): Promise<Outcome> {
  const options = ['-n', String(program.cores), '--dir', '.', ...program.run];
  const { code, stdout, stderr } = await hermit(['run', ...options, image, ...program.args], { cwd: freshFolder() });
  return { text: withCode(stdout, code), stderr };
}

/** What the native program does where it can be compiled, else what is written beside the source. */
export async function expectedOutcome(program: Program): Promise<string> {
  if (program.native && !program.needs.missing) return (await nativeOutcome(program)).text;
  if (existsSync(program.expected)) return readFileSync(program.expected, 'utf8');
  throw new Error(
    `${program.expected}: expected this file, because no native program says what ${program.name} should print`,
  );
}
