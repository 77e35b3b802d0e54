/** What preopened directories are called. */
import { E } from '../abi/errno.js';
import type { Bytes, Context, Family } from './request.js';

/** The only type of preopened descriptor that preview 1 has. */
const DIRECTORY = 0;
/** Listening sockets have a type that C libraries do not know, and pass over: an error would end their search for directories. */
const SOCKET = 1;

export const preopening = {
  fd_prestat_get({ call, fds, out }: Context, fd: number) {
    const { preopen } = fds.get(fd);
    if (preopen === undefined) return -E.EBADF;
    call.guest.memory.setWord(out, preopen === '' ? SOCKET : DIRECTORY);
    call.guest.memory.setWord(out + 4, preopen.length);
    return 8;
  },
  fd_prestat_dir_name({ call, fds }: Context, fd: number, to: Bytes) {
    const { preopen } = fds.get(fd);
    if (!preopen) return -E.ENOTDIR;
    if (preopen.length > to.length) return -E.ENAMETOOLONG;
    call.guest.memory.u8.set(Buffer.from(preopen, 'latin1'), to.at);
    return preopen.length;
  },
} satisfies Family;
