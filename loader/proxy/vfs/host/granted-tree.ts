/**
 * A granted directory of the host. Every step goes through a descriptor of the directory before it: the path
 * /proc/self/fd/N/NAME makes Node's calls what openat and its kin are in C. A name is one component and is opened with
 * O_NOFOLLOW, so whatever others do to the tree meanwhile, no step leaves it.
 */
import fs from 'node:fs';
import { HOST_O_PATH } from '../../abi/numbers.js';
import { E, errnoOf, fail } from '../../abi/errno.js';
import { toBytes, toPath, toText } from '../../abi/bytes.js';
import type { DirectoryNode, FileSystem } from '../files/node.js';
import type { Held } from '../files/held.js';
import type { StatFs } from '../files/status.js';

const PIN = HOST_O_PATH | fs.constants.O_NOFOLLOW;
const PIN_DIRECTORY = PIN | fs.constants.O_DIRECTORY;
const viaProc = process.platform === 'linux';

/** Bits of the host's umask; the guest's own is applied before, so a mode that it would cut must be set afterwards. */
export const hostUmask = process.umask();

/** What the guest may still write to the host. */
export interface WriteBudget {
  /** Bytes of files, and of what links say. */
  left: number;
  /** New names. */
  names: number;
}

/** What `bytes` of a limit allow: a name for each NAME_COST that is begun, since empty files and links take room, too. */
export const writeBudget = (bytes: number): WriteBudget => ({ left: bytes, names: Math.ceil(bytes / NAME_COST) });

/** Bytes that a name takes of a disk, about. */
const NAME_COST = 4096;

/** Makes the node of an open directory. */
type DirectoryMaker = (tree: HostFs, fd: number, relative: string) => DirectoryNode;

export class HostFs implements FileSystem {
  /** Byte string of the directory's real path. */
  readonly real: string;
  readonly root: DirectoryNode;
  private readonly fd: number;
  /** Other file systems mounted inside, by their path from the root of this one. */
  readonly mounts = new Map<string, DirectoryNode>();

  constructor(
    host: string,
    readonly guest: string,
    readonly readOnly: boolean,
    /** The directory above the mount point. */
    readonly above: () => DirectoryNode,
    /** Descriptors that the present call opened on its way; the name space closes them. */
    private readonly temporaries: number[],
    readonly budget: WriteBudget,
    readonly held: Held,
    private readonly directoryIn: DirectoryMaker,
  ) {
    this.fd = viaProc ? fs.openSync(host, HOST_O_PATH | fs.constants.O_DIRECTORY) : -1;
    const real = viaProc ? fs.readlinkSync(`/proc/self/fd/${this.fd}`, 'latin1') : toBytes(fs.realpathSync(host));
    if (!viaProc && !fs.statSync(host).isDirectory()) fail(E.ENOTDIR);
    this.real = real === '/' ? '' : real;
    this.root = this.directory(this.fd, '');
  }

  close(): void {
    if (this.fd >= 0) fs.closeSync(this.fd);
  }

  /** The node of an open directory, which was found at this path from the root. */
  directory(fd: number, relative: string): DirectoryNode {
    return this.directoryIn(this, fd, relative);
  }

  /** Host path of a name in a directory. */
  at(fd: number, directory: string, name: string): string | Buffer {
    if (viaProc) return toPath(`/proc/self/fd/${fd}/${name}`);
    return toPath(`${this.real}/${directory === '' ? '' : `${directory}/`}${name}`);
  }

  /** Host path of an open descriptor, or of its place where /proc does not exist. */
  self(fd: number, relative: string): string | Buffer {
    return viaProc ? `/proc/self/fd/${fd}` : toPath(`${this.real}/${relative}`);
  }

  /** Opens a descriptor that only names a file, and closes it when the call ends. */
  pin(path: string | Buffer): number {
    if (!viaProc) return -1;
    const fd = fs.openSync(path, PIN);
    this.temporaries.push(fd);
    return fd;
  }

  /** As pin(), for a directory; undefined when the name is none (perhaps a link to one). */
  pinDirectory(path: string | Buffer): number | undefined {
    if (!viaProc) {
      const stat = fs.lstatSync(path);
      return stat.isDirectory() ? -1 : undefined;
    }
    try {
      const fd = fs.openSync(path, PIN_DIRECTORY);
      this.temporaries.push(fd);
      return fd;
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === E.ENOTDIR || errno === E.ELOOP) return undefined;
      throw error;
    }
  }

  /** The descriptor outlives the call, or is closed before its end: true if it would have been closed then. */
  keep(fd: number): boolean {
    const i = this.temporaries.lastIndexOf(fd);
    if (i >= 0) this.temporaries.splice(i, 1);
    return i >= 0;
  }

  /** Where a directory is now, from the root of the grant; undefined when it was removed or moved out of it. */
  relative(fd: number, last: string): string | undefined {
    if (!viaProc) return last;
    const now = fs.readlinkSync(`/proc/self/fd/${fd}`, 'latin1');
    if (now === this.real) return '';
    return now.startsWith(`${this.real}/`) && !this.isGone(fd, now) ? now.slice(this.real.length + 1) : undefined;
  }

  /** Linux marks removed files so; a file may also be called that. */
  private isGone(fd: number, path: string): boolean {
    return path.endsWith(' (deleted)') && fs.fstatSync(fd).nlink === 0;
  }

  /** Whether a descriptor's file is exactly at this path of the grant: no link was followed on the way to it. */
  isAt(fd: number, relative: string): boolean {
    return fs.readlinkSync(`/proc/self/fd/${fd}`, 'latin1') === `${this.real}/${relative}`;
  }

  /** The real path of an open directory of this grant, as text. */
  hostPath(fd: number): string | undefined {
    const now = this.relative(fd, '');
    return now === undefined ? undefined : toText(`${this.real}/${now}`);
  }

  statfs(path: string | Buffer): StatFs {
    return { ...fs.statfsSync(path, { bigint: true }), readOnly: this.readOnly };
  }

  checkWritable(): void {
    if (this.readOnly) fail(E.EROFS);
  }
}
