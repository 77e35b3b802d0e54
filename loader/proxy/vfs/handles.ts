/** The table of handles: small numbers by which the kernel names open files. 0, 1 and 2 are the standard streams. */
import type { Description } from './files/description.js';
import { E, fail } from '../abi/errno.js';

/** Beyond the descriptors that the isle may have, so that only an image whose kernel does not count them meets it. */
const SPARE = 16;

export class Handles {
  readonly table: (Description | undefined)[] = [];

  constructor(private readonly files: number) {}

  /** Puts an open file at the lowest free handle from 3 on. */
  add(description: Description): number {
    for (let handle = 3; handle < this.files + SPARE; handle++) {
      if (this.table[handle] === undefined) {
        while (this.table.length < handle) this.table.push(undefined);
        this.table[handle] = description;
        return handle;
      }
    }
    this.drop(description);
    return fail(E.EMFILE);
  }

  set(handle: number, description: Description | undefined): void {
    this.table[handle] = description;
  }

  get(handle: number): Description | undefined {
    return handle >= 0 ? this.table[handle] : undefined;
  }

  close(handle: number): number {
    const description = this.get(handle);
    if (!description) return -E.EBADF;
    this.table[handle] = undefined;
    this.drop(description);
    return 0;
  }

  private drop(description: Description): void {
    if (--description.references === 0) description.release();
  }

  /** Whether all output has gone on its way; tries to make it so. */
  flushed(): boolean {
    let all = true;
    for (const description of this.table) if (description && !description.flushed()) all = false;
    return all;
  }

  closeAll(): void {
    for (let handle = 0; handle < this.table.length; handle++) if (this.table[handle]) this.close(handle);
  }
}
