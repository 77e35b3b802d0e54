// getsockopt() and setsockopt(): what can be set is what is read again; what cannot is refused.
// covers: getsockopt setsockopt
#include "sockets.h"

static int s;

static void round_trip(const char *name, int level, int number, int value)
{
	printf("%s: was %d, ", name, option(s, level, number));
	errno = 0;
	int r = set_option(s, level, number, value);
	printf("set to %d: %s, is %d\n", value, r ? error_name(errno) : "ok", option(s, level, number));
}

#define TRIP(level, name, value) round_trip(#name, level, name, value)

static void read_only(void)
{
	SHOW(option(s, SOL_SOCKET, SO_TYPE) == SOCK_STREAM);
	SHOW(option(s, SOL_SOCKET, SO_DOMAIN) == AF_INET);
	SHOW(option(s, SOL_SOCKET, SO_PROTOCOL));
	SHOW(option(s, SOL_SOCKET, SO_ERROR));
	SHOW(option(s, SOL_SOCKET, SO_ACCEPTCONN));
	SHOW(set_option(s, SOL_SOCKET, SO_TYPE, 1));
	SHOW(set_option(s, SOL_SOCKET, SO_ERROR, 1));
	SHOW(set_option(s, SOL_SOCKET, SO_ACCEPTCONN, 1));
	SHOW(set_option(s, SOL_SOCKET, SO_PROTOCOL, 1));
	SHOW(set_option(s, SOL_SOCKET, SO_DOMAIN, 1));
}

static void switches(void)
{
	TRIP(SOL_SOCKET, SO_REUSEADDR, 1);
	TRIP(SOL_SOCKET, SO_REUSEADDR, 0);
	TRIP(SOL_SOCKET, SO_REUSEPORT, 1);
	TRIP(SOL_SOCKET, SO_KEEPALIVE, 1);
	TRIP(SOL_SOCKET, SO_KEEPALIVE, 0);
	TRIP(SOL_SOCKET, SO_BROADCAST, 1);
	TRIP(SOL_SOCKET, SO_DONTROUTE, 1);
	TRIP(SOL_SOCKET, SO_OOBINLINE, 1);
	/* Whatever is not 0 is on. */
	YES(!set_option(s, SOL_SOCKET, SO_BROADCAST, 5) && option(s, SOL_SOCKET, SO_BROADCAST) == 1);
}

static void buffers(void)
{
	YES(option(s, SOL_SOCKET, SO_SNDBUF) > 4096);
	YES(option(s, SOL_SOCKET, SO_RCVBUF) > 4096);
	SHOW(set_option(s, SOL_SOCKET, SO_SNDBUF, 32768));
	SHOW(set_option(s, SOL_SOCKET, SO_RCVBUF, 32768));
	YES(option(s, SOL_SOCKET, SO_SNDBUF) >= 32768);
	YES(option(s, SOL_SOCKET, SO_RCVBUF) >= 32768);
	/* Too much is no error, only less. */
	SHOW(set_option(s, SOL_SOCKET, SO_SNDBUF, 1 << 30));
	SHOW(set_option(s, SOL_SOCKET, SO_RCVBUF, 1 << 30));
	SHOW(set_option(s, SOL_SOCKET, SO_SNDBUF, 1));
	SHOW(set_option(s, SOL_SOCKET, SO_RCVBUF, 1));
	YES(option(s, SOL_SOCKET, SO_SNDBUF) > 0);
	YES(option(s, SOL_SOCKET, SO_RCVBUF) > 0);
}

static void of_tcp(void)
{
	TRIP(IPPROTO_TCP, TCP_NODELAY, 1);
	TRIP(IPPROTO_TCP, TCP_NODELAY, 0);
	TRIP(IPPROTO_TCP, TCP_KEEPIDLE, 30);
	TRIP(IPPROTO_TCP, TCP_KEEPINTVL, 7);
	TRIP(IPPROTO_TCP, TCP_KEEPCNT, 4);
	SHOW(set_option(s, IPPROTO_TCP, TCP_KEEPIDLE, 0));
	SHOW(set_option(s, IPPROTO_TCP, TCP_KEEPINTVL, -1));
	SHOW(set_option(s, IPPROTO_TCP, TCP_KEEPCNT, 0));
	YES(option(s, IPPROTO_TCP, TCP_MAXSEG) > 0);
	SHOW(option(s, IPPROTO_TCP, 9999));
	SHOW(set_option(s, IPPROTO_TCP, 9999, 1));
}

static void of_ip(void)
{
	TRIP(IPPROTO_IP, IP_TTL, 77);
	TRIP(IPPROTO_IP, IP_TOS, 0x10);
	SHOW(set_option(s, IPPROTO_IP, IP_TTL, 0));
	SHOW(set_option(s, IPPROTO_IP, IP_TTL, 256));
	SHOW(option(s, IPPROTO_IP, 9999));
	SHOW(set_option(s, IPPROTO_IP, 9999, 1));
	/* Many programs give a TOS as a byte. */
	unsigned char tos = 8;
	SHOW(setsockopt(s, IPPROTO_IP, IP_TOS, &tos, 1));
	SHOW(option(s, IPPROTO_IP, IP_TOS));
}

static void wrong(void)
{
	int value = 1;
	socklen_t n = sizeof value;
	SHOW(option(s, SOL_SOCKET, 9999));
	SHOW(set_option(s, SOL_SOCKET, 9999, 1));
	SHOW(set_option(s, 9999, 1, 1));
	SHOW(setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &value, 3));
	SHOW(setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &value, 0));
	SHOW(setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &value, 3));
	SHOW(setsockopt(s, SOL_SOCKET, SO_LINGER, &value, sizeof value));
	SHOW(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &value, 1));
	n = -1;
	SHOW(getsockopt(s, SOL_SOCKET, SO_REUSEADDR, &value, &n));
	/* A short buffer gets a part of the value. */
	unsigned char part[4] = { 9, 9, 9, 9 };
	n = 1;
	SHOW(getsockopt(s, SOL_SOCKET, SO_TYPE, part, &n));
	SHOW(n);
	SHOW(part[0] == SOCK_STREAM && part[1] == 9);
	/* A long one is told how long the value is. */
	int many[4];
	n = sizeof many;
	SHOW(getsockopt(s, SOL_SOCKET, SO_TYPE, many, &n));
	SHOW(n);
}

static void of_datagrams(void)
{
	s = MUST(socket(AF_INET, SOCK_DGRAM, 0));
	SHOW(option(s, SOL_SOCKET, SO_TYPE) == SOCK_DGRAM);
	SHOW(option(s, SOL_SOCKET, SO_PROTOCOL));
	TRIP(SOL_SOCKET, SO_BROADCAST, 1);
	TRIP(SOL_SOCKET, SO_REUSEADDR, 1);
	TRIP(IPPROTO_IP, IP_TTL, 3);
	SHOW(set_option(s, IPPROTO_TCP, TCP_NODELAY, 1));
	close(s);
}

int main(void)
{
	s = MUST(socket(AF_INET, SOCK_STREAM, 0));
	read_only();
	switches();
	buffers();
	of_tcp();
	of_ip();
	wrong();
	close(s);
	of_datagrams();
	return 0;
}
