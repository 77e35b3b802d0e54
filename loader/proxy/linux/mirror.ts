/**
 * What Linux would keep for the guest's process: open files, working directory, umask, children, locks. Calls get it as
 * their first argument.
 */
import fs from 'node:fs';
import { HermitError } from '../../../runtime/errors.js';
import * as layout from '../../../runtime/generated/layout.js';
import { Children } from './children.js';
import { AT_FDCWD, hostFlags } from '../abi/numbers.js';
import type { Description } from '../vfs/files/description.js';
import { openedOnHost } from '../vfs/host/opened.js';
import { openStandard } from '../vfs/standard/standard.js';
import { E, fail } from '../abi/errno.js';
import { fillDev, fillEtc, fillProc } from '../vfs/made/contents.js';
import { Namespace } from '../vfs/namespace.js';
import type { DirectoryNode } from '../vfs/files/node.js';
import { Handles } from '../vfs/handles.js';
import { Locks } from './locks.js';
import { IsleMemory } from '../abi/checked-memory.js';
import { toBytes } from '../abi/bytes.js';
import type { ProxyMessage, ProxyWorkerData } from '../ring/messages.js';

/** The answer of a handler whose call must wait; no result of a call has this value. */
export const PENDING = -0x80000000;

/** The answer of a retry that did part of its work and can go on at once: others are served before it does. */
export const PARTLY = -0x7fffffff;

/** A call that waits. */
export interface Blocked {
  /** Tries again: a result, PENDING or PARTLY. May throw as handlers do. */
  retry(): number;
  /** The result when the core wants the request back; -EINTR by default. */
  cancelled?(): number;
}

export class Mirror {
  readonly memory: IsleMemory;
  readonly handles: Handles;
  readonly namespace: Namespace;
  readonly locks = new Locks();
  readonly children: Children;
  /** Limits that the guest set (prlimit), by resource: soft and hard. */
  readonly limits = new Map<number, [number, number]>();
  umask = process.umask();
  /** Set by a handler that answers PENDING; the loop takes it. */
  blocked: Blocked | undefined;
  /** Number of the core whose request is served. */
  core = 0;
  /** The last handle among the present call's arguments. */
  handle = 0;
  /** Windows of the present vector call: base and length in turn, empty ones left out. */
  readonly vectors: number[] = [];
  /** CPU time that the process had used when the isle began, microseconds. */
  readonly cpuBase = process.cpuUsage();
  private directory: DirectoryNode;

  constructor(
    readonly data: ProxyWorkerData,
    readonly post: (message: ProxyMessage) => void,
  ) {
    this.memory = new IsleMemory(data.memory);
    this.handles = new Handles(data.filesMax);
    this.children = new Children(data, post);
    for (const fd of [0, 1, 2]) this.handles.set(fd, openStandard(fd, data));
    try {
      this.namespace = new Namespace({
        grants: data.dirs,
        ids: data.ids,
        dev: (d) => fillDev(d, this.devParts()),
        etc: (d) => fillEtc(d, data.ids, data.isle, data.network),
        proc: (d) => fillProc(d, this.procParts()),
        writeLimit: data.writeLimit,
        tmpLimit: data.tmpLimit,
      });
    } catch (error) {
      this.handles.closeAll();
      throw error;
    }
    this.directory = this.namespace.root;
    try {
      this.changeDirectory(this.namespace.walk().lookup(this.directory, toBytes(data.cwd), true).asDirectory());
    } catch {
      this.close();
      throw new HermitError('HERMIT_EGRANT', `--cwd ${data.cwd}: no such directory in what --dir gives the program`);
    }
    this.namespace.endCall();
  }

  private shared(handle: number): Description | undefined {
    const description = this.handles.get(handle);
    if (description) description.references++;
    return description;
  }

  private devParts(): Parameters<typeof fillDev>[1] {
    return {
      standard: (handle) => this.shared(handle),
      status: (handle) => this.handles.get(handle)?.stat(),
      // Whoever takes the output in place of the process's streams has no terminal to give.
      terminal: (flags) => (this.data.outlet ? fail(E.ENXIO) : openTerminal(flags)),
    };
  }

  private procParts(): Parameters<typeof fillProc>[1] {
    const word = (address: number): number => this.memory.word(address);
    return {
      pid: word(layout.BOOT_PID),
      ids: this.data.ids,
      argv: () => (word(layout.BOOT_ARGV) === 0 ? [] : this.memory.strings(word(layout.BOOT_ARGV), 4096)),
      cwd: () => this.directory.path(),
      mounts: () => this.namespace.mounts(),
      memoryBytes: () => this.memory.size,
      threads: () => Math.max(1, word(layout.CORES_UP)),
    };
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
    return description ? description.directory() : fail(E.EBADF);
  }

  /** Answers PENDING for a handler after noting how its call goes on. */
  block(blocked: Blocked): number {
    this.blocked = blocked;
    return PENDING;
  }

  /** Wakes the loop from Node's event loop: a call that waits may go on. */
  ring(): void {
    Atomics.add(this.memory.i32, layout.DOORBELL >> 2, 1);
    Atomics.notify(this.memory.i32, layout.DOORBELL >> 2);
  }

  close(): void {
    this.handles.closeAll();
    this.children.close();
    this.directory.release();
    this.namespace.close();
  }
}

/** /dev/tty: the terminal of whoever started the loader, if there is one. */
function openTerminal(flags: number): Description {
  return openedOnHost(fs.openSync('/dev/tty', hostFlags(flags)), flags, undefined);
}
