/** Named pipes, which Node can open but not make. */
import { childProcesses } from '../files/late-modules.js';
import { E, fail } from '../../abi/errno.js';

/** Makes one with the program mkfifo; EPERM where that does not exist. */
export function makeFifo(path: string | Buffer, mode: number): void {
  try {
    childProcesses().execFileSync('mkfifo', ['-m', (mode & 0o777).toString(8), path.toString()], { stdio: 'ignore' });
  } catch {
    fail(E.EPERM);
  }
}
