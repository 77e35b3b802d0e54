/**
 * Tells quickly whether anything that a build reads has changed since the last one: by contents, because the steps before it
 * write their files anew each time.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from './files';

export interface Inputs {
  /** Folders whose files all count. */
  directories: string[];
  files: string[];
  /** Anything else that decides. */
  text: string;
}

/** A digest of all inputs; a file that does not exist counts as that. */
export function digestInputs({ directories, files, text }: Inputs): string {
  const hash = createHash('sha256').update(text);
  for (const file of [
    ...directories.flatMap((directory) => filesBelow(directory).map((name) => join(directory, name))),
    ...files,
  ]) {
    const data = existsSync(file) ? readFileSync(file) : null;
    hash.update(`\0${file}\0${data?.length}\0`).update(data ?? '');
  }
  return hash.digest('hex');
}

export function isUpToDate(stamp: string, digest: string): boolean {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;
}
