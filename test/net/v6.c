// IPv6 within an isle: ::1, streams and datagrams, names, and sockets that take both families.
// needs: ipv6
#include "sockets.h"

static struct sockaddr_in6 local6(int port)
{
	struct sockaddr_in6 a = { .sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	return a;
}

static int port6(int s)
{
	struct sockaddr_in6 a;
	socklen_t n = sizeof a;
	return getsockname(s, (struct sockaddr *)&a, &n) ? -1 : ntohs(a.sin6_port);
}

static void show6(const char *what, const struct sockaddr_in6 *a, int expected)
{
	char text[INET6_ADDRSTRLEN] = "?";
	inet_ntop(AF_INET6, &a->sin6_addr, text, sizeof text);
	printf("%s: family %s, %s, %s\n", what, a->sin6_family == AF_INET6 ? "AF_INET6" : "another", text,
	       ntohs(a->sin6_port) == expected ? "the expected port" : "ANOTHER PORT");
}

static void streams(void)
{
	int s = MUST(socket(AF_INET6, SOCK_STREAM, 0)), c = MUST(socket(AF_INET6, SOCK_STREAM, 0));
	struct sockaddr_in6 a = local6(0);
	socklen_t n = sizeof a;
	char x[8];
	SHOW(option(s, SOL_SOCKET, SO_DOMAIN) == AF_INET6);
	SHOW(bind(s, (struct sockaddr *)&a, sizeof(struct sockaddr_in)));
	SHOW(bind(s, ADDRESS(a)));
	SHOW(listen(s, 1));
	a = local6(port6(s));
	SHOW(connect(c, ADDRESS(a)));
	int t = MUST(accept(s, (struct sockaddr *)&a, &n));
	SHOW(n == sizeof a);
	show6("caller", &a, port6(c));
	n = sizeof a;
	SHOW(getpeername(c, (struct sockaddr *)&a, &n));
	show6("peer", &a, port6(s));
	SHOW(send(c, "six", 3, 0));
	SHOW(recv(t, x, 3, MSG_WAITALL));
	SHOW(close(c));
	SHOW(recv(t, x, 3, 0));
	close(t);
	close(s);
	a = local6(0);
	a.sin6_addr.s6_addr[0] = 0x20;
	s = MUST(socket(AF_INET6, SOCK_STREAM, 0));
	SHOW(bind(s, ADDRESS(a)));
	close(s);
}

static void datagrams(void)
{
	int s = MUST(socket(AF_INET6, SOCK_DGRAM, 0)), c = MUST(socket(AF_INET6, SOCK_DGRAM, 0));
	struct sockaddr_in6 a = local6(0);
	static char big[65000], x[sizeof big];
	socklen_t n = sizeof a;
	SHOW(bind(s, ADDRESS(a)));
	a = local6(port6(s));
	SHOW(sendto(c, "hello", 5, 0, ADDRESS(a)));
	SHOW(recvfrom(s, x, sizeof x, 0, (struct sockaddr *)&a, &n));
	show6("from", &a, port6(c));
	SHOW(connect(s, ADDRESS(a)));
	for (size_t i = 0; i < sizeof big; i++) big[i] = byte_at(i, 6);
	SHOW(send(s, big, sizeof big, 0));
	SHOW(recv(c, x, sizeof x, 0));
	SHOW(memcmp(big, x, sizeof x));
	close(s);
	close(c);
}

/* A socket for both: callers of IPv4 have mapped addresses. */
static void dual(void)
{
	int s = MUST(socket(AF_INET6, SOCK_STREAM, 0));
	struct sockaddr_in6 a = { .sin6_family = AF_INET6 };
	socklen_t n = sizeof a;
	char x[8];
	SHOW(option(s, IPPROTO_IPV6, IPV6_V6ONLY));
	SHOW(bind(s, ADDRESS(a)));
	SHOW(listen(s, 4));
	int c = connected_to(SOCK_STREAM, port6(s));
	YES(c >= 0);
	int t = MUST(accept(s, (struct sockaddr *)&a, &n));
	show6("caller", &a, port_of(c));
	SHOW(send(t, "four", 4, 0));
	SHOW(recv(c, x, 4, MSG_WAITALL));
	close(c);
	close(t);
	/* And the other way: to a mapped address. */
	int l = listening(1);
	c = MUST(socket(AF_INET6, SOCK_STREAM, 0));
	memset(&a, 0, sizeof a);
	a.sin6_family = AF_INET6;
	a.sin6_port = htons(port_of(l));
	inet_pton(AF_INET6, "::ffff:127.0.0.1", &a.sin6_addr);
	SHOW(connect(c, ADDRESS(a)));
	SHOW(getpeername(c, (struct sockaddr *)&a, &n));
	show6("peer", &a, port_of(l));
	close(c);
	close(l);
	close(s);
}

static void only_six(void)
{
	int s = MUST(socket(AF_INET6, SOCK_STREAM, 0));
	struct sockaddr_in6 a = { .sin6_family = AF_INET6 };
	SHOW(set_option(s, IPPROTO_IPV6, IPV6_V6ONLY, 1));
	SHOW(option(s, IPPROTO_IPV6, IPV6_V6ONLY));
	SHOW(bind(s, ADDRESS(a)));
	SHOW(set_option(s, IPPROTO_IPV6, IPV6_V6ONLY, 0));
	SHOW(listen(s, 4));
	SHOW(connected_to(SOCK_STREAM, port6(s)));
	/* The port is free for IPv4. */
	struct sockaddr_in four = local(port6(s));
	int t = MUST(socket(AF_INET, SOCK_STREAM, 0));
	SHOW(bind(t, ADDRESS(four)));
	close(t);
	close(s);
}

static void families(void)
{
	int s = MUST(socket(AF_INET, SOCK_STREAM, 0));
	struct sockaddr_in6 a = local6(80);
	SHOW(connect(s, ADDRESS(a)));
	SHOW(bind(s, ADDRESS(a)));
	SHOW(option(s, IPPROTO_IPV6, IPV6_V6ONLY));
	close(s);
}

int main(void)
{
	streams();
	datagrams();
	dual();
	only_six();
	families();
	return 0;
}
