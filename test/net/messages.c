// sendmsg() and recvmsg(): several buffers, names, flags that come back, readv and writev.
// covers: sendmsg recvmsg
#include "sockets.h"
#include <sys/uio.h>

static int p[2];
static char a[8], b[8], c[8];

static void clear(void)
{
	memset(a, '-', sizeof a);
	memset(b, '-', sizeof b);
	memset(c, '-', sizeof c);
}

static void print(void) { printf("[%.8s] [%.8s] [%.8s]\n", a, b, c); }

static void streams(void)
{
	struct iovec out[] = { { "one", 3 }, { "", 0 }, { "two", 3 }, { "three", 5 } };
	struct iovec in[] = { { a, 4 }, { b, 0 }, { c, 8 } };
	struct msghdr m = { .msg_iov = out, .msg_iovlen = 4 };
	tcp_pair(p);
	SHOW(sendmsg(p[0], &m, 0));
	SOON(waiting(p[1]) == 11);
	clear();
	m = (struct msghdr){ .msg_iov = in, .msg_iovlen = 3, .msg_flags = -1, .msg_controllen = 0 };
	SHOW(recvmsg(p[1], &m, MSG_PEEK));
	print();
	SHOW(m.msg_flags & (MSG_TRUNC | MSG_CTRUNC));
	clear();
	SHOW(recvmsg(p[1], &m, 0));
	print();
	SHOW(writev(p[1], out, 4));
	SOON(waiting(p[0]) == 11);
	clear();
	SHOW(readv(p[0], in, 3));
	print();
	m = (struct msghdr){ .msg_iov = NULL, .msg_iovlen = 0 };
	SHOW(sendmsg(p[0], &m, 0));
	m.msg_iov = out;
	m.msg_iovlen = 1025;
	SHOW(sendmsg(p[0], &m, 0));
	SHOW(recvmsg(p[0], &m, MSG_DONTWAIT));
	close(p[0]);
	m = (struct msghdr){ .msg_iov = in, .msg_iovlen = 3 };
	SHOW(recvmsg(p[1], &m, 0));
	close(p[1]);
}

/* A datagram of several pieces to a name, and one cut off at the end of the buffers. */
static void datagrams(void)
{
	struct sockaddr_in to, from;
	struct iovec out[] = { { "12345", 5 }, { "67890", 5 } }, in[] = { { a, 4 }, { b, 3 } };
	p[0] = bound(SOCK_DGRAM);
	p[1] = bound(SOCK_DGRAM);
	to = local(port_of(p[1]));
	struct msghdr m = { .msg_name = &to, .msg_namelen = sizeof to, .msg_iov = out, .msg_iovlen = 2 };
	SHOW(sendmsg(p[0], &m, 0));
	SHOW(sendmsg(p[0], &m, 0));
	SHOW(sendmsg(p[0], &m, 0));
	clear();
	memset(&from, 0, sizeof from);
	m = (struct msghdr){ .msg_name = &from, .msg_namelen = sizeof from, .msg_iov = in, .msg_iovlen = 2 };
	SHOW(recvmsg(p[1], &m, 0));
	print();
	YES(m.msg_flags & MSG_TRUNC);
	SHOW(m.msg_namelen);
	show_address("from", &from, port_of(p[0]));
	/* With MSG_TRUNC the result is the datagram's true length. */
	SHOW(recvmsg(p[1], &m, MSG_TRUNC));
	SHOW(recv(p[1], a, 2, MSG_TRUNC));
	SHOW(recv(p[1], a, 2, MSG_TRUNC | MSG_DONTWAIT));
	/* To nobody. */
	m = (struct msghdr){ .msg_iov = out, .msg_iovlen = 2 };
	SHOW(sendmsg(p[0], &m, 0));
	/* An empty one is a datagram too. */
	m = (struct msghdr){ .msg_name = &to, .msg_namelen = sizeof to };
	SHOW(sendmsg(p[0], &m, 0));
	m = (struct msghdr){ .msg_name = &from, .msg_namelen = sizeof from, .msg_iov = in, .msg_iovlen = 2 };
	SHOW(recvmsg(p[1], &m, 0));
	YES(!(m.msg_flags & MSG_TRUNC));
	close(p[0]);
	close(p[1]);
}

int main(void)
{
	streams();
	datagrams();
	return 0;
}
