/** The kind of open file for what a host descriptor turned out to be. */
import fs from 'node:fs';
import { O_ACCMODE, O_NONBLOCK, O_PATH, S_IFCHR, S_IFIFO, S_IFMT } from '../../abi/numbers.js';
import { withoutPrivileges } from '../files/changes.js';
import type { HostFs } from './granted-tree.js';
import type { Description } from '../files/description.js';
import { HostFile } from './open-file.js';
import { Stream } from '../streams/stream.js';

/** Takes over `fd`, which is no directory: it is closed if that fails. `mount`: undefined for what was not granted. */
export function openedOnHost(fd: number, flags: number, mount: HostFs | undefined): Description {
  try {
    const { mode } = fs.fstatSync(fd);
    const type = mode & S_IFMT;
    if (flags & O_PATH) return new HostFile(fd, flags, mount);
    if (type === S_IFIFO || type === S_IFCHR) {
      const awaitsWriter = type === S_IFIFO && (flags & (O_ACCMODE | O_NONBLOCK)) === 0;
      return new Stream({ fd, owned: true, awaitsWriter }, flags, mount);
    }
    if (flags & O_ACCMODE) withoutPrivileges(fd, mode);
    return new HostFile(fd, flags, mount);
  } catch (error) {
    fs.closeSync(fd);
    throw error;
  }
}
