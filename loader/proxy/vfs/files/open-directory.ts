/** An open directory, for every file system: its node, and what getdents64 and seeks do. */
import { O_PATH, S_IFMT } from '../../abi/numbers.js';
import { E, fail } from '../../abi/errno.js';
import type { Entry, DirectoryNode } from './node.js';
import type { CheckedMemory } from '../../abi/checked-memory.js';
import { Description, SEEK_CUR, SEEK_SET } from './description.js';
import type { SetTimes, Stat, StatFs } from './status.js';

/** Bytes of a record before the name. */
const RECORD_HEAD = 19;

export class DirectoryFile extends Description {
  /** Taken at the first read and at every return to the start: offsets in it stay what they are while names come and go. */
  private snapshot: Entry[] | undefined;
  private next = 0;

  constructor(
    readonly node: DirectoryNode,
    flags: number,
  ) {
    super(flags);
  }

  override read(): number {
    return this.readable ? -E.EISDIR : -E.EBADF;
  }

  override stat(): Stat {
    return this.node.stat();
  }

  override statfs(): StatFs {
    return this.node.statfs();
  }

  override chmod(mode: number): void {
    this.node.chmod(mode);
  }

  override chown(uid: number, gid: number): void {
    this.node.chown(uid, gid);
  }

  override utimes(times: SetTimes): void {
    this.node.utimes(times);
  }

  override sync(): void {}

  private take(): Entry[] {
    const { node } = this;
    const dot = (name: string, ino: bigint): Entry => ({ name, ino, type: node.type & S_IFMT });
    const here = node.stat().ino;
    let above = here;
    try {
      above = node.parent().stat().ino;
    } catch {
      // The directory was removed.
    }
    return [dot('.', here), dot('..', above), ...node.list()];
  }

  override entries(memory: CheckedMemory, address: number, size: number): number {
    if (this.flags & O_PATH) return -E.EBADF;
    if (this.next === 0 || !this.snapshot) this.snapshot = this.take();
    const { view } = memory;
    let at = address;
    for (; this.next < this.snapshot.length; this.next++) {
      const entry = this.snapshot[this.next] as Entry;
      const length = (RECORD_HEAD + entry.name.length + 1 + 7) & ~7;
      if (at + length > address + size) return at === address ? -E.EINVAL : at - address;
      view.setBigUint64(at, BigInt.asUintN(64, entry.ino), true);
      memory.setLong(at + 8, this.next + 1);
      view.setUint16(at + 16, length, true);
      view.setUint8(at + 18, entry.type >>> 12);
      memory.setString(at + RECORD_HEAD, entry.name);
      at += length;
    }
    return at - address;
  }

  override seek(offset: number, whence: number): number {
    const to = whence === SEEK_SET ? offset : whence === SEEK_CUR ? this.next + offset : -1;
    if (to < 0 || to > 0x7fffffff) return -E.EINVAL;
    this.next = to;
    return to;
  }
}

/** The directory that is open, for calls that start from it. @throws ENOTDIR */
export const directoryOf = (file: Description): DirectoryNode =>
  file instanceof DirectoryFile ? file.node : fail(E.ENOTDIR);
