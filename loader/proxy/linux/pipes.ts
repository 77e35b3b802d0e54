/**
 * Pipes between the guest and its children. Node can't make one, but it can open named ones: mkfifo makes some in a private
 * directory, a descriptor that only names it is taken of each, and directory and names are removed at once. Opening such a
 * descriptor through /proc again gives the ends.
 */
import { childProcesses } from '../vfs/files/late-modules.js';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { HOST_O_PATH, O_WRONLY } from '../abi/numbers.js';
import { Stream } from '../vfs/streams/stream.js';
import { E, fail } from '../abi/errno.js';

/** Pipes made at once: starting mkfifo costs about a millisecond. */
const BATCH = 8;

export interface ChildPipe {
  /** The guest's end; it does not block. */
  own: Stream;
  /** The child's end; it blocks. */
  child: number;
}

export class Pipes {
  /** Descriptors (O_PATH) of pipes that nobody has opened yet. */
  private fresh: number[] = [];

  private make(): void {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'hermit-wasm-'));
    try {
      const names = Array.from({ length: BATCH }, (_, i) => path.join(directory, `pipe${i}`));
      childProcesses().execFileSync('mkfifo', ['-m', '600', ...names], { stdio: 'ignore' });
      this.fresh = names.map((name) => fs.openSync(name, HOST_O_PATH));
    } catch {
      fail(E.ENFILE);
    } finally {
      fs.rmSync(directory, { recursive: true, force: true });
    }
  }

  /** Opens both ends: the guest's with `mode`, the child's with the other. */
  private open(mode: number): ChildPipe {
    if (this.fresh.length === 0) this.make();
    const named = this.fresh.pop() as number;
    const { O_RDONLY, O_RDWR, O_NONBLOCK } = fs.constants;
    const end = (flags: number): number => fs.openSync(`/proc/self/fd/${named}`, flags);
    // Opening one end of a pipe waits for the other, or fails; a descriptor of both satisfies either.
    const both = end(O_RDWR | O_NONBLOCK);
    try {
      const own = new Stream({ fd: end(mode | O_NONBLOCK), owned: true }, mode);
      return { own, child: end(mode === O_RDONLY ? O_WRONLY : O_RDONLY) };
    } finally {
      fs.closeSync(both);
      fs.closeSync(named);
    }
  }

  /** A pipe that the child writes and the guest reads. */
  fromChild(): ChildPipe {
    return this.open(fs.constants.O_RDONLY);
  }

  /** A pipe that the guest writes and the child reads. */
  toChild(): ChildPipe {
    return this.open(fs.constants.O_WRONLY);
  }

  close(): void {
    for (const fd of this.fresh) fs.closeSync(fd);
    this.fresh = [];
  }
}
