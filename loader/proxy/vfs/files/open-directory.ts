/** An open directory, for every file system: its node, and what getdents64 and seeks do. */
import { O_PATH, S_IFMT } from '../../abi/numbers.js';
import { E, fail } from '../../abi/errno.js';
import type { Entry, DirectoryNode } from './node.js';
import type { CheckedMemory } from '../../abi/checked-memory.js';
import { Description, SEEK_CUR, SEEK_SET } from './description.js';
import { Snapshot } from './snapshot.js';
import type { SetTimes, Stat, StatFs } from './status.js';

/** Bytes of a record before the name. */
const RECORD_HEAD = 19;

/** How long one call may look for names (ms). */
const TURN_MS = 4;

export class DirectoryFile extends Description {
  /** Begun at the first read and at every return to the start. */
  private snapshot: Snapshot | undefined;
  private next = 0;
  /** The last list() has come to the end. */
  atEnd = false;
  private closed = false;

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

  private *names(above: () => bigint): Generator<Entry, void> {
    const { node } = this;
    const dot = (name: string, ino: bigint): Entry => ({ name, ino, type: node.type & S_IFMT });
    yield dot('.', node.stat().ino);
    yield dot('..', above());
    yield* { [Symbol.iterator]: () => node.scan() };
  }

  private above(): bigint {
    try {
      return this.node.parent().stat().ino;
    } catch {
      // The directory was removed.
      return this.node.stat().ino;
    }
  }

  /**
   * Hands out entries from a number on, until `put` answers that it has no room, or time is over. Answers the next one's number; undefined
   * when time was over before the first. `above`: what `..` is.
   */
  list(from: number, put: (entry: Entry, number: number) => boolean, above = () => this.above()): number | undefined {
    if (this.closed || this.flags & O_PATH) fail(E.EBADF);
    const end = performance.now() + TURN_MS;
    if (from === 0) this.forget();
    const snapshot = (this.snapshot ??= new Snapshot(this.names(above), this.node.fs.held));
    let number = from;
    this.atEnd = false;
    try {
      while (snapshot.reach(number, end)) {
        const entry = snapshot.entry(number);
        this.atEnd = !entry;
        if (!entry || !put(entry, number)) return number;
        snapshot.pass();
        number++;
      }
    } catch (error) {
      this.forget();
      throw error;
    }
    return number > from ? number : undefined;
  }

  private forget(): void {
    this.snapshot?.release();
    this.snapshot = undefined;
  }

  override entries(memory: CheckedMemory, address: number, size: number): number | undefined {
    const { view } = memory;
    let at = address;
    let full = false;
    const next = this.list(this.next, (entry, number) => {
      const length = (RECORD_HEAD + entry.name.length + 1 + 7) & ~7;
      full = at + length > address + size;
      if (full) return false;
      view.setBigUint64(at, BigInt.asUintN(64, entry.ino), true);
      memory.setLong(at + 8, number + 1);
      view.setUint16(at + 16, length, true);
      view.setUint8(at + 18, entry.type >>> 12);
      memory.setString(at + RECORD_HEAD, entry.name);
      at += length;
      return true;
    });
    if (next === undefined) return undefined;
    this.next = next;
    return full && at === address ? -E.EINVAL : at - address;
  }

  override seek(offset: number, whence: number): number {
    const to = whence === SEEK_SET ? offset : whence === SEEK_CUR ? this.next + offset : -1;
    if (to < 0 || to > 0x7fffffff) return -E.EINVAL;
    this.next = to;
    return to;
  }

  override release(): void {
    this.closed = true;
    this.forget();
  }
}

/** The directory that is open, for calls that start from it. @throws ENOTDIR */
export const directoryOf = (file: Description): DirectoryNode =>
  file instanceof DirectoryFile ? file.node : fail(E.ENOTDIR);
