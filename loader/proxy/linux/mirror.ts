/** What Linux would keep for the guest's process: open files, working directory, umask, children, locks. Handlers find it in their call. */
import os from 'node:os';
import { HermitError } from '../../../runtime/errors.js';
import { HostThreads } from '../../../runtime/host-threads.js';
import { toBytes } from '../abi/bytes.js';
import { E, fail } from '../abi/errno.js';
import { AT_FDCWD } from '../abi/numbers.js';
import { Guest } from '../guest/guest.js';
import type { GuestEvents, GuestOptions } from '../guest/options.js';
import type { DirectoryNode } from '../vfs/files/node.js';
import { MemoryFs } from '../vfs/memory/filesystem.js';
import { Children } from './children.js';
import { Commands } from './commands.js';
import { Locks } from './locks.js';
import { Timers } from './timers.js';
import { directoryOf } from '../vfs/files/open-directory.js';

export class Mirror extends Guest {
  readonly locks = new Locks();
  readonly children: Children;
  readonly commands: Commands;
  readonly timers: Timers;
  /** Its cores' threads. */
  readonly threads: HostThreads;
  /** Limits that the guest set (prlimit), by resource: soft and hard. */
  readonly limits = new Map<number, [bigint, bigint]>();
  umask = process.umask();
  /** CPU time that the process had used when the isle began, microseconds. */
  readonly cpuBase = process.cpuUsage();
  private directory: DirectoryNode;
  private unnamed: MemoryFs | undefined;

  constructor(data: GuestOptions, events: GuestEvents) {
    super(data, events);
    this.threads = new HostThreads(data.threadIds);
    this.children = new Children(this);
    this.timers = new Timers(this);
    this.directory = this.namespace.root;
    try {
      this.commands = new Commands(data.allowRun, data.allowRunEnv, data.dirs);
    } catch (error) {
      this.close();
      throw error;
    }
    try {
      this.changeDirectory(this.namespace.walk().lookup(this.directory, toBytes(data.cwd), true).asDirectory());
    } catch {
      this.close();
      throw new HermitError('HERMIT_EGRANT', `--cwd ${data.cwd}: no such directory within those granted by --dir`);
    }
    this.namespace.endCall();
  }

  /** Where files without any name lie (memfd_create). */
  get memoryFiles(): MemoryFs {
    const { ids, tmpLimit } = this.data;
    return (this.unnamed ??= new MemoryFs(ids, tmpLimit ?? Math.floor(os.totalmem() / 2)));
  }

  protected override workingDirectory(): string {
    return this.directory.path();
  }

  /** Makes a directory of the present call the working directory. */
  changeDirectory(directory: DirectoryNode): void {
    directory.retain();
    if (directory !== this.directory) this.directory.release();
    this.directory = directory;
  }

  get cwd(): DirectoryNode {
    return this.directory;
  }

  /** Where a relative path starts. Absolute paths ignore the descriptor, as on Linux. */
  start(handle: number, path: string): DirectoryNode {
    if (path.charCodeAt(0) === 47 || handle === AT_FDCWD) return this.directory;
    const description = this.handles.get(handle);
    return description ? directoryOf(description) : fail(E.EBADF);
  }

  override close(): void {
    this.timers.stop();
    this.children.close();
    this.directory.release();
    super.close();
  }
}
