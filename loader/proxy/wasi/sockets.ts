/** Calls on sockets: those that were granted listening, and those that they accept. */
import { O_NONBLOCK } from '../abi/numbers.js';
import { mayWait, waitToRead } from '../guest/blocking.js';
import { E, fail } from '../abi/errno.js';
import { CONNECTION_RIGHTS, FDFLAGS, R, RIFLAGS, SDFLAGS } from '../../wasi/preview1.js';
import { Connection } from './connection.js';
import { writeAll } from './files.js';
import { Listener } from './listener.js';
import type { Bytes, Context, Family } from './request.js';

/** The connected socket; one that only listens is not connected. */
function connection({ fds }: Context, fd: number, right: number): Connection {
  const { file } = fds.get(fd);
  if (file instanceof Listener) fail(E.ENOTCONN);
  if (!(file instanceof Connection)) return fail(E.ENOTSOCK);
  fds.get(fd, right);
  return file;
}

function accept({ call, fds }: Context, fd: number, flags: number): number {
  const { file } = fds.get(fd);
  if (file instanceof Connection) return -E.EINVAL;
  if (!(file instanceof Listener)) return -E.ENOTSOCK;
  fds.get(fd, R.SOCK_ACCEPT);
  if (flags & ~FDFLAGS.nonblock) return -E.EINVAL;
  const attempt = (): number => {
    const socket = file.accept();
    if (!socket) return -E.EAGAIN;
    const made = new Connection(socket, flags & FDFLAGS.nonblock ? O_NONBLOCK : 0, file.guest);
    return fds.add(made, CONNECTION_RIGHTS, 0);
  };
  return waitToRead(call, file, attempt);
}

function receive(context: Context, fd: number, to: Bytes, flags: number): number {
  const { call, more } = context;
  const file = connection(context, fd, R.FD_READ);
  if (flags & ~RIFLAGS.known) return -E.EINVAL;
  const peek = (flags & RIFLAGS.peek) !== 0;
  const least = flags & RIFLAGS.waitall && mayWait(file) ? to.length : 1;
  // One that waits for all goes on behind a full window.
  if (least > 1 && !peek) more();
  return waitToRead(call, file, () => file.receive(call.guest.memory.u8, to.at, to.length, least, peek));
}

function send(context: Context, fd: number, from: Bytes, flags: number): number {
  const file = connection(context, fd, R.FD_WRITE);
  if (flags !== 0) return -E.EINVAL;
  return writeAll(context, file, from);
}

export const sockets = {
  sock_accept: accept,
  sock_recv: receive,
  sock_send: send,
  sock_shutdown(context: Context, fd: number, how: number) {
    const file = connection(context, fd, R.SOCK_SHUTDOWN);
    if (how === 0 || how & ~SDFLAGS.known) return -E.EINVAL;
    file.shutdown((how & SDFLAGS.rd) !== 0, (how & SDFLAGS.wr) !== 0);
    return 0;
  },
} satisfies Family;
