/** lseek's arithmetic. */
import { E } from '../../abi/errno.js';
import { FILE_MAX } from '../../abi/offsets.js';
import { SEEK_CUR, SEEK_DATA, SEEK_END, SEEK_HOLE, SEEK_SET } from './description.js';

/** The new position, or minus an error number. Holes are not told apart: data lasts to the end of the file. */
export function seekTo(offset: number, whence: number, position: number, size: () => number): number {
  let to: number;
  switch (whence) {
    case SEEK_SET:
      to = offset;
      break;
    case SEEK_CUR:
      to = position + offset;
      break;
    case SEEK_END:
      to = size() + offset;
      break;
    case SEEK_DATA:
    case SEEK_HOLE:
      if (offset < 0 || offset >= size()) return -E.ENXIO;
      to = whence === SEEK_DATA ? offset : size();
      break;
    default:
      return -E.EINVAL;
  }
  return to < 0 || to > FILE_MAX ? -E.EINVAL : to;
}
