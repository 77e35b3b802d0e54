/** What is kept on the host for things that a guest has open, and that no limit of bytes written or of descriptors bounds. */
import { E, fail } from '../../abi/errno.js';

export class Held {
  used = 0;

  /** Bytes. */
  constructor(readonly limit: number) {}

  /** @throws ENOMEM */
  take(bytes: number): void {
    if (this.used + bytes > this.limit) fail(E.ENOMEM);
    this.used += bytes;
  }

  give(bytes: number): void {
    this.used -= bytes;
  }
}
