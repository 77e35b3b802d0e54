/** An open directory of the host. */
import fs from 'node:fs';
import type { HostFs } from './granted-tree.js';
import { CLOSED } from '../files/description.js';
import { DirectoryFile } from '../files/open-directory.js';
import { syncing } from './syncing.js';

export class HostDirectoryFile extends DirectoryFile {
  constructor(
    private fd: number,
    flags: number,
    readonly fs: HostFs,
    relative: string,
  ) {
    super(fs.directory(fd, relative), flags);
  }

  override sync(): void {
    throw syncing(this, this.fd, false);
  }

  override release(): void {
    super.release();
    fs.closeSync(this.fd);
    this.fd = CLOSED;
  }
}
