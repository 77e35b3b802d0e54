/** An open directory of the host. */
import fs from 'node:fs';
import { HostDirectory } from './directory.js';
import type { HostFs } from './granted-tree.js';
import type { DirectoryNode, SetTimes, Stat, StatFs } from '../files/node.js';
import { E } from '../../abi/errno.js';
import { CLOSED } from '../files/description.js';
import { DirectoryFile } from '../files/open-directory.js';

export class HostDirectoryFile extends DirectoryFile {
  private readonly node: HostDirectory;

  constructor(
    private fd: number,
    flags: number,
    readonly fs: HostFs,
    relative: string,
  ) {
    super(flags);
    this.node = new HostDirectory(fs, fd, relative);
  }

  override directory(): DirectoryNode {
    return this.node;
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

  override sync(): void {
    fs.fsyncSync(this.fd);
  }

  override release(): void {
    fs.closeSync(this.fd);
    this.fd = CLOSED;
  }
}
