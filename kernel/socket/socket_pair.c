#include "socket.h"

SYSCALL(socketpair)
{
	uint32_t kind = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct socket *pair[2];
	if (kind > SOCK_PACKET) return -EINVAL;
	if (FAULTS_socketpair) return -EFAULT;
	if (family != AF_UNIX)
		return family == AF_INET || family == AF_INET6 ? -EOPNOTSUPP : -EAFNOSUPPORT;
	long r = unix_pair(kind, protocol, pair);
	if (r) return r;
	long first = socket_install(pair[0], type),
		 second = first < 0 ? first : socket_install(pair[1], type);
	if (first < 0) pair[1]->ops->close(pair[1]);
	else if (second < 0) fd_close(first);
	if (second < 0) return second;
	fds[0] = first;
	fds[1] = second;
	return 0;
}
