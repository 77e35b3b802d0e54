/** Sockets of preview 1 come to a program as preopened descriptors. None are handed over, so each call tells what it was given instead. */
import { E } from '../../proxy/errno.js';
import type { Context, Family } from './request.js';

const none = ({ fds }: Context, fd: number): number => {
  fds.get(fd);
  return -E.ENOTSOCK;
};

export const sockets: Family = { sock_accept: none, sock_recv: none, sock_send: none, sock_shutdown: none };
