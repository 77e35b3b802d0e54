// Tests that the programs of a folder do the same natively and as images.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { differences } from './bits.js';
import { root } from './folders.js';
import { compileImage } from './image.js';
import { expectedOutcome, imageOutcome, nativeOutcome } from './outcome.js';
import { programsIn } from './program.js';

/**
 * A test for each program of `test/FOLDER` that no other test starts. `vitest -u` writes NAME.out anew from native programs.
 * Where the kernel is tested rather than what the compiler makes of the program, `optimised` would only cost time.
 */
export function testPrograms(folder: string, { optimised = false } = {}): void {
  const level = optimised ? '-O1' : '-O0';
  const programs = programsIn(join(root, 'test', folder)).filter((program) => program.driver);
  it.each(programs.map((program) => [program.name, program] as const))('%s', async (_, program) => {
    const image = await compileImage([program.source], [level, ...program.flags]);
    const [expected, actual] = [await expectedOutcome(program), await imageOutcome(program, image)];
    if (program.bits) expect(differences(actual.text, expected).slice(0, 10), actual.stderr).toEqual([]);
    else expect(actual.text, actual.stderr).toBe(expected);
  });

  const comparable = programs.filter((program) => program.native);
  if (comparable.length === 0) return;
  describe('what is stored is what native programs do', () => {
    for (const program of comparable)
      it.skipIf(program.needs.missing)(`${program.name}${program.needs.note}`, async () => {
        const { text } = await nativeOutcome(program);
        await expect(text).toMatchFileSnapshot(program.expected);
      });
  });
}
