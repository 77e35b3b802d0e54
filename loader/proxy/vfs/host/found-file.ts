/** A name that was found in a granted directory: a file, a link, or a directory that the walk has not entered. */
import fs from 'node:fs';
import {
  O_ACCMODE,
  O_DIRECTORY,
  O_NOFOLLOW,
  O_PATH,
  O_TRUNC,
  S_IFDIR,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
  hostFlags,
} from '../../abi/numbers.js';
import { E, fail } from '../../abi/errno.js';
import { FILE_MAX } from '../../abi/offsets.js';
import type { Description } from '../files/description.js';
import { HostDirectoryFile } from './open-directory.js';
import { openedOnHost } from './opened.js';
import type { HostFs } from './granted-tree.js';
import { FsNode, type DirectoryNode } from '../files/node.js';
import type { SetTimes, Stat, StatFs } from '../files/status.js';
import { type Changed, changeMode, changeOwner, changeTimes, withoutPrivileges } from '../files/changes.js';

export class HostEntry extends FsNode {
  readonly type: number;

  constructor(
    readonly fs: HostFs,
    /** Through the descriptor of its directory. */
    readonly path: string | Buffer,
    private readonly relative: string,
    private readonly found: Stat,
  ) {
    super();
    this.type = Number(found.mode) & S_IFMT;
  }

  /**
   * A path that means this very file and can be followed: chmod and others of Node have no form that does not follow a
   * link, and by now the name may have become one.
   */
  private pinned(): string | Buffer {
    return this.fs.self(this.fs.pin(this.path), this.relative);
  }

  override stat(): Stat {
    return this.found;
  }

  override statfs(): StatFs {
    return this.fs.statfs(this.pinned());
  }

  override open(flags: number): Description {
    const writes = (flags & O_ACCMODE) !== 0 || (flags & O_TRUNC) !== 0;
    if (writes && (flags & O_PATH) === 0) {
      if (this.isDirectory) fail(E.EISDIR);
      this.fs.checkWritable();
    }
    const fd = fs.openSync(this.path, hostFlags(flags | O_NOFOLLOW));
    if (this.type === S_IFDIR) return new HostDirectoryFile(fd, flags, this.fs, this.relative);
    if (flags & O_DIRECTORY) {
      fs.closeSync(fd);
      fail(E.ENOTDIR);
    }
    return openedOnHost(fd, flags, this.fs);
  }

  override readlink(): string {
    return fs.readlinkSync(this.path, 'latin1');
  }

  override asDirectory(): DirectoryNode {
    if (!this.isDirectory) return fail(E.ENOTDIR);
    const fd = this.fs.pinDirectory(this.path);
    return fd === undefined ? fail(E.ENOTDIR) : this.fs.directory(fd, this.relative);
  }

  private held(): Changed {
    const fd = this.fs.pin(this.path);
    return fd < 0 ? { path: this.path, follow: false } : { path: this.fs.self(fd, this.relative), follow: true };
  }

  override chmod(mode: number): void {
    changeMode(this.fs, this.held(), mode);
  }

  override chown(uid: number, gid: number): void {
    changeOwner(this.fs, this.held(), uid, gid);
  }

  override utimes(times: SetTimes): void {
    changeTimes(this.fs, this.held(), times);
  }

  override truncate(length: number): void {
    if (this.isDirectory) fail(E.EISDIR);
    this.fs.checkWritable();
    if (this.type !== S_IFREG) fail(E.EINVAL);
    if (length > FILE_MAX) fail(E.EFBIG);
    const fd = fs.openSync(this.pinned(), fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
    try {
      withoutPrivileges(fd, fs.fstatSync(fd).mode);
      fs.ftruncateSync(fd, length);
    } finally {
      fs.closeSync(fd);
    }
  }

  override access(mode: number): void {
    if (mode & 2) this.fs.checkWritable();
    if (this.type !== S_IFLNK) fs.accessSync(this.pinned(), mode);
  }
}
