/** A directory of a file system in memory. */
import { O_TRUNC, S_IFDIR, S_IFIFO, S_IFMT, S_IFREG } from '../../abi/numbers.js';
import { E, fail } from '../../abi/errno.js';
import type { Description } from '../files/description.js';
import { DirectoryFile } from '../files/open-directory.js';
import { Inode, MemoryNode, type MemoryFs } from './filesystem.js';
import { MemoryLink, MemoryRegular } from './nodes.js';
import { MemoryFile } from './open-file.js';
import { DirectoryNode, type Entry, type FsNode } from '../files/node.js';
import type { SetTimes, Stat, StatFs } from '../files/status.js';
import { nowNs } from '../files/times.js';

const RENAME_NOREPLACE = 1;
const RENAME_EXCHANGE = 2;

export class MemoryDirectory extends DirectoryNode {
  readonly inode: Inode;
  readonly names = new Map<string, FsNode>();
  /** Roots of other file systems, by the name they are mounted on. */
  readonly mounts = new Map<string, DirectoryNode>();
  private gone = false;

  constructor(
    readonly fs: MemoryFs,
    mode: number,
    /** The directory above and this one's name there; a root has what lies above its mount point. */
    private above: DirectoryNode | undefined,
    private name: string,
  ) {
    super();
    this.inode = new Inode(fs, S_IFDIR | (mode & 0o7777));
    this.inode.nlink = 2;
  }

  override enter(name: string): DirectoryNode | string {
    const node = this.lookup(name);
    if (!node) return fail(E.ENOENT);
    if (node instanceof MemoryLink) return node.readlink();
    return node.asDirectory();
  }

  override lookup(name: string): FsNode | undefined {
    return this.mounts.get(name) ?? this.names.get(name);
  }

  override parent(): DirectoryNode {
    return this.above ?? this;
  }

  override path(): string {
    if (this.gone) fail(E.ENOENT);
    if (!this.above) return '/';
    const above = this.above.path();
    return `${above === '/' ? '' : above}/${this.name}`;
  }

  override retain(): void {}
  override release(): void {}

  override *scan(): Generator<Entry, void> {
    const entry = (name: string, node: FsNode): Entry => ({ name, ino: node.stat().ino, type: node.type });
    for (const [name, node] of this.mounts) yield entry(name, node);
    for (const [name, node] of this.names) if (!this.mounts.has(name)) yield entry(name, node);
  }

  override stat(): Stat {
    return this.inode.stat(4096, 0);
  }

  override statfs(): StatFs {
    return this.fs.statfs();
  }

  override open(flags: number): Description {
    return new DirectoryFile(this, flags);
  }

  /** Checks that a name may be added. */
  private adding(name: string): void {
    if (this.lookup(name)) fail(E.EEXIST);
    this.fs.checkWritable();
    if (this.gone) fail(E.ENOENT);
    this.inode.access(3);
    if (this.fs.names >= this.fs.namesMax) fail(E.ENOSPC);
  }

  private removing(name: string): FsNode {
    if (this.mounts.has(name)) fail(E.EBUSY);
    const node = this.names.get(name);
    if (!node) return fail(E.ENOENT);
    this.fs.checkWritable();
    this.inode.access(3);
    return node;
  }

  /** Puts a node of the same file system under a name. */
  add(name: string, node: FsNode): void {
    this.names.set(name, node);
    this.fs.names++;
    if (node instanceof MemoryDirectory) this.inode.nlink++;
    this.inode.touched();
  }

  private drop(name: string, node: FsNode): void {
    this.names.delete(name);
    this.fs.names--;
    if (node instanceof MemoryDirectory) this.inode.nlink--;
    this.inode.touched();
  }

  override create(name: string, flags: number, mode: number): Description {
    this.adding(name);
    const file = new MemoryRegular(this.fs, mode);
    this.add(name, file);
    return new MemoryFile(file, flags & ~O_TRUNC);
  }

  override createUnnamed(flags: number, mode: number): Description {
    this.fs.checkWritable();
    const file = new MemoryRegular(this.fs, mode);
    file.inode.nlink = 0;
    return new MemoryFile(file, flags);
  }

  override mkdir(name: string, mode: number): void {
    this.adding(name);
    this.add(name, new MemoryDirectory(this.fs, mode, this, name));
  }

  override mknod(name: string, mode: number): void {
    this.adding(name);
    const type = mode & S_IFMT;
    if (type !== S_IFREG && type !== 0) fail(type === S_IFIFO ? E.EOPNOTSUPP : E.EPERM);
    this.add(name, new MemoryRegular(this.fs, mode));
  }

  override symlink(name: string, target: string): void {
    this.adding(name);
    this.add(name, new MemoryLink(this.fs, () => target, target.length));
  }

  override unlink(name: string): void {
    const node = this.removing(name);
    if (!(node instanceof MemoryNode)) return fail(E.EISDIR);
    this.drop(name, node);
    node.unlinked();
  }

  override rmdir(name: string): void {
    const node = this.removing(name);
    if (!(node instanceof MemoryDirectory)) return fail(E.ENOTDIR);
    if (node.names.size + node.mounts.size > 0) fail(E.ENOTEMPTY);
    this.drop(name, node);
    node.gone = true;
    node.inode.nlink = 0;
  }

  override link(name: string, node: FsNode): void {
    if (node.isDirectory) fail(E.EPERM);
    if (!(node instanceof MemoryNode) || node.fs !== this.fs) return fail(E.EXDEV);
    this.adding(name);
    node.inode.nlink++;
    node.inode.ctimeNs = nowNs();
    this.add(name, node);
  }

  override rename(name: string, to: DirectoryNode, toName: string, flags: number): void {
    if (!(to instanceof MemoryDirectory) || to.fs !== this.fs) return fail(E.EXDEV);
    const node = this.removing(name);
    const other = to.mounts.has(toName) ? fail(E.EBUSY) : to.names.get(toName);
    if (flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE)) fail(E.EINVAL);
    to.inode.access(3);
    if (to.gone) fail(E.ENOENT);
    if (node instanceof MemoryDirectory && to.isInside(node)) fail(E.EINVAL);
    if (flags & RENAME_EXCHANGE) {
      if (!other) return fail(E.ENOENT);
      if (other instanceof MemoryDirectory && this.isInside(other)) fail(E.EINVAL);
      this.drop(name, node);
      to.drop(toName, other);
      this.adopt(name, other);
      to.adopt(toName, node);
      return;
    }
    if (other) {
      if (flags & RENAME_NOREPLACE) fail(E.EEXIST);
      if (other === node) return;
      to.checkReplace(node, other);
      if (other instanceof MemoryDirectory) to.rmdir(toName);
      else to.unlink(toName);
    }
    this.drop(name, node);
    to.adopt(toName, node);
  }

  private checkReplace(node: FsNode, other: FsNode): void {
    if (node.isDirectory && !other.isDirectory) fail(E.ENOTDIR);
    if (!node.isDirectory && other.isDirectory) fail(E.EISDIR);
  }

  private adopt(name: string, node: FsNode): void {
    if (node instanceof MemoryDirectory) {
      node.above = this;
      node.name = name;
    }
    this.add(name, node);
  }

  private isInside(other: MemoryDirectory): boolean {
    return this === other || (this.above instanceof MemoryDirectory && this.above.isInside(other));
  }

  override chmod(mode: number): void {
    this.inode.chmod(mode);
  }

  override chown(uid: number, gid: number): void {
    this.inode.chown(uid, gid);
  }

  override utimes(times: SetTimes): void {
    this.inode.utimes(times);
  }

  override truncate(): void {
    fail(E.EISDIR);
  }

  override access(mode: number): void {
    this.inode.access(mode);
  }
}
