/* socket() alone: its file pulls in the IP stack, which a program that only has pairs of sockets does not need. */
#include "socket.h"

SYSCALL(socket)
{
	uint32_t kind = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct socket *s;
	long r;
	if (kind > SOCK_PACKET) return -EINVAL;
	switch (family) {
	case AF_UNIX: r = unix_socket(kind, protocol, &s); break;
	case AF_INET:
	case AF_INET6: r = inet_socket(family, kind, protocol, &s); break;
	case AF_NETLINK: r = netlink_socket(kind, protocol, &s); break;
	default: return -EAFNOSUPPORT;
	}
	return r ? r : socket_install(s, type);
}
