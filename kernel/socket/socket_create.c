/* socket() alone: its file pulls in the IP stack, which a program that only has pairs of sockets does not need. */
#include "socket.h"

SYSCALL(socket)
{
	int type = b & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct socket *s;
	long r;
	if (type < 0 || type > SOCK_PACKET) return -EINVAL;
	switch (a) {
	case AF_UNIX: r = unix_socket(type, c, &s); break;
	case AF_INET: case AF_INET6: r = inet_socket(a, type, c, &s); break;
	case AF_NETLINK: r = netlink_socket(type, c, &s); break;
	default: return -EAFNOSUPPORT;
	}
	return r ? r : socket_install(s, b);
}
