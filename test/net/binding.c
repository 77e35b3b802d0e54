// bind(): ports that are chosen, taken, shared; addresses that are not one's own.
// covers: bind getsockname
#include "sockets.h"

static int bind_to(int s, struct sockaddr_in a) { return bind(s, ADDRESS(a)); }

static int fresh(int type, int name)
{
	int s = MUST(socket(AF_INET, type, 0));
	if (name) MUST(set_option(s, SOL_SOCKET, name, 1));
	return s;
}

static void chosen(int type)
{
	int s = fresh(type, 0), t = fresh(type, 0);
	SHOW(port_of(s));
	SHOW(bind_to(s, local(0)));
	YES(port_of(s) > 1023);
	SHOW(bind_to(s, local(0)));
	SHOW(bind_to(t, local(0)));
	YES(port_of(t) != port_of(s));
	close(s);
	close(t);
}

static void wrong(int type)
{
	int s = fresh(type, 0);
	struct sockaddr_in a = local(0);
	SHOW(bind(s, (struct sockaddr *)&a, sizeof a - 1));
	SHOW(bind(s, (struct sockaddr *)&a, 2));
	SHOW(bind(s, (struct sockaddr *)&a, 0));
	SHOW(bind(s, (struct sockaddr *)&a, -1));
	a.sin_family = 77;
	SHOW(bind(s, ADDRESS(a)));
	a = local(0);
	inet_pton(AF_INET, "203.0.113.5", &a.sin_addr);
	SHOW(bind(s, ADDRESS(a)));
	SHOW(port_of(s));
	/* After what was refused it can still be bound. */
	SHOW(bind_to(s, local(0)));
	close(s);
}

static void any(int type)
{
	int s = fresh(type, 0);
	struct sockaddr_in a = local(0);
	socklen_t n = sizeof a;
	a.sin_addr.s_addr = INADDR_ANY;
	SHOW(bind(s, ADDRESS(a)));
	memset(&a, 0, sizeof a);
	SHOW(getsockname(s, (struct sockaddr *)&a, &n));
	SHOW(n);
	YES(a.sin_addr.s_addr == INADDR_ANY && a.sin_family == AF_INET && a.sin_port);
	/* A port that is taken for all addresses is taken for one. */
	int t = fresh(type, 0);
	SHOW(bind_to(t, local(ntohs(a.sin_port))));
	close(t);
	close(s);
}

static void taken(int type)
{
	int s = fresh(type, 0), t = fresh(type, 0);
	MUST(bind_to(s, local(0)));
	int port = port_of(s);
	SHOW(bind_to(t, local(port)));
	/* TCP and UDP have ports of their own. */
	int other = fresh(type == SOCK_STREAM ? SOCK_DGRAM : SOCK_STREAM, 0);
	SHOW(bind_to(other, local(port)));
	close(other);
	close(s);
	SHOW(bind_to(t, local(port)));
	close(t);
}

static void shared(int type, int name)
{
	int s = fresh(type, name), t = fresh(type, name), u = fresh(type, 0);
	MUST(bind_to(s, local(0)));
	SHOW(bind_to(t, local(port_of(s))));
	SHOW(bind_to(u, local(port_of(s))));
	close(s);
	close(t);
	close(u);
}

/* A listener's port is taken even with SO_REUSEADDR: whether bind says so or listen. */
static void listener(void)
{
	int s = fresh(SOCK_STREAM, SO_REUSEADDR), t = fresh(SOCK_STREAM, SO_REUSEADDR);
	MUST(bind_to(s, local(0)));
	SHOW(listen(s, 1));
	int r = bind_to(t, local(port_of(s)));
	SHOW(r ? r : listen(t, 1));
	close(s);
	close(t);
}

/* A server that has ended with connections can have its port again at once. */
static void again(void)
{
	int s = fresh(SOCK_STREAM, SO_REUSEADDR);
	MUST(bind_to(s, local(0)));
	MUST(listen(s, 1));
	int port = port_of(s), c = MUST(connected_to(SOCK_STREAM, port)), a = MUST(accept(s, NULL, NULL));
	close(a);
	close(s);
	char x;
	SHOW(read(c, &x, 1));
	close(c);
	s = fresh(SOCK_STREAM, SO_REUSEADDR);
	SHOW(bind_to(s, local(port)));
	SHOW(listen(s, 1));
	c = connected_to(SOCK_STREAM, port);
	YES(c >= 0);
	close(s);
}

int main(void)
{
	static const int types[] = { SOCK_STREAM, SOCK_DGRAM };
	for (int i = 0; i < 2; i++) {
		printf("%s\n", i ? "UDP" : "TCP");
		chosen(types[i]);
		wrong(types[i]);
		any(types[i]);
		taken(types[i]);
		printf("SO_REUSEADDR\n");
		shared(types[i], SO_REUSEADDR);
		printf("SO_REUSEPORT\n");
		shared(types[i], SO_REUSEPORT);
	}
	listener();
	again();
	return 0;
}
