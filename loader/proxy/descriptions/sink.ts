/** An output stream that a function of the host process takes. To the guest it looks like /dev/null, which child processes get. */
import fs from 'node:fs';
import { O_WRONLY } from '../constants.js';
import type { Stat } from '../fs/node.js';
import { Description } from './description.js';

const NULL = '/dev/null';

export class Sink extends Description {
  constructor(
    private readonly output: (fd: number, text: Uint8Array) => void,
    private readonly fd: number,
  ) {
    super(O_WRONLY);
  }

  /** The function gets a copy: the guest may write the memory again at once. */
  override write(buffer: Uint8Array, start: number, length: number): number {
    const text = new Uint8Array(length);
    text.set(buffer.subarray(start, start + length));
    this.output(this.fd, text);
    return length;
  }

  override stat(): Stat {
    return fs.statSync(NULL, { bigint: true });
  }

  override forChild(): { fd: number; temporary: boolean } {
    return { fd: fs.openSync(NULL, 'w'), temporary: true };
  }
}
