import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { hermitUnder } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { tool } from '../support/needs.js';
import { readProgram } from '../support/program.js';

// What spins for another core, or lets the proxy starve, shows when one CPU is all there is.
const taskset = tool('taskset');
describe.skipIf(taskset.missing)(`on one CPU everything is the same, only slower${taskset.note}`, () => {
  it.each([
    'threads/locks',
    'threads/cancellation',
    'threads/semaphores',
    'threads/c11',
    'threads/exit_from_thread',
    'syscalls/pipes',
    'signals/interrupting',
  ])('%s', async (name) => {
    const program = readProgram(join(root, 'test', `${name}.c`));
    const image = await compileImage([program.source]);
    for (const cores of ['1', '2']) {
      const args = ['run', '-n', cores, '--bind', 'none', '--dir', '.', image];
      const { code, stdout, stderr } = await hermitUnder(['taskset', '-c', '0'], args, { cwd: freshFolder() });
      expect(`${stdout}exit ${code}\n`, stderr).toBe(readFileSync(program.expected, 'utf8'));
    }
  });
});
