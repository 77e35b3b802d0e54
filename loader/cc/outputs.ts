/** Writing what the tools made to the host. */
import fs from 'node:fs';
import path from 'node:path';
import { HermitError } from '../../runtime/errors';
import { writeAtomically } from '../cache';

/**
 * Writes a file so that nobody sees half of it; devices and pipes are written as they are. `executable` makes a new file
 * executable, an existing one keeps its mode. Throws HERMIT_EOUTPUT.
 */
export function writeOutput(file: string, data: Uint8Array, executable: boolean): void {
  try {
    const existing = fs.statSync(file, { throwIfNoEntry: false });
    if (existing && !existing.isFile()) return fs.writeFileSync(file, data);
    const real = existing ? fs.realpathSync(file) : file;
    const mode =
      (existing ? existing.mode & 0o777 : 0o666 & ~process.umask()) | (executable ? 0o111 & ~process.umask() : 0);
    writeAtomically(real, data, mode);
    fs.chmodSync(real, mode);
  } catch (error) {
    throw new HermitError(
      'HERMIT_EOUTPUT',
      `unable to open output file '${path.relative(process.cwd(), file) || file}': ${(error as Error).message}`,
    );
  }
}
