// connect() of TCP: made, refused, again, without waiting for it; what getpeername says.
// covers: connect getpeername getsockname
#include "sockets.h"

static int connect_to(int s, int port)
{
	struct sockaddr_in a = local(port);
	return connect(s, ADDRESS(a));
}

/* A port that nobody listens on. */
static int free_port(void)
{
	int s = bound(SOCK_STREAM), port = port_of(s);
	close(s);
	return port;
}

static void made(void)
{
	int s = listening(4), c = MUST(socket(AF_INET, SOCK_STREAM, 0)), port = port_of(s);
	struct sockaddr_in a;
	socklen_t n = sizeof a;
	SHOW(getpeername(c, (struct sockaddr *)&a, &n));
	SHOW(connect_to(c, port));
	n = sizeof a;
	SHOW(getpeername(c, (struct sockaddr *)&a, &n));
	SHOW(n);
	show_address("peer", &a, port);
	SHOW(getsockname(c, (struct sockaddr *)&a, &n));
	show_address("self", &a, port_of(c));
	SHOW(connect_to(c, port));
	int t = MUST(accept(s, NULL, NULL));
	SHOW(getpeername(t, (struct sockaddr *)&a, &n));
	show_address("caller", &a, port_of(c));
	printf("%s\n", pending_error(c));
	n = 4;
	SHOW(getpeername(t, (struct sockaddr *)&a, &n));
	SHOW(n);
	n = -1;
	SHOW(getpeername(t, (struct sockaddr *)&a, &n));
	n = -1;
	SHOW(getsockname(t, (struct sockaddr *)&a, &n));
	close(t);
	close(c);
	close(s);
}

/* With a port of one's own. */
static void from_a_port(void)
{
	int s = listening(1), c = bound(SOCK_STREAM), own = port_of(c);
	SHOW(connect_to(c, port_of(s)));
	YES(port_of(c) == own);
	close(c);
	close(s);
}

static void refused(void)
{
	int c = MUST(socket(AF_INET, SOCK_STREAM, 0)), port = free_port();
	char x;
	SHOW(connect_to(c, port));
	printf("%s\n", pending_error(c));
	SHOW(recv(c, &x, 1, MSG_DONTWAIT));
	SHOW(send(c, &x, 1, MSG_NOSIGNAL));
	/* The same socket can be connected elsewhere afterwards. */
	int s = listening(1);
	SHOW(connect_to(c, port_of(s)));
	close(c);
	close(s);
	/* Bound, but not listening. */
	s = bound(SOCK_STREAM);
	c = MUST(socket(AF_INET, SOCK_STREAM, 0));
	SHOW(connect_to(c, port_of(s)));
	close(c);
	close(s);
}

static void wrong(void)
{
	int c = MUST(socket(AF_INET, SOCK_STREAM, 0)), s = listening(1);
	struct sockaddr_in a = local(port_of(s));
	SHOW(connect(c, (struct sockaddr *)&a, sizeof a - 1));
	SHOW(connect(c, (struct sockaddr *)&a, 1));
	SHOW(connect(c, (struct sockaddr *)&a, -1));
	a.sin_family = 77;
	SHOW(connect(c, ADDRESS(a)));
	SHOW(connect_to(c, port_of(s)));
	close(c);
	close(s);
}

static void without_waiting(void)
{
	int s = listening(1), c = MUST(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
	SHOW(connect_to(c, port_of(s)));
	show_events("connecting", await(c, POLLOUT));
	printf("%s\n", pending_error(c));
	/* Once it says so, then it is. */
	int r = connect_to(c, port_of(s));
	YES(r == 0 || errno == EISCONN);
	SHOW(connect_to(c, port_of(s)));
	int t = MUST(accept(s, NULL, NULL));
	SHOW(send(c, "x", 1, 0));
	char x;
	SHOW(recv(t, &x, 1, 0));
	close(t);
	close(c);
	close(s);
	c = MUST(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
	SHOW(connect_to(c, free_port()));
	show_events("refused", await(c, POLLOUT));
	printf("%s\n", pending_error(c));
	printf("%s\n", pending_error(c));
	close(c);
	/* connect() itself may fetch the error. */
	c = MUST(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
	int port = free_port();
	SHOW(connect_to(c, port));
	await(c, POLLOUT);
	SHOW(connect_to(c, port));
	close(c);
}

/* An address of all zeros means this isle. */
static void to_any(void)
{
	int s = listening(1), c = MUST(socket(AF_INET, SOCK_STREAM, 0));
	struct sockaddr_in a = local(port_of(s));
	a.sin_addr.s_addr = INADDR_ANY;
	SHOW(connect(c, ADDRESS(a)));
	close(c);
	close(s);
}

int main(void)
{
	made();
	from_a_port();
	refused();
	wrong();
	without_waiting();
	to_any();
	return 0;
}
