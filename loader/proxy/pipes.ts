/**
 * Pipes between the guest and its children. Node can't make one, but it can open named ones: they are made by mkfifo in a
 * private directory and lose their name once both ends are open.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { O_WRONLY } from './constants.js';
import { Stream } from './descriptions/stream.js';
import { E, fail } from './errno.js';

/** Names made at once: starting mkfifo costs about a millisecond. */
const BATCH = 8;

export interface ChildPipe {
  /** The guest's end; it does not block. */
  own: Stream;
  /** The child's end; it blocks. */
  child: number;
}

export class Pipes {
  private directory: string | undefined;
  private names: string[] = [];
  private made = 0;

  private name(): string {
    this.directory ??= fs.mkdtempSync(path.join(os.tmpdir(), 'hermit-wasm-'));
    if (this.names.length === 0) {
      const fresh = Array.from({ length: BATCH }, () => path.join(this.directory as string, `pipe${this.made++}`));
      try {
        execFileSync('mkfifo', ['-m', '600', ...fresh], { stdio: 'ignore' });
      } catch {
        return fail(E.ENFILE);
      }
      this.names = fresh;
    }
    return this.names.pop() as string;
  }

  /** A pipe that the child writes and the guest reads. */
  fromChild(): ChildPipe {
    const name = this.name();
    const { O_RDONLY, O_WRONLY: write, O_NONBLOCK } = fs.constants;
    const own = fs.openSync(name, O_RDONLY | O_NONBLOCK);
    const child = fs.openSync(name, write);
    fs.unlinkSync(name);
    return { own: new Stream({ fd: own, owned: true }, 0), child };
  }

  /** A pipe that the guest writes and the child reads. */
  toChild(): ChildPipe {
    const name = this.name();
    const { O_RDONLY, O_WRONLY: write, O_NONBLOCK } = fs.constants;
    // A writer that doesn't block needs a reader first, and a reader that does block needs a writer.
    const first = fs.openSync(name, O_RDONLY | O_NONBLOCK);
    const own = fs.openSync(name, write | O_NONBLOCK);
    const child = fs.openSync(name, O_RDONLY);
    fs.closeSync(first);
    fs.unlinkSync(name);
    return { own: new Stream({ fd: own, owned: true }, O_WRONLY), child };
  }

  close(): void {
    if (this.directory) fs.rmSync(this.directory, { recursive: true, force: true });
    this.directory = undefined;
  }
}
