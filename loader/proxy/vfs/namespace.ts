/**
 * The guest's name space: the granted directories on their mount points, /tmp in memory, and the few files of /dev, /etc
 * and /proc that C programs open. Directories above mount points exist only to hold them.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { HermitError } from '../../../runtime/errors.js';
import { toBytes } from '../abi/bytes.js';
import type { Grant, Ids } from '../../grants.js';
import { HostFs, writeBudget, type WriteBudget } from './host/granted-tree.js';
import { HostDirectory } from './host/directory.js';
import { MemoryFs } from './memory/filesystem.js';
import { MemoryDirectory } from './memory/directory.js';
import type { Held } from './files/held.js';
import type { DirectoryNode, FsNode } from './files/node.js';
import { type Found, type LastComponent, Walk } from './files/walk.js';

/** Bytes that synthetic directories may hold: none, they have no files with data of their own. */
const NO_DATA = 0;
const ZONEINFO = '/usr/share/zoneinfo';

/** What fills a directory that the proxy makes up. */
export type Filler = (directory: MemoryDirectory) => void;

/** Makes a directory to be mounted under this name. */
type Opener = (above: () => DirectoryNode, name: string) => DirectoryNode;

export interface NamespaceParts {
  grants: Grant[];
  ids: Ids;
  dev: Filler;
  etc: Filler;
  proc: Filler;
  /** See ProxyOptions. */
  writeLimit: number | undefined;
  tmpLimit: number | undefined;
  held: Held;
}

/** Paths from a directory, in the name space. */
export class RootedWalk {
  constructor(private readonly root: DirectoryNode) {}

  /** The directory that holds the last component, which need not exist. */
  last(start: DirectoryNode, path: string): LastComponent {
    return new Walk(start, path, this.root).last();
  }

  find(start: DirectoryNode, path: string, followLast: boolean): Found {
    return new Walk(start, path, this.root).find(followLast);
  }

  /** The node that a path names; ENOENT when there is none. */
  lookup(start: DirectoryNode, path: string, followLast: boolean): FsNode {
    return new Walk(start, path, this.root).node(followLast);
  }
}

export class Namespace {
  readonly root: DirectoryNode;
  private readonly rooted: RootedWalk;
  private readonly hosts: HostFs[] = [];
  private readonly temporaries: number[] = [];
  /** Directories of the host that something is mounted in. */
  private readonly held: DirectoryNode[] = [];
  private readonly made: MemoryFs;
  /** One for all of the host's directories. */
  private readonly written: WriteBudget;

  constructor(private readonly parts: NamespaceParts) {
    this.made = this.madeUp();
    this.written = writeBudget(parts.writeLimit ?? Infinity);
    try {
      this.root = this.fill(parts);
      this.rooted = new RootedWalk(this.root);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Mounts everything; the root. */
  private fill(parts: NamespaceParts): DirectoryNode {
    const grants = parts.grants
      .map((g) => ({ ...g, guest: path.posix.resolve('/', g.guest) }))
      .sort((a, b) => a.guest.length - b.guest.length);
    const whole = grants.find((g) => g.guest === '/');
    const root: DirectoryNode = whole
      ? this.openGrant(whole, () => root)
      : new MemoryDirectory(this.made, 0o755, undefined, '');
    const mount = this.mount.bind(this, root);
    const covered = (guest: string): boolean =>
      grants.some((g) => g.guest !== '/' && (g.guest === guest || guest.startsWith(`${g.guest}/`)));
    const wholeHas = (guest: string): boolean => whole !== undefined && fs.existsSync(path.join(whole.host, guest));

    const dev = this.madeUp();
    if (!covered('/dev')) mount('/dev', this.filled(dev, 0o755, parts.dev));
    if (!covered('/dev/shm') && !covered('/dev')) mount('/dev/shm', this.temporary());
    if (!covered('/proc')) mount('/proc', this.filled(this.madeUp(), 0o555, parts.proc));
    if (!covered('/tmp') && !wholeHas('/tmp')) mount('/tmp', this.temporary());
    if (!covered('/etc') && !wholeHas('/etc')) mount('/etc', this.filled(this.madeUp(), 0o755, parts.etc));
    const zones = !whole && !covered(ZONEINFO) && fs.existsSync(ZONEINFO);
    const own = zones ? [{ host: ZONEINFO, guest: ZONEINFO, readOnly: true }] : [];
    for (const grant of [...grants, ...own]) {
      if (grant !== whole) mount(grant.guest, (above) => this.openGrant(grant, above));
    }
    return root;
  }

  private openGrant(grant: Grant, above: () => DirectoryNode): DirectoryNode {
    try {
      const mounted = new HostFs(
        grant.host,
        toBytes(grant.guest),
        grant.readOnly,
        above,
        this.temporaries,
        this.written,
        this.parts.held,
        (tree, fd, relative) => new HostDirectory(tree, fd, relative),
      );
      this.hosts.push(mounted);
      return mounted.root;
    } catch (error) {
      const { message } = error as Error;
      throw new HermitError('HERMIT_EGRANT', `expected a directory to grant, got "${grant.host}": ${message}`);
    }
  }

  private filled(made: MemoryFs, mode: number, fill: Filler): Opener {
    return (above, name) => {
      const directory = new MemoryDirectory(made, mode, above(), name);
      fill(directory);
      return directory;
    };
  }

  private madeUp(): MemoryFs {
    return new MemoryFs(this.parts.ids, NO_DATA, true, undefined, this.parts.held);
  }

  private temporary(): Opener {
    const memory = new MemoryFs(
      this.parts.ids,
      this.parts.tmpLimit ?? Math.floor(os.totalmem() / 2),
      false,
      undefined,
      this.parts.held,
    );
    return (above, name) => new MemoryDirectory(memory, 0o1777, above(), name);
  }

  /** Mounts on a path; directories that lead there are made where they lie in the made-up part of the tree. */
  private mount(root: DirectoryNode, guest: string, open: Opener): void {
    const names = toBytes(guest).split('/').filter(Boolean);
    const name = names.pop() as string;
    let directory = root;
    for (const step of names) {
      const next = directory.lookup(step);
      if (next) directory = next.asDirectory();
      else if (directory instanceof MemoryDirectory) {
        const made = new MemoryDirectory(this.made, 0o755, directory, step);
        directory.add(step, made);
        directory = made;
      } else {
        const problem = `the directory granted above it has no "${step}"; make that first`;
        throw new HermitError('HERMIT_EGRANT', `${guest} can't be mounted: ${problem}`);
      }
    }
    const above = directory;
    const node = open(() => above, name);
    if (directory instanceof HostDirectory) {
      const inHost = directory.fs.relative(directory.fd, '') ?? '';
      directory.fs.mounts.set(inHost === '' ? name : `${inHost}/${name}`, node);
      directory.retain();
      this.held.push(directory);
    } else (directory as MemoryDirectory).mounts.set(name, node);
  }

  close(): void {
    this.endCall();
    for (const directory of this.held.splice(0)) directory.release();
    for (const host of this.hosts.splice(0)) host.close();
  }

  /** Walks over paths whose root is the name space's. */
  walk(): RootedWalk {
    return this.rooted;
  }

  /** Closes descriptors that the call opened while it walked. */
  endCall(): void {
    while (this.temporaries.length > 0) fs.closeSync(this.temporaries.pop() as number);
  }

  /** The descriptor of a guest directory, negative where there are none; undefined when it exists only here. */
  hostDescriptor(directory: DirectoryNode): number | undefined {
    return directory instanceof HostDirectory ? directory.fd : undefined;
  }

  /** The host's path of a guest directory, for child processes; undefined when it exists only here. */
  hostPath(directory: DirectoryNode): string | undefined {
    if (!(directory instanceof HostDirectory)) return undefined;
    return directory.fs.hostPath(directory.fd);
  }

  /** Lines of /proc/mounts. */
  mounts(): string {
    const lines = this.hosts.map((h) => `${h.guest} ${h.guest} hostfs ${h.readOnly ? 'ro' : 'rw'} 0 0\n`);
    return lines.join('');
  }
}
