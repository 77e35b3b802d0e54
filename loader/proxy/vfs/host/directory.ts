/** A directory inside a grant, as a step of a walk, a working directory or the base of an `*at` call. */
import fs from 'node:fs';
import {
  O_CREAT,
  O_EXCL,
  O_TMPFILE_BIT,
  O_DIRECTORY,
  S_IFDIR,
  S_IFIFO,
  S_IFMT,
  S_IFREG,
  hostFlags,
} from '../../abi/numbers.js';
import { E, errnoOf, fail } from '../../abi/errno.js';
import { toPath } from '../../abi/bytes.js';
import { Unfinished } from '../../abi/unfinished.js';
import type { Description } from '../files/description.js';
import { HostDirectoryFile } from './open-directory.js';
import { openedOnHost } from './opened.js';
import { makeFifo } from './fifo.js';
import { hostUmask, type HostFs } from './granted-tree.js';
import { HostEntry } from './found-file.js';
import { DirectoryNode, type Entry, type FsNode } from '../files/node.js';
import type { SetTimes, Stat, StatFs } from '../files/status.js';
import { changeMode, changeOwner, changeTimes, hasPrivileges, newMode } from '../files/changes.js';

export const RENAME_NOREPLACE = 1;
/** Names that are read at once. */
const NAMES = 64;

export class HostDirectory extends DirectoryNode {
  constructor(
    readonly fs: HostFs,
    readonly fd: number,
    /** Path from the grant's root when it was found. */
    private readonly relative: string,
  ) {
    super();
  }

  private at(name: string): string | Buffer {
    return this.fs.at(this.fd, this.relative, name);
  }

  private get self(): string | Buffer {
    return this.fs.self(this.fd, this.relative);
  }

  private below(name: string): string {
    return this.relative === '' ? name : `${this.relative}/${name}`;
  }

  /** What is mounted on a name of this directory. */
  private mounted(name: string): DirectoryNode | undefined {
    return this.fs.mounts.size === 0 ? undefined : this.fs.mounts.get(this.where(name));
  }

  /** Whether something is mounted there or below: mounts are known by their paths, which must not change. */
  private holdsMount(name: string): boolean {
    if (this.fs.mounts.size === 0) return false;
    const where = this.where(name);
    return [...this.fs.mounts.keys()].some((path) => path === where || path.startsWith(`${where}/`));
  }

  private where(name: string): string {
    const now = this.fs.relative(this.fd, this.relative);
    return now === undefined ? '' : now === '' ? name : `${now}/${name}`;
  }

  override enter(name: string): DirectoryNode | string {
    const mounted = this.mounted(name);
    if (mounted) return mounted;
    const fd = this.fs.pinDirectory(this.at(name));
    if (fd !== undefined) return new HostDirectory(this.fs, fd, this.below(name));
    try {
      return fs.readlinkSync(this.at(name), 'latin1');
    } catch (error) {
      return fail(errnoOf(error) === E.EINVAL ? E.ENOTDIR : errnoOf(error));
    }
  }

  override enterAll(names: string[]): DirectoryNode | undefined {
    if (this.fs.mounts.size > 0 || this.fd < 0) return undefined;
    const joined = names.join('/');
    // Links in the middle may have led anywhere; a descriptor that only names a directory changes nothing there,
    // and only one that stands exactly where the names say is used.
    try {
      const fd = this.fs.pinDirectory(this.at(joined));
      if (fd !== undefined && this.fs.isAt(fd, this.below(joined)))
        return new HostDirectory(this.fs, fd, this.below(joined));
    } catch {
      // The walk tells what is wrong.
    }
    return undefined;
  }

  override lookup(name: string): FsNode | undefined {
    const mounted = this.mounted(name);
    if (mounted) return mounted;
    const path = this.at(name);
    const stat = fs.lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (!stat) return undefined;
    return new HostEntry(this.fs, path, this.below(name), stat);
  }

  override parent(): DirectoryNode {
    const now = this.fs.relative(this.fd, this.relative);
    if (now === undefined) return fail(E.ENOENT);
    if (now === '') return this.fs.above();
    const names = now.split('/').slice(0, -1);
    let directory: DirectoryNode = this.fs.root;
    const there = names.length > 0 ? directory.enterAll(names) : undefined;
    if (there) return there;
    for (const name of names) {
      const next = directory.enter(name);
      directory.leave();
      if (typeof next === 'string') return fail(E.ENOENT);
      directory = next;
    }
    return directory;
  }

  override path(): string {
    const now = this.fs.relative(this.fd, this.relative);
    if (now === undefined) return fail(E.ENOENT);
    const guest = this.fs.guest;
    return now === '' ? guest : `${guest === '/' ? '' : guest}/${now}`;
  }

  override retain(): void {
    this.fs.keep(this.fd);
  }

  override release(): void {
    if (this.fd >= 0 && this !== this.fs.root) fs.closeSync(this.fd);
  }

  override leave(): void {
    if (this.fs.keep(this.fd)) fs.closeSync(this.fd);
  }

  override *scan(): Generator<Entry, void> {
    const here = this.fs.mounts.size > 0 ? this.where('') : '';
    const mounted = new Map<string, DirectoryNode>();
    for (const [path, directory] of this.fs.mounts) {
      const name = path.slice(here.length);
      if (path.startsWith(here) && !name.includes('/')) mounted.set(name, directory);
    }
    for (const [name, directory] of mounted) yield { name, ino: directory.stat().ino, type: S_IFDIR };
    const names = fs.opendirSync(this.self as string, { encoding: 'latin1' as BufferEncoding, bufferSize: NAMES });
    try {
      for (let one = names.readSync(); one; one = names.readSync()) {
        if (mounted.has(one.name)) continue;
        const stat = fs.lstatSync(this.at(one.name), { bigint: true, throwIfNoEntry: false });
        if (stat) yield { name: one.name, ino: stat.ino, type: Number(stat.mode) & S_IFMT };
      }
    } finally {
      names.closeSync();
    }
  }

  override stat(): Stat {
    return this.fd >= 0 ? fs.fstatSync(this.fd, { bigint: true }) : fs.statSync(this.self, { bigint: true });
  }

  override statfs(): StatFs {
    return this.fs.statfs(this.self);
  }

  override open(flags: number): Description {
    const fd = fs.openSync(this.self, hostFlags(flags | O_DIRECTORY));
    return new HostDirectoryFile(fd, flags, this.fs, this.relative);
  }

  override create(name: string, flags: number, mode: number): Description {
    this.fs.checkWritable();
    if (this.mounted(name)) fail(E.EEXIST);
    return openedOnHost(
      this.adding(name, () => this.make(this.at(name), flags | O_CREAT | O_EXCL, mode)),
      flags,
      this.fs,
    );
  }

  /** Makes a name within what may be written. `text`: bytes that it holds. */
  private adding<T>(name: string, make: () => T, text = 0): T {
    const { budget } = this.fs;
    if (budget.names < 1 || budget.left < text) fail(name !== '' && this.lookup(name) ? E.EEXIST : E.EDQUOT);
    budget.names--;
    budget.left -= text;
    try {
      return make();
    } catch (error) {
      if (!(error instanceof Unfinished)) {
        budget.names++;
        budget.left += text;
      }
      throw error;
    }
  }

  /** Opens a new file, with the mode that the guest's umask has left. */
  private make(path: string | Buffer, flags: number, asked: number): number {
    const mode = newMode(asked);
    const fd = fs.openSync(path, hostFlags(flags), mode);
    try {
      if (mode & hostUmask) fs.fchmodSync(fd, mode);
      return fd;
    } catch (error) {
      fs.closeSync(fd);
      throw error;
    }
  }

  override createUnnamed(flags: number, mode: number): Description {
    this.fs.checkWritable();
    return openedOnHost(
      this.adding('', () => this.make(this.self, flags | O_TMPFILE_BIT | O_DIRECTORY, mode)),
      flags & ~O_DIRECTORY,
      this.fs,
    );
  }

  override mkdir(name: string, asked: number): void {
    if (this.mounted(name)) fail(E.EEXIST);
    this.fs.checkWritable();
    const mode = newMode(asked);
    this.adding(name, () => fs.mkdirSync(this.at(name), mode));
    if (mode & hostUmask) this.setNewMode(name, mode);
  }

  private setNewMode(name: string, mode: number): void {
    const fd = this.fs.pin(this.at(name));
    changeMode(this.fs, { path: this.fs.self(fd, this.below(name)), follow: true }, mode);
  }

  override mknod(name: string, asked: number): void {
    this.fs.checkWritable();
    const type = asked & S_IFMT;
    if (type === S_IFIFO) {
      const mode = newMode(asked);
      this.adding(name, () => makeFifo(this.fd, name, this.at(name), mode));
      if (mode & hostUmask) this.setNewMode(name, mode);
    } else if (type === S_IFREG || type === 0)
      fs.closeSync(this.adding(name, () => this.make(this.at(name), O_CREAT | O_EXCL, asked)));
    else fail(E.EPERM);
  }

  override symlink(name: string, target: string): void {
    this.fs.checkWritable();
    this.adding(name, () => fs.symlinkSync(toPath(target), this.at(name)), target.length);
  }

  override unlink(name: string): void {
    if (this.mounted(name)) fail(E.EBUSY);
    this.fs.checkWritable();
    try {
      fs.unlinkSync(this.at(name));
    } catch (error) {
      // Other systems than Linux say EPERM for a directory.
      fail(errnoOf(error) === E.EPERM && this.lookup(name)?.isDirectory ? E.EISDIR : errnoOf(error));
    }
  }

  override rmdir(name: string): void {
    if (this.mounted(name)) fail(E.EBUSY);
    this.fs.checkWritable();
    fs.rmdirSync(this.at(name));
  }

  override link(name: string, node: FsNode): void {
    if (!(node instanceof HostEntry)) fail(node.isDirectory ? E.EPERM : E.EXDEV);
    if (node.fs !== this.fs) fail(E.EXDEV);
    this.fs.checkWritable();
    // As Linux refuses it to users whose file it is not: such a program would outlive its being replaced.
    if (hasPrivileges(Number(node.stat().mode))) fail(E.EPERM);
    this.adding(name, () => fs.linkSync(node.path, this.at(name)));
  }

  override rename(name: string, to: DirectoryNode, toName: string, flags: number): void {
    if (!(to instanceof HostDirectory) || to.fs !== this.fs) fail(E.EXDEV);
    if (this.holdsMount(name) || to.holdsMount(toName)) fail(E.EBUSY);
    this.fs.checkWritable();
    if (flags & ~RENAME_NOREPLACE) fail(E.EINVAL);
    if (flags & RENAME_NOREPLACE && to.lookup(toName)) fail(E.EEXIST);
    fs.renameSync(this.at(name), to.at(toName));
  }

  override chmod(mode: number): void {
    changeMode(this.fs, { path: this.self, follow: true }, mode);
  }

  override chown(uid: number, gid: number): void {
    changeOwner(this.fs, { path: this.self, follow: true }, uid, gid);
  }

  override utimes(times: SetTimes): void {
    changeTimes(this.fs, { path: this.self, follow: true }, times);
  }

  override truncate(): void {
    fail(E.EISDIR);
  }

  override access(mode: number): void {
    if (mode & 2) this.fs.checkWritable();
    fs.accessSync(this.self, mode);
  }
}
