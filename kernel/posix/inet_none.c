#include "socket.h"

long inet_socket(int family, int type, int protocol, struct socket **s)
{
	return -EAFNOSUPPORT;
}
