// Where things lie, and folders for one test's files.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(__dirname, '../..');
export const support = __dirname;

const made: string[] = [];

/** A new empty folder that goes with the process; see whole-run.ts. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(process.env['HERMIT_TEST_FOLDER'] ?? tmpdir(), 'test-'));
  made.push(folder);
  return folder;
}

process.on('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});
