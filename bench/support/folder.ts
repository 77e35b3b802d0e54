import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let made: string | undefined;

/** A folder for what is built and for the programs' own files; gone when the process ends. */
export function folder(): string {
  if (made === undefined) {
    const path = mkdtempSync(join(tmpdir(), 'hermit-bench-'));
    process.on('exit', () => rmSync(path, { recursive: true, force: true }));
    made = path;
  }
  return made;
}

/** For compilers: what they have half done when they are ended is in that folder, too. */
export const withinFolder = (): NodeJS.ProcessEnv => ({ ...process.env, TMPDIR: folder() });
