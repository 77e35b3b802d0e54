/**
 * Pipes between the guest and its children. Node can't make one: koffi can, and where that is not installed the program mkfifo makes some
 * in a private directory. A descriptor that only names it is taken of each, and directory and names are removed at once; opening such a
 * descriptor through /proc again gives the ends.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pipe } from '../../native/descriptors.js';
import { E, fail } from '../abi/errno.js';
import { HOST_O_PATH, O_CLOEXEC, O_WRONLY } from '../abi/numbers.js';
import { runHelper } from '../vfs/files/helper.js';
import { Stream } from '../vfs/streams/stream.js';

/** Pipes made at once: starting mkfifo costs about a millisecond. */
const BATCH = 8;

export interface ChildPipe {
  /** The guest's end; it does not block. */
  own: Stream;
  /** The child's end; it blocks. */
  child: number;
}

const { O_RDONLY, O_RDWR, O_NONBLOCK } = fs.constants;

export class Pipes {
  /** Descriptors (O_PATH) of pipes that nobody has opened yet. */
  private fresh: number[] = [];
  /** Some are being made; 'failed': could not be. */
  private making: boolean | 'failed' = false;
  private closed = false;
  /** A pipe of koffi's; false: there are none. */
  private native: [number, number] | false | undefined;

  /** Whether so many can be had now; else some are being made, and `ready` is called then. @throws ENFILE */
  prepare(count: number, ready: () => void): boolean {
    if (count === 0) return true;
    this.native ??= pipe(O_CLOEXEC) ?? false;
    if (this.native || this.fresh.length >= count) return true;
    if (this.making === 'failed') {
      this.making = false;
      fail(E.ENFILE);
    }
    if (!this.making) this.make(ready);
    return false;
  }

  private make(ready: () => void): void {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'hermit-wasm-'));
    const names = Array.from({ length: BATCH }, (_, i) => path.join(directory, `pipe${i}`));
    this.making = true;
    runHelper('mkfifo', ['-m', '600', ...names], (printed) => {
      try {
        if (printed !== undefined && !this.closed)
          this.fresh.push(...names.map((name) => fs.openSync(name, HOST_O_PATH | fs.constants.O_NOFOLLOW)));
        this.making = printed === undefined ? 'failed' : false;
      } catch {
        this.making = 'failed';
      }
      fs.rmSync(directory, { recursive: true, force: true });
      ready();
    });
  }

  /** Opens both ends: the guest's with `mode`, the child's with the other. */
  private open(mode: number): ChildPipe {
    const made = this.native || pipe(O_CLOEXEC);
    this.native = made ? undefined : false;
    return made ? fromPipe(made, mode) : fromFifo(this.fresh.pop() ?? fail(E.ENFILE), mode);
  }

  /** A pipe that the child writes and the guest reads. */
  fromChild(): ChildPipe {
    return this.open(O_RDONLY);
  }

  /** A pipe that the guest writes and the child reads. */
  toChild(): ChildPipe {
    return this.open(O_WRONLY);
  }

  close(): void {
    this.closed = true;
    for (const fd of this.fresh) fs.closeSync(fd);
    if (this.native) for (const fd of this.native) fs.closeSync(fd);
    this.fresh = [];
    this.native = false;
  }
}

const again = (fd: number, flags: number): number => fs.openSync(`/proc/self/fd/${fd}`, flags);

function fromPipe([reads, writes]: [number, number], mode: number): ChildPipe {
  const [own, child] = mode === O_RDONLY ? [reads, writes] : [writes, reads];
  try {
    return { own: new Stream({ fd: again(own, mode | O_NONBLOCK), owned: true }, mode), child };
  } catch (error) {
    fs.closeSync(child);
    throw error;
  } finally {
    fs.closeSync(own);
  }
}

function fromFifo(named: number, mode: number): ChildPipe {
  let both: number | undefined;
  try {
    // Opening one end of a pipe waits for the other, or fails; a descriptor of both satisfies either.
    both = again(named, O_RDWR | O_NONBLOCK);
    const own = new Stream({ fd: again(named, mode | O_NONBLOCK), owned: true }, mode);
    return { own, child: again(named, mode === O_RDONLY ? O_WRONLY : O_RDONLY) };
  } finally {
    if (both !== undefined) fs.closeSync(both);
    fs.closeSync(named);
  }
}
