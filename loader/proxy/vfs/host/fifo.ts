/** Named pipes, which Node can open but not make. */
import fs from 'node:fs';
import { mkfifo } from '../../../native/descriptors.js';
import { toText } from '../../abi/bytes.js';
import { E, errnoName, fail } from '../../abi/errno.js';
import { HOST_O_PATH } from '../../abi/numbers.js';
import { unfinished } from '../../abi/unfinished.js';
import { runHelper, runHelperNow } from '../files/helper.js';

const failure = (errno: number): Error => Object.assign(new Error('mkfifo failed'), { code: errnoName(errno) });

/**
 * Makes one in the directory of the descriptor `directory`; `name` is its path through that. Where koffi is not installed the program
 * mkfifo makes it while the call waits; EPERM where that does not exist either.
 */
export function makeFifo(directory: number, name: string, path: string | Buffer, mode: number): void {
  const errno = mkfifo(path, mode);
  if (errno === 0) return;
  if (errno !== undefined) fail(errno);
  if (fs.lstatSync(path, { throwIfNoEntry: false })) fail(E.EEXIST);
  // The call's own descriptors are closed while it waits.
  const kept =
    directory < 0 ? undefined : fs.openSync(`/proc/self/fd/${directory}`, HOST_O_PATH | fs.constants.O_DIRECTORY);
  const place = kept === undefined ? path.toString() : `/proc/${process.pid}/fd/${kept}/${toText(name)}`;
  const args = ['-m', (mode & 0o777).toString(8), place];
  const made = (printed: string | undefined): Error | null => {
    if (kept !== undefined) fs.closeSync(kept);
    return printed === undefined ? failure(E.EPERM) : null;
  };
  throw unfinished(
    (done) => runHelper('mkfifo', args, (printed) => done(made(printed))),
    () => {
      const failed = made(runHelperNow('mkfifo', args));
      if (failed) throw failed;
    },
  );
}
