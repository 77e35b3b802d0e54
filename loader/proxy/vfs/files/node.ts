/** Objects of the guest's name space: what a walk over a path finds, and what can be done with it. */
import type { Description } from './description.js';
import type { Held } from './held.js';
import type { SetTimes, Stat, StatFs } from './status.js';
import { S_IFDIR } from '../../abi/numbers.js';
import { E, fail } from '../../abi/errno.js';

/** One name in a directory. */
export interface Entry {
  name: string;
  ino: bigint;
  /** S_IFMT bits. */
  type: number;
}

/** A mounted file system. */
export interface FileSystem {
  readonly readOnly: boolean;
  /** Counts what is kept for open directories and made-up texts. */
  readonly held: Held;
}

/** Names are byte strings (bytes.ts). Every method throws what errnoOf understands. */
export abstract class FsNode {
  abstract readonly fs: FileSystem;
  /** S_IFMT bits. */
  abstract readonly type: number;
  abstract stat(): Stat;
  abstract statfs(): StatFs;
  /** Opens what exists; the flags of creation are gone except O_TRUNC, O_DIRECTORY and O_PATH. */
  abstract open(flags: number): Description;
  abstract chmod(mode: number): void;
  /** -1 leaves an id as it is. */
  abstract chown(uid: number, gid: number): void;
  abstract utimes(times: SetTimes): void;
  abstract truncate(length: number): void;
  /** R_OK 4, W_OK 2, X_OK 1. */
  abstract access(mode: number): void;

  get isDirectory(): boolean {
    return this.type === S_IFDIR;
  }

  readlink(): string {
    return fail(E.EINVAL);
  }

  /** The directory that this node is. */
  asDirectory(): DirectoryNode {
    return fail(E.ENOTDIR);
  }
}

export abstract class DirectoryNode extends FsNode {
  readonly type = S_IFDIR;

  override asDirectory(): DirectoryNode {
    return this;
  }

  /** One step of a walk: the directory of that name, or the target of the symbolic link of that name. */
  abstract enter(name: string): DirectoryNode | string;
  /** Several steps at once, none of them `.` or `..`; undefined when they must be walked one by one. */
  enterAll(_names: string[]): DirectoryNode | undefined {
    return undefined;
  }
  /** The node of that name, links not followed. */
  abstract lookup(name: string): FsNode | undefined;
  /** The directory above; the root's is the root. */
  abstract parent(): DirectoryNode;
  /** Where it is in the guest's name space; ENOENT when it is nowhere any more. */
  abstract path(): string;
  /** Takes care that the node stays usable after the call that found it; release() ends that. */
  abstract retain(): void;
  abstract release(): void;
  /** The walk that entered it goes on elsewhere. */
  leave(): void {}
  /** Its names, one after the other; what comes or goes meanwhile may be among them or not. */
  abstract scan(): Iterator<Entry>;
  /** Opens a file that does not exist, without following a link. EEXIST when it came into being meanwhile. */
  abstract create(name: string, flags: number, mode: number): Description;
  /** A file without a name (O_TMPFILE). */
  abstract createUnnamed(flags: number, mode: number): Description;
  abstract mkdir(name: string, mode: number): void;
  abstract mknod(name: string, mode: number): void;
  abstract symlink(name: string, target: string): void;
  abstract unlink(name: string): void;
  abstract rmdir(name: string): void;
  /** A second name for `node`. */
  abstract link(name: string, node: FsNode): void;
  abstract rename(name: string, to: DirectoryNode, toName: string, flags: number): void;
}
