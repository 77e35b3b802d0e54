#include "socket.h"

SYSCALL(socketpair)
{
	int type = b & ~(SOCK_NONBLOCK | SOCK_CLOEXEC), *fds = (int *)d;
	struct socket *pair[2];
	if (type < 0 || type > SOCK_PACKET) return -EINVAL;
	if (range_bad(fds, 8)) return -EFAULT;
	if (a != AF_UNIX) return a == AF_INET || a == AF_INET6 ? -EOPNOTSUPP : -EAFNOSUPPORT;
	long r = unix_pair(type, c, pair);
	if (r) return r;
	long first = socket_install(pair[0], b), second = first < 0 ? first : socket_install(pair[1], b);
	if (first < 0) pair[1]->ops->close(pair[1]);
	else if (second < 0) fd_close(first);
	if (second < 0) return second;
	fds[0] = first;
	fds[1] = second;
	return 0;
}
