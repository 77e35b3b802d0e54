/** A file system in memory: /tmp and /dev/shm, and the directories that the proxy makes up itself. */
import { O_ACCMODE, O_PATH, O_TRUNC, S_IFDIR, S_IFLNK, S_IFMT } from '../../abi/numbers.js';
import { E, fail } from '../../abi/errno.js';
import type { Ids } from '../../../grants.js';
import { type FileData, MemoryData, Quota } from './data.js';
import { Held } from '../files/held.js';
import { FsNode, type FileSystem } from '../files/node.js';
import type { SetTimes, Stat, StatFs } from '../files/status.js';
import { nowNs } from '../files/times.js';

const TMPFS_MAGIC = 0x01021994n;
const BLOCK = 4096n;
let devices = 0x48000000;

/** Names and sizes of the largest file are bounded as Linux's are. */
export const MEMORY_FILE_MAX = 2 ** 43;

/** A name costs about as much of the host's memory as a page of a file; so many there may be in a small file system, too. */
const NAMES_MIN = 1024;

export class MemoryFs implements FileSystem {
  readonly device = BigInt(devices++);
  readonly quota: Quota;
  /** Names that there are, in all directories. */
  names = 0;
  private inodes = 1n;

  constructor(
    readonly ids: Ids,
    /** Bytes that all files may hold together. */
    limit: number,
    public readOnly = false,
    /** Makes what holds a new file's bytes. */
    readonly dataFor = (quota: Quota): FileData => new MemoryData(quota),
    /** Counts what is kept for open directories and made-up texts; by default nothing does. */
    readonly held = new Held(Infinity),
  ) {
    this.quota = new Quota(limit);
  }

  nextInode(): bigint {
    return this.inodes++;
  }

  checkWritable(): void {
    if (this.readOnly) fail(E.EROFS);
  }

  get namesMax(): number {
    return Math.max(NAMES_MIN, Math.floor(this.quota.limit / Number(BLOCK)));
  }

  statfs(): StatFs {
    const blocks = BigInt(Math.floor(this.quota.limit / 4096));
    const bfree = BigInt(Math.floor((this.quota.limit - this.quota.used) / 4096));
    const files = BigInt(this.namesMax);
    const { readOnly } = this;
    return {
      type: TMPFS_MAGIC,
      bsize: BLOCK,
      blocks,
      bfree,
      bavail: bfree,
      files,
      ffree: files - BigInt(this.names),
      readOnly,
    };
  }
}

/** What all kinds of node in memory share. The class lives beside FsNode's tree: a directory is one too. */
export class Inode {
  readonly ino: bigint;
  nlink = 1;
  uid: number;
  gid: number;
  atimeNs: bigint;
  mtimeNs: bigint;
  ctimeNs: bigint;
  private readonly birthtimeNs: bigint;

  constructor(
    readonly fs: MemoryFs,
    /** Type and permissions. */
    public mode: number,
    readonly rdev = 0n,
  ) {
    this.ino = fs.nextInode();
    this.uid = fs.ids.euid;
    this.gid = fs.ids.egid;
    this.atimeNs = this.mtimeNs = this.ctimeNs = this.birthtimeNs = nowNs();
  }

  stat(size: number, held: number): Stat {
    return {
      dev: this.fs.device,
      ino: this.ino,
      mode: BigInt(this.mode),
      nlink: BigInt(this.nlink),
      uid: BigInt(this.uid),
      gid: BigInt(this.gid),
      rdev: this.rdev,
      size: BigInt(size),
      blksize: BLOCK,
      blocks: BigInt(Math.ceil(held / 512)),
      atimeNs: this.atimeNs,
      mtimeNs: this.mtimeNs,
      ctimeNs: this.ctimeNs,
      birthtimeNs: this.birthtimeNs,
    };
  }

  touched(): void {
    this.mtimeNs = this.ctimeNs = nowNs();
  }

  private checkOwner(): void {
    this.fs.checkWritable();
    const { euid } = this.fs.ids;
    if (euid !== 0 && euid !== this.uid) fail(E.EPERM);
  }

  chmod(mode: number): void {
    this.checkOwner();
    this.mode = (this.mode & S_IFMT) | (mode & 0o7777);
    this.ctimeNs = nowNs();
  }

  chown(uid: number, gid: number): void {
    this.checkOwner();
    const { euid, egid, groups } = this.fs.ids;
    const toOther = (uid !== -1 && uid !== this.uid) || (gid !== -1 && gid !== egid && !groups.includes(gid));
    if (euid !== 0 && toOther) fail(E.EPERM);
    if (uid !== -1) this.uid = uid;
    if (gid !== -1) this.gid = gid;
    this.ctimeNs = nowNs();
  }

  utimes(times: SetTimes): void {
    this.checkOwner();
    this.atimeNs = times.atimeNs ?? this.atimeNs;
    this.mtimeNs = times.mtimeNs ?? this.mtimeNs;
    this.ctimeNs = nowNs();
  }

  /** R 4, W 2, X 1. */
  access(mode: number): void {
    const { euid, egid, groups } = this.fs.ids;
    if (mode & 2) this.fs.checkWritable();
    if (euid === 0) {
      if (mode & 1 && (this.mode & S_IFMT) !== S_IFDIR && (this.mode & 0o111) === 0) fail(E.EACCES);
      return;
    }
    const shift = euid === this.uid ? 6 : egid === this.gid || groups.includes(this.gid) ? 3 : 0;
    if ((mode & ~(this.mode >> shift)) !== 0) fail(E.EACCES);
  }
}

/** A node in memory that is no directory. */
export abstract class MemoryNode extends FsNode {
  readonly inode: Inode;

  constructor(
    readonly fs: MemoryFs,
    mode: number,
    rdev = 0n,
  ) {
    super();
    this.inode = new Inode(fs, mode, rdev);
  }

  get type(): number {
    return this.inode.mode & S_IFMT;
  }

  override stat(): Stat {
    return this.inode.stat(0, 0);
  }

  override statfs(): StatFs {
    return this.fs.statfs();
  }

  override chmod(mode: number): void {
    if (this.type === S_IFLNK) fail(E.EOPNOTSUPP);
    this.inode.chmod(mode);
  }

  override chown(uid: number, gid: number): void {
    this.inode.chown(uid, gid);
  }

  override utimes(times: SetTimes): void {
    this.inode.utimes(times);
  }

  override truncate(_length: number): void {
    fail(E.EINVAL);
  }

  override access(mode: number): void {
    this.inode.access(mode);
  }

  /** Checks the permissions that an open with these flags needs. */
  protected checkOpen(flags: number): void {
    if (flags & O_PATH) return;
    const mode = [4, 2, 6, 6][flags & O_ACCMODE] as number;
    this.inode.access(flags & O_TRUNC ? mode | 2 : mode);
  }

  /** A name went away; the last one frees the file unless it is open. */
  unlinked(): void {
    this.inode.nlink--;
  }

  /** What a regular file holds. */
  contents(): FileData {
    return fail(E.EBADF);
  }

  /** It is open once more, or once less. */
  opened(): void {}
  closed(): void {}
}
