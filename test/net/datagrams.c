// UDP: boundaries, names, truncation, connected and not, empty ones.
// covers: sendto recvfrom connect
#include "sockets.h"

static char text[64];
static struct sockaddr_in from;

static ssize_t receive(int s)
{
	socklen_t n = sizeof from;
	memset(text, 0, sizeof text);
	ssize_t r = recvfrom(s, text, sizeof text, 0, (struct sockaddr *)&from, &n);
	printf("got %zd \"%s\"\n", r, text);
	return r;
}

static void unconnected(void)
{
	int a = bound(SOCK_DGRAM), b = bound(SOCK_DGRAM);
	struct sockaddr_in to = local(port_of(b));
	SHOW(sendto(a, "first", 5, 0, ADDRESS(to)));
	SHOW(sendto(a, "", 0, 0, ADDRESS(to)));
	SHOW(sendto(a, "third one", 9, 0, ADDRESS(to)));
	receive(b);
	show_address("from", &from, port_of(a));
	receive(b);
	SHOW(recv(b, text, 5, MSG_PEEK));
	SHOW(recv(b, text, 5, MSG_PEEK | MSG_TRUNC));
	receive(b);
	SHOW(recv(b, text, 5, MSG_DONTWAIT));
	/* What does not fit is lost. */
	SHOW(sendto(a, "0123456789", 10, 0, ADDRESS(to)));
	SHOW(sendto(a, "next", 4, 0, ADDRESS(to)));
	SHOW(read(b, text, 3));
	receive(b);
	/* One that was never bound has a port after it has sent. */
	int c = MUST(socket(AF_INET, SOCK_DGRAM, 0));
	SHOW(port_of(c));
	SHOW(sendto(c, "hello", 5, 0, ADDRESS(to)));
	YES(port_of(c) > 0);
	receive(b);
	show_address("from", &from, port_of(c));
	SHOW(sendto(b, "answer", 6, 0, ADDRESS(from)));
	receive(c);
	SHOW(send(a, "x", 1, 0));
	SHOW(write(a, "x", 1));
	SHOW(getpeername(a, (struct sockaddr *)&from, &(socklen_t){ sizeof from }));
	to.sin_port = 0;
	SHOW(sendto(a, "x", 1, 0, ADDRESS(to)));
	to = local(9);
	SHOW(sendto(a, "x", 1, 0, (struct sockaddr *)&to, 4));
	to.sin_family = 77;
	SHOW(sendto(a, "x", 1, 0, ADDRESS(to)));
	close(a);
	close(b);
	close(c);
}

static void connected(void)
{
	int p[2], other = bound(SOCK_DGRAM);
	udp_pair(p);
	socklen_t n = sizeof from;
	SHOW(getpeername(p[0], (struct sockaddr *)&from, &n));
	show_address("peer", &from, port_of(p[1]));
	SHOW(write(p[0], "to the peer", 11));
	receive(p[1]);
	/* Datagrams of others do not reach it. */
	struct sockaddr_in to = local(port_of(p[1]));
	SHOW(sendto(other, "from another", 12, 0, ADDRESS(to)));
	SHOW(send(p[0], "from the peer", 13, 0));
	receive(p[1]);
	SHOW(recv(p[1], text, 9, MSG_DONTWAIT));
	/* A name beats the connection. */
	to = local(port_of(other));
	SHOW(sendto(p[0], "elsewhere", 9, 0, ADDRESS(to)));
	receive(other);
	/* It can be connected again, and to nobody. */
	SHOW(connect(p[0], ADDRESS(to)));
	SHOW(send(p[0], "again", 5, 0));
	receive(other);
	struct sockaddr none = { .sa_family = AF_UNSPEC };
	SHOW(connect(p[0], &none, sizeof none));
	SHOW(send(p[0], "x", 1, 0));
	SHOW(getpeername(p[0], (struct sockaddr *)&from, &n));
	to = local(port_of(p[0]));
	close(p[0]);
	close(p[1]);
	close(other);
}

/* connect() alone gives an address and a port. */
static void self(void)
{
	int a = bound(SOCK_DGRAM), b = MUST(socket(AF_INET, SOCK_DGRAM, 0));
	struct sockaddr_in to = local(port_of(a));
	socklen_t n = sizeof from;
	SHOW(connect(b, ADDRESS(to)));
	SHOW(getsockname(b, (struct sockaddr *)&from, &n));
	show_address("self", &from, port_of(b));
	YES(port_of(b) > 0);
	/* To itself. */
	SHOW(sendto(a, "me", 2, 0, ADDRESS(to)));
	receive(a);
	show_address("from", &from, port_of(a));
	close(a);
	close(b);
}

int main(void)
{
	unconnected();
	connected();
	self();
	return 0;
}
