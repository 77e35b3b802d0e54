/** Tells quickly whether anything that a build reads has changed since the last one: by size and time of every file. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { filesBelow, writeIfChanged } from './files';

export interface Inputs {
  /** Folders whose files all count. */
  directories: string[];
  files: string[];
  /** Anything else that decides. */
  text: string;
}

function describe(file: string): string {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat ? `${file} ${stat.size} ${stat.mtimeMs}` : `${file} -`;
}

/** One line for each input. */
export function describeInputs({ directories, files, text }: Inputs): string {
  const all = [...directories.flatMap((directory) => filesBelow(directory).map((name) => path.join(directory, name))), ...files];
  return `${text}\n${all.map(describe).join('\n')}\n`;
}

export function isUpToDate(stamp: string, described: string): boolean {
  return fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === described;
}

export function writeStamp(stamp: string, described: string): void {
  writeIfChanged(stamp, described);
}
