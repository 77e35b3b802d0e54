/** Standard input that the host process gives. To child processes it looks like /dev/null. */
import fs from 'node:fs';
import { POLLHUP, POLLIN } from '../../abi/numbers.js';
import { E } from '../../abi/errno.js';
import type { Inlet } from './flow.js';
import type { Stat } from '../files/status.js';
import { Description } from '../files/description.js';

const NULL = '/dev/null';

export class Source extends Description {
  override readonly waits = true;

  constructor(private readonly inlet: Inlet) {
    super(0);
  }

  override read(buffer: Uint8Array, start: number, length: number): number {
    if (length === 0) return 0;
    const { inlet } = this;
    const given = inlet.give(length);
    if (!given) return inlet.ended ? 0 : -E.EAGAIN;
    buffer.set(given, start);
    return given.length;
  }

  override poll(events: number): number {
    const { ended, ready } = this.inlet;
    if (ready) return events & POLLIN;
    return ended ? (events & POLLIN) | POLLHUP : 0;
  }

  override stat(): Stat {
    return fs.statSync(NULL, { bigint: true });
  }

  override forChild(): { fd: number; temporary: boolean } {
    return { fd: fs.openSync(NULL, 'r'), temporary: true };
  }
}
