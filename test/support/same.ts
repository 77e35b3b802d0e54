// Tests that the programs of a folder do the same natively and as images.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { differences } from './bits.js';
import { root } from './folders.js';
import { compileImage } from './image.js';
import { expectedOutcome, imageOutcome } from './outcome.js';
import { programsIn } from './program.js';

/** One test for each program of `test/FOLDER` that is not driven by another test. */
export function testPrograms(folder: string): void {
  const programs = programsIn(join(root, 'test', folder)).filter((program) => program.driver);
  it.each(programs.map((program) => [program.name, program] as const))('%s', async (_, program) => {
    const image = await compileImage([program.source]);
    const [expected, actual] = [await expectedOutcome(program), await imageOutcome(program, image)];
    if (program.bits) expect(differences(actual.text, expected), actual.stderr).toEqual([]);
    else expect(actual.text, actual.stderr).toBe(expected);
  });
}
