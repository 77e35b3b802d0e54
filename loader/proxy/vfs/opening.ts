/** Opening what a walk finds, or making it there. */
import { E, errnoOf, fail } from '../abi/errno.js';
import { O_ACCMODE, O_CREAT, O_DIRECTORY, O_EXCL, O_PATH, O_TRUNC, S_IFLNK, S_IFREG } from '../abi/numbers.js';
import type { Description } from './files/description.js';
import type { FsNode } from './files/node.js';
import type { Found } from './files/walk.js';

/** Attempts when others make and remove the file between the look and the step. */
const RACES_MAX = 16;

function openNode(node: FsNode, flags: number): Description {
  if (node.type === S_IFLNK && !(flags & O_PATH)) fail(flags & O_DIRECTORY ? E.ENOTDIR : E.ELOOP);
  if (flags & O_DIRECTORY && !node.isDirectory) fail(E.ENOTDIR);
  if (node.isDirectory && !(flags & O_PATH) && flags & (O_ACCMODE | O_CREAT | O_TRUNC)) fail(E.EISDIR);
  return node.open(flags & ~(O_CREAT | O_EXCL | (node.type === S_IFREG ? 0 : O_TRUNC)));
}

/**
 * Looks, and opens what is there or makes what is not: again when somebody else was faster. `look` walks anew each time. `mode`: of a new file,
 * without what the umask takes away.
 */
export function openFound(look: () => Found, flags: number, mode: number): Description {
  for (let race = 0; race < RACES_MAX; race++) {
    const { last, node } = look();
    try {
      if (node) return flags & O_CREAT && flags & O_EXCL ? fail(E.EEXIST) : openNode(node, flags);
      if (!(flags & O_CREAT)) return fail(E.ENOENT);
      if (last.slash) return fail(E.EISDIR);
      return last.directory.create(last.name, flags, mode);
    } catch (error) {
      // Made between our look and our step, or removed, or replaced by a link: look again.
      const errno = errnoOf(error);
      const made = !node && errno === E.EEXIST && !(flags & O_EXCL);
      const replaced = node && node.type !== S_IFLNK && (errno === E.ELOOP || (errno === E.ENOENT && flags & O_CREAT));
      if (!made && !replaced) throw error;
    }
  }
  return fail(E.ELOOP);
}
