/**
 * Paths as preview 1 has them: relative, and never out of the directory that they start from. `..` goes back along the way that was
 * walked, links are followed here, and whatever would leave the directory is PERM. Each step is one of the proxy's sandbox.
 */
import { LINKS_MAX, NAME_MAX, PATH_MAX, S_IFLNK, STEPS_MAX } from '../abi/numbers.js';
import { E, fail } from '../abi/errno.js';
import type { DirectoryNode, FsNode } from '../vfs/files/node.js';

/** Where the last component of a path stands. */
export interface Place {
  directory: DirectoryNode;
  /** Empty: the path names the directory itself, by dots. */
  name: string;
  /** The path ended with a slash: only a directory will do. */
  slash: boolean;
}

export class Walk {
  private links = 0;
  private walked = 0;
  private readonly way: DirectoryNode[];
  private slash = false;
  private steps: string[] = [];

  constructor(base: DirectoryNode, path: string) {
    this.way = [base];
    this.take(path);
  }

  /** Puts a path's components before those that are left. */
  private take(path: string): void {
    if (path === '') fail(E.ENOENT);
    if (path.length > PATH_MAX) fail(E.ENAMETOOLONG);
    if (path.startsWith('/')) fail(E.EPERM);
    const names = path.split('/').filter((name) => name !== '' && name !== '.');
    for (const name of names) if (name.length > NAME_MAX) fail(E.ENAMETOOLONG);
    if (this.steps.length === 0) this.slash ||= /(^|\/)\.?$/.test(path);
    this.steps.unshift(...names);
  }

  private get here(): DirectoryNode {
    return this.way.at(-1) as DirectoryNode;
  }

  /** Goes to the directory that holds the last component, which need not exist. */
  place(): Place {
    for (;;) {
      const name = this.steps.shift();
      if (++this.walked > STEPS_MAX) fail(E.ELOOP);
      if (name === undefined) return { directory: this.here, name: '', slash: true };
      if (name === '..') {
        if (this.way.length === 1) fail(E.EPERM);
        this.way.pop()?.leave();
        continue;
      }
      if (this.steps.length === 0) return { directory: this.here, name, slash: this.slash };
      const next = this.here.enter(name);
      if (typeof next === 'string') this.follow(next);
      else this.way.push(next);
    }
  }

  private follow(target: string): void {
    if (++this.links > LINKS_MAX) fail(E.ELOOP);
    this.take(target);
  }

  /** What stands at a place, links not followed. */
  static at({ directory, name }: Place): FsNode | undefined {
    return name === '' ? directory : directory.lookup(name);
  }

  /** The place and what stands there; the last component's link is followed if that is asked for, or if a slash stands behind it. */
  find(followLast: boolean): { place: Place; node: FsNode | undefined } {
    for (;;) {
      const place = this.place();
      const node = Walk.at(place);
      if (node?.type === S_IFLNK && (followLast || place.slash)) {
        this.follow(node.readlink());
        continue;
      }
      if (node && place.slash && !node.isDirectory) fail(E.ENOTDIR);
      return { place, node };
    }
  }

  /** What the path names; ENOENT when there is nothing. */
  node(followLast: boolean): FsNode {
    return this.find(followLast).node ?? fail(E.ENOENT);
  }
}
