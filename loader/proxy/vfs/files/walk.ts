/**
 * Path resolution, in the guest's name space only: components are walked here, `..` stops at the root, and the target of a
 * symbolic link is a guest path again. So nothing a path says can lead out of what was granted.
 */
import { LINKS_MAX, NAME_MAX, S_IFLNK, STEPS_MAX } from '../../abi/numbers.js';
import { E, fail } from '../../abi/errno.js';
import type { DirectoryNode, FsNode } from './node.js';

/** Where the last component of a path stands. */
export interface Place {
  directory: DirectoryNode;
  /** Last component; empty when the path named the directory itself. `.` and `..` are kept. */
  name: string;
  /** The path ended with a slash: only a directory will do. */
  slash: boolean;
}

/** One resolution; counts the links it followed, and the steps: each may cost the host a call and a descriptor. */
export class Walk {
  private links = 0;
  private steps = 0;

  constructor(private readonly root: DirectoryNode) {}

  /** Walks to the directory that holds the last component, which need not exist. */
  place(start: DirectoryNode, path: string): Place {
    if (path.length === 0) fail(E.ENOENT);
    let directory = path.charCodeAt(0) === 47 ? this.root : start;
    const names = path.split('/').filter((n) => n !== '');
    for (const n of names) if (n.length > NAME_MAX) fail(E.ENAMETOOLONG);
    if ((this.steps += names.length) > STEPS_MAX) fail(E.ELOOP);
    const name = names.pop() ?? '';
    const slash = path.charCodeAt(path.length - 1) === 47;
    if (names.length > 0) directory = this.directories(directory, names);
    return { directory, name, slash };
  }

  private directories(start: DirectoryNode, names: string[]): DirectoryNode {
    if (names.length > 1 && !names.includes('..') && !names.includes('.')) {
      const all = start.enterAll(names);
      if (all) return all;
    }
    const above: DirectoryNode[] = [];
    let directory = start;
    for (const name of names) {
      if (name === '.') continue;
      if (name === '..') {
        const left = directory;
        directory = above.pop() ?? directory.parent();
        // Else a path that goes up and down would take a descriptor with every step.
        if (left !== start) left.leave();
        continue;
      }
      const next = directory.enter(name);
      if (typeof next === 'string') {
        directory = this.follow(directory, next);
        above.length = 0;
      } else {
        above.push(directory);
        directory = next;
      }
    }
    return directory;
  }

  /** The directory that a link's target names. */
  private follow(from: DirectoryNode, target: string): DirectoryNode {
    this.countLink();
    const node = this.lookupIn(from, target, true);
    if (!node) fail(E.ENOENT);
    return node.asDirectory();
  }

  countLink(): void {
    if (++this.links > LINKS_MAX) fail(E.ELOOP);
  }

  /** The node that a path names; ENOENT when there is none. */
  lookup(start: DirectoryNode, path: string, followLast: boolean): FsNode {
    return this.lookupIn(start, path, followLast) ?? fail(E.ENOENT);
  }

  private lookupIn(start: DirectoryNode, path: string, followLast: boolean): FsNode | undefined {
    let from = start;
    let rest = path;
    let slash = false;
    for (;;) {
      const place = this.place(from, rest);
      slash ||= place.slash;
      const node = this.at(place);
      if (!node) return undefined;
      if (node.type === S_IFLNK && (followLast || slash)) {
        this.countLink();
        rest = node.readlink();
        from = place.directory;
        continue;
      }
      if (slash && !node.isDirectory) fail(E.ENOTDIR);
      return node;
    }
  }

  /** What stands at a place, links not followed. */
  at(place: Place): FsNode | undefined {
    const { directory, name } = place;
    if (name === '' || name === '.') return directory;
    if (name === '..') return directory.parent();
    return directory.lookup(name);
  }
}
