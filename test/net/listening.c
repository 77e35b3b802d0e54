// listen(), accept() and accept4(): order, names, flags, and what they refuse.
// covers: listen accept accept4
#include "sockets.h"

static void refused(void)
{
	int s = MUST(socket(AF_INET, SOCK_STREAM, 0));
	SHOW(accept(s, NULL, NULL));
	SHOW(option(s, SOL_SOCKET, SO_ACCEPTCONN));
	struct sockaddr_in a = local(0);
	MUST(bind(s, ADDRESS(a)));
	SHOW(accept(s, NULL, NULL));
	SHOW(listen(s, 1));
	SHOW(option(s, SOL_SOCKET, SO_ACCEPTCONN));
	char c;
	SHOW(recv(s, &c, 1, 0));
	SHOW(send(s, &c, 1, MSG_NOSIGNAL));
	SHOW(getpeername(s, (struct sockaddr *)&a, &(socklen_t){ sizeof a }));
	a = local(port_of(s));
	SHOW(connect(s, ADDRESS(a)));
	close(s);
	s = bound(SOCK_DGRAM);
	SHOW(listen(s, 1));
	SHOW(accept(s, NULL, NULL));
	SHOW(option(s, SOL_SOCKET, SO_ACCEPTCONN));
	close(s);
	int p[2];
	tcp_pair(p);
	SHOW(listen(p[0], 1));
	SHOW(accept(p[1], NULL, NULL));
	close(p[0]);
	close(p[1]);
}

static void unbound(void)
{
	int s = MUST(socket(AF_INET, SOCK_STREAM, 0));
	SHOW(listen(s, 4));
	YES(port_of(s) > 0);
	int c = connected_to(SOCK_STREAM, port_of(s));
	YES(c >= 0);
	SHOW(listen(s, 2));
	SHOW(listen(s, 0));
	SHOW(listen(s, -1));
	SHOW(listen(s, 1 << 30));
	OKAY(accept(s, NULL, NULL));
	close(s);
	close(c);
}

/* Connections come in the order in which they were made, each with the name of its caller. */
static void order(void)
{
	enum { N = 5 };
	int s = listening(N), c[N], port = port_of(s);
	for (int i = 0; i < N; i++) c[i] = MUST(connected_to(SOCK_STREAM, port));
	for (int i = 0; i < N; i++) {
		struct sockaddr_in a;
		socklen_t n = sizeof a;
		int t = MUST(accept(s, (struct sockaddr *)&a, &n));
		SHOW(n);
		show_address("caller", &a, port_of(c[i]));
		YES(port_of(t) == port);
		close(t);
	}
	for (int i = 0; i < N; i++) close(c[i]);
	close(s);
}

/* What the caller has sent before it was accepted is there, even if it has gone. */
static void early(void)
{
	int s = listening(4), c = MUST(connected_to(SOCK_STREAM, port_of(s)));
	SHOW(send(c, "before", 6, 0));
	close(c);
	int t = MUST(accept(s, NULL, NULL));
	char text[8] = { 0 };
	SHOW(recv(t, text, sizeof text, 0));
	printf("%s\n", text);
	SHOW(recv(t, text, sizeof text, 0));
	close(t);
	close(s);
}

static void flags(void)
{
	int s = listening(4);
	int c = MUST(connected_to(SOCK_STREAM, port_of(s)));
	int t = MUST(accept4(s, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK));
	SHOW(fcntl(t, F_GETFD));
	YES(fcntl(t, F_GETFL) & O_NONBLOCK);
	SHOW(recv(t, &c, 1, 0));
	close(t);
	close(c);
	/* The listener's flags do not pass on. */
	set_nonblocking(s, 1);
	SHOW(accept(s, NULL, NULL));
	c = MUST(connected_to(SOCK_STREAM, port_of(s)));
	show_events("listener", await(s, POLLIN));
	t = MUST(accept(s, NULL, NULL));
	SHOW(fcntl(t, F_GETFD));
	YES(!(fcntl(t, F_GETFL) & O_NONBLOCK));
	SHOW(accept(s, NULL, NULL));
	close(t);
	close(c);
	close(s);
}

/* Options of the listener do pass on. */
static void inherited(void)
{
	int s = bound(SOCK_STREAM);
	MUST(set_option(s, IPPROTO_TCP, TCP_NODELAY, 1));
	MUST(set_option(s, SOL_SOCKET, SO_KEEPALIVE, 1));
	MUST(listen(s, 1));
	int c = MUST(connected_to(SOCK_STREAM, port_of(s))), t = MUST(accept(s, NULL, NULL));
	YES(option(t, IPPROTO_TCP, TCP_NODELAY));
	YES(option(t, SOL_SOCKET, SO_KEEPALIVE));
	SHOW(option(t, SOL_SOCKET, SO_ACCEPTCONN));
	SHOW(option(c, IPPROTO_TCP, TCP_NODELAY));
	close(s);
	/* A connection outlives its listener. */
	char x = 0;
	SHOW(send(c, "x", 1, 0));
	SHOW(recv(t, &x, 1, 0));
	SHOW(x);
	close(t);
	close(c);
}

/* Those that nobody has accepted are reset when the listener closes. */
static void abandoned(void)
{
	int s = listening(4), c = MUST(connected_to(SOCK_STREAM, port_of(s)));
	close(s);
	char x;
	SHOW(recv(c, &x, 1, 0));
	close(c);
}

/* accept with a short buffer cuts the name and says how long it is. */
static void short_name(void)
{
	int s = listening(1), c = MUST(connected_to(SOCK_STREAM, port_of(s)));
	unsigned char a[32];
	socklen_t n = 4;
	memset(a, 0xee, sizeof a);
	OKAY(accept(s, (struct sockaddr *)a, &n));
	SHOW(n);
	SHOW(a[4]);
	SHOW(a[5]);
	close(c);
	close(s);
}

int main(void)
{
	refused();
	unbound();
	order();
	early();
	flags();
	inherited();
	abandoned();
	short_name();
	return 0;
}
