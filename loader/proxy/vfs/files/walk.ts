/**
 * Paths, walked component by component. Two confinements: an image's paths stand in its name space, where `/` is the root and `..` above the
 * root is the root; a WASI program's start from a directory that it has open, and whatever would leave that is EPERM.
 *
 * Others may rename, remove and replace names while a path is walked, by the guest's own threads or from outside. What holds then:
 * - A step goes from a directory that is held (by descriptor, where it is the host's) to one name in it, and follows no link. So a name that
 *   becomes a link between two steps is never followed by the host: it is an error, or is read as a link here.
 * - Links are followed here: a target is more components of the same walk, under the same confinement. What a link says, or says the next
 *   time, can lead nowhere that a path of the guest could not.
 * - `..` goes back along the way that was walked, to directories that are held, wherever they are by now; of a deep path only some
 *   are, and others are walked to again, by the same names from one that is. Only from where the way began is the directory above
 *   looked up, and that never leaves the granted tree or the name space; a confined walk does not look there at all.
 * - A directory that was held and is moved takes the walk with it: it goes on inside what was granted when it was entered, or finds ENOENT
 *   where it would have to say where it is.
 * - What stands at the last name may be another thing at the call's own step. Each kind of node says how it keeps to what was found.
 */
import { LINKS_MAX, NAME_MAX, PATH_MAX, S_IFLNK, STEPS_MAX } from '../../abi/numbers.js';
import { E, fail } from '../../abi/errno.js';
import type { DirectoryNode, FsNode } from './node.js';

/** A directory of a walk, with the number of names that led to it. */
interface Held {
  directory: DirectoryNode;
  depth: number;
}

/**
 * Which directories a walk holds, since each may take a descriptor of the host: so many last ones, and of those before every 64th, so that `..`
 * has few steps to walk again.
 */
const HELD_LAST = 32;
const HELD_EVERY = 64;

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
  /** The names entered since the way began, or since `..` was last looked up. */
  private names: string[] = [];
  /** Directories of the way, the last of them where the walk is: its beginning, the last ones, and some between. */
  private way: Held[];
  /** Components that are left. */
  private steps: string[] = [];

  constructor(
    start: DirectoryNode,
    path: string,
    /** Where absolute paths start; absent: the walk is confined to `start`. */
    private readonly root?: DirectoryNode,
  ) {
    this.way = [{ directory: start, depth: 0 }];
    this.take(path);
  }

  /** Puts a path's components before those that are left. */
  private take(path: string): void {
    if (path === '') fail(E.ENOENT);
    if (path.length > PATH_MAX) fail(E.ENAMETOOLONG);
    if (path.startsWith('/')) this.begin(this.root ?? fail(E.EPERM));
    const names = path.split('/').filter((name) => name !== '');
    for (const name of names) if (name.length > NAME_MAX) fail(E.ENAMETOOLONG);
    if (this.steps.length === 0) this.slash ||= path.endsWith('/');
    this.steps.unshift(...names);
    if (this.root) this.leap();
  }

  private get here(): DirectoryNode {
    return this.way.at(-1)!.directory;
  }

  /** Takes all steps but the last at once, where that is known to be the same. The way is not known then: `..` is looked up. */
  private leap(): void {
    const names = this.steps.slice(0, -1);
    if (names.length < 2 || names.includes('.') || names.includes('..')) return;
    const directory = this.here.enterAll(names);
    if (!directory) return;
    this.count(names.length);
    this.begin(directory);
    this.steps = this.steps.slice(-1);
  }

  private count(steps: number): void {
    this.walked += steps;
    if (this.walked > STEPS_MAX) fail(E.ELOOP);
  }

  /** The way begins there, and what was held for the one before is let go. */
  private begin(directory: DirectoryNode): void {
    for (const left of this.way) if (left.directory !== directory) left.directory.leave();
    this.way = [{ directory, depth: 0 }];
    this.names = [];
  }

  private enter(name: string, directory: DirectoryNode): void {
    const { way, names } = this;
    way.push({ directory, depth: names.push(name) });
    const old = way.length - 1 - HELD_LAST;
    if (old > 0 && way[old]!.depth % HELD_EVERY !== 0) way.splice(old, 1)[0]!.directory.leave();
  }

  private up(): void {
    if (this.names.pop() === undefined) return this.begin(this.root ? this.here.parent() : fail(E.EPERM));
    this.way.pop()!.directory.leave();
    if (this.way.at(-1)!.depth < this.names.length) this.again();
  }

  /** Walks to a directory that was let go once more. A name that has become a link meanwhile is not the one that was entered. */
  private again(): void {
    const names = this.names.splice(this.way.at(-1)!.depth);
    for (const name of names) {
      this.count(1);
      const next = this.here.enter(name);
      if (typeof next === 'string') fail(E.ENOENT);
      this.enter(name, next);
    }
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
      else this.enter(name, next);
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
