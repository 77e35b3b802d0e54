/** fsync and fdatasync: a disk may take its time, so only the call that asks for it waits. */
import fs from 'node:fs';
import { unfinished, type Unfinished } from '../../abi/unfinished.js';
import type { Description } from '../files/description.js';

/** What a sync throws. The file stays open until it is over, even if nothing names it any more. */
export function syncing(file: Description, fd: number, dataOnly: boolean): Unfinished {
  return unfinished(
    (done) => {
      file.references++;
      const over = (error: Error | null): void => {
        if (--file.references === 0) file.release();
        done(error);
      };
      if (dataOnly) fs.fdatasync(fd, over);
      else fs.fsync(fd, over);
    },
    () => (dataOnly ? fs.fdatasyncSync(fd) : fs.fsyncSync(fd)),
  );
}
