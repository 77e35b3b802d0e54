/**
 * Paths, walked component by component. Two confinements: an image's paths stand in its name space, where `/` is the root and `..` above the
 * root is the root; a WASI program's start from a directory that it has open, and whatever would leave that is EPERM.
 *
 * Others may rename, remove and replace names while a path is walked, by the guest's own threads or from outside. What holds then:
 * - A step goes from a directory that is held (by descriptor, where it is the host's) to one name in it, and follows no link. So a name that
 *   becomes a link between two steps is never followed by the host: it is an error, or is read as a link here.
 * - Links are followed here: a target is more components of the same walk, under the same confinement. What a link says, or says the next
 *   time, can lead nowhere that a path of the guest could not.
 * - `..` goes back along the way that was walked, to directories that are held, wherever they are by now. Only from where the way began is
 *   the directory above looked up, and that never leaves the granted tree or the name space; a confined walk does not look there at all.
 * - A directory that was held and is moved takes the walk with it: it goes on inside what was granted when it was entered, or finds ENOENT
 *   where it would have to say where it is.
 * - What stands at the last name may be another thing at the call's own step. Each kind of node says how it keeps to what was found.
 */
import { LINKS_MAX, NAME_MAX, PATH_MAX, S_IFLNK, STEPS_MAX } from '../../abi/numbers.js';
import { E, fail } from '../../abi/errno.js';
import type { DirectoryNode, FsNode } from './node.js';

/** Where the last component of a path stands. */
export interface LastComponent {
  directory: DirectoryNode;
  /** Empty: the path names the directory itself. */
  name: string;
  /** How the path said that: `.`, `..`, or '' (the root). */
  dots: '' | '.' | '..';
  /** The path ended with a slash: only a directory will do. */
  slash: boolean;
}

export interface Found {
  last: LastComponent;
  node: FsNode | undefined;
}

/** One resolution; counts the links it followed, and the steps: each may cost the host a call and a descriptor. */
export class Walk {
  private links = 0;
  private walked = 0;
  private slash = false;
  private dots: LastComponent['dots'] = '';
  /** Directories from where `..` was last looked up; the last one is where the walk is. */
  private way: DirectoryNode[];
  /** Components that are left. */
  private steps: string[] = [];

  constructor(
    start: DirectoryNode,
    path: string,
    /** Where absolute paths start; absent: the walk is confined to `start`. */
    private readonly root?: DirectoryNode,
  ) {
    this.way = [start];
    this.take(path);
  }

  /** Puts a path's components before those that are left. */
  private take(path: string): void {
    if (path === '') fail(E.ENOENT);
    if (path.length > PATH_MAX) fail(E.ENAMETOOLONG);
    if (path.startsWith('/')) this.way = [this.root ?? fail(E.EPERM)];
    const names = path.split('/').filter((name) => name !== '');
    for (const name of names) if (name.length > NAME_MAX) fail(E.ENAMETOOLONG);
    if (this.steps.length === 0) this.slash ||= path.endsWith('/');
    this.steps.unshift(...names);
    if (this.root) this.leap();
  }

  private get here(): DirectoryNode {
    return this.way.at(-1) as DirectoryNode;
  }

  /** Takes all steps but the last at once, where that is known to be the same. The way is not known then: `..` is looked up. */
  private leap(): void {
    const names = this.steps.slice(0, -1);
    if (names.length < 2 || names.includes('.') || names.includes('..')) return;
    const directory = this.here.enterAll(names);
    if (!directory) return;
    this.count(names.length);
    this.way = [directory];
    this.steps = this.steps.slice(-1);
  }

  private count(steps: number): void {
    this.walked += steps;
    if (this.walked > STEPS_MAX) fail(E.ELOOP);
  }

  private up(): void {
    const left = this.way.pop() as DirectoryNode;
    if (this.way.length === 0) this.way.push(this.root ? left.parent() : fail(E.EPERM));
    // Else a path that goes up and down would take a descriptor with every step.
    if (left !== this.here) left.leave();
  }

  private follow(target: string): void {
    if (++this.links > LINKS_MAX) fail(E.ELOOP);
    this.take(target);
  }

  /** Goes to the directory that holds the last component, which need not exist. */
  last(): LastComponent {
    for (;;) {
      const name = this.steps.shift();
      this.count(1);
      if (name === undefined) return { directory: this.here, name: '', dots: this.dots, slash: true };
      if (name === '.' || name === '..') {
        this.dots = name;
        if (name === '..') this.up();
        continue;
      }
      if (this.steps.length === 0) return { directory: this.here, name, dots: '', slash: this.slash };
      const next = this.here.enter(name);
      if (typeof next === 'string') this.follow(next);
      else this.way.push(next);
    }
  }

  /**
   * The last component and what stands there; its link is followed if that is asked for, or if a slash stands behind it. Nothing may
   * stand where a link leads: then only the component is given.
   */
  find(followLast: boolean): Found {
    for (;;) {
      const last = this.last();
      const node = last.name === '' ? last.directory : last.directory.lookup(last.name);
      if (node?.type === S_IFLNK && (followLast || last.slash)) {
        this.follow(node.readlink());
        continue;
      }
      if (node && last.slash && !node.isDirectory) fail(E.ENOTDIR);
      return { last, node };
    }
  }

  /** What the path names; ENOENT when there is nothing. */
  node(followLast: boolean): FsNode {
    return this.find(followLast).node ?? fail(E.ENOENT);
  }
}
