// epoll over sockets, pipes and listeners: levels, edges, once, many, and what changes meanwhile.
// covers: epoll_create1 epoll_ctl epoll_pwait
#include "sockets.h"
#include <sys/epoll.h>

static int set;
static char x[64];

static int control(int op, int fd, uint32_t events, int mark)
{
	struct epoll_event e = { .events = events, .data.u64 = 0x100000000ull + mark };
	return epoll_ctl(set, op, fd, &e);
}

static void wait_for(const char *what, int ms)
{
	struct epoll_event e[8];
	int n = epoll_wait(set, e, 8, ms);
	printf("%s: %d", what, n);
	for (int i = 0; i < n; i++) {
		uint32_t v = e[i].events;
		printf(", %llx%s%s%s%s%s", (unsigned long long)e[i].data.u64, v & EPOLLIN ? " in" : "", v & EPOLLOUT ? " out" : "",
		       v & EPOLLRDHUP ? " rdhup" : "", v & EPOLLHUP ? " hup" : "", v & EPOLLERR ? " err" : "");
	}
	printf("\n");
}

static void levels(void)
{
	int p[2];
	tcp_pair(p);
	SHOW(control(EPOLL_CTL_ADD, p[0], EPOLLIN, 1));
	SHOW(control(EPOLL_CTL_ADD, p[0], EPOLLIN, 1));
	wait_for("nothing", 0);
	send(p[1], "ab", 2, 0);
	wait_for("data", PATIENCE);
	wait_for("still", 0);
	recv(p[0], x, 1, 0);
	wait_for("half", 0);
	recv(p[0], x, 1, 0);
	wait_for("none", 0);
	SHOW(control(EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLOUT | EPOLLRDHUP, 2));
	wait_for("room", 0);
	SHOW(control(EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLRDHUP, 3));
	shutdown(p[1], SHUT_WR);
	wait_for("the end", PATIENCE);
	SHOW(control(EPOLL_CTL_DEL, p[0], 0, 0));
	SHOW(control(EPOLL_CTL_DEL, p[0], 0, 0));
	SHOW(control(EPOLL_CTL_MOD, p[0], EPOLLIN, 0));
	wait_for("taken out", 0);
	/* Nothing but what comes unasked. */
	SHOW(control(EPOLL_CTL_ADD, p[0], 0, 4));
	wait_for("nothing asked", 0);
	shutdown(p[0], SHUT_WR);
	wait_for("hup", PATIENCE);
	close(p[0]);
	wait_for("closed", 0);
	close(p[1]);
}

static void edges(void)
{
	int p[2];
	tcp_pair(p);
	SHOW(control(EPOLL_CTL_ADD, p[0], EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, 5));
	wait_for("room at first", 0);
	wait_for("told once", 0);
	send(p[1], "ab", 2, 0);
	wait_for("data", PATIENCE);
	wait_for("told once", 0);
	recv(p[0], x, 1, 0);
	wait_for("half read", 0);
	/* More data are a new edge, even where some were left. */
	send(p[1], "cd", 2, 0);
	wait_for("more", PATIENCE);
	SOON(waiting(p[0]) == 3);
	recv(p[0], x, 3, 0);
	wait_for("all read", 0);
	SHOW(control(EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLOUT | EPOLLET, 6));
	wait_for("changed, so told again", 0);
	wait_for("told once", 0);
	close(p[1]);
	wait_for("the end", PATIENCE);
	wait_for("told once", 0);
	close(p[0]);
}

static void once(void)
{
	int p[2];
	tcp_pair(p);
	SHOW(control(EPOLL_CTL_ADD, p[0], EPOLLIN | EPOLLONESHOT, 7));
	send(p[1], "ab", 2, 0);
	wait_for("data", PATIENCE);
	wait_for("told once", 0);
	send(p[1], "cd", 2, 0);
	wait_for("more is not told", 20);
	SHOW(control(EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLONESHOT, 8));
	wait_for("armed again", PATIENCE);
	wait_for("told once", 0);
	close(p[0]);
	close(p[1]);
}

static void listeners(void)
{
	int s = listening(4), c = MUST(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)), ends[2];
	struct sockaddr_in a = local(port_of(s));
	MUST(pipe(ends));
	SHOW(control(EPOLL_CTL_ADD, s, EPOLLIN, 9));
	SHOW(control(EPOLL_CTL_ADD, ends[0], EPOLLIN, 10));
	wait_for("nobody", 0);
	SHOW(connect(c, ADDRESS(a)));
	wait_for("a call", PATIENCE);
	close(MUST(accept(s, NULL, NULL)));
	wait_for("accepted", 0);
	write(ends[1], "x", 1);
	wait_for("a pipe", PATIENCE);
	close(ends[1]);
	wait_for("a pipe's end", PATIENCE);
	close(ends[0]);
	close(c);
	close(s);
	/* A connection that is made while the set watches it. */
	s = listening(4);
	a = local(port_of(s));
	c = MUST(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
	SHOW(connect(c, ADDRESS(a)));
	SHOW(control(EPOLL_CTL_ADD, c, EPOLLOUT, 11));
	wait_for("connected", PATIENCE);
	printf("%s\n", pending_error(c));
	close(c);
	close(s);
}

static void refused(void)
{
	int s = bound(SOCK_STREAM), c = MUST(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
	struct sockaddr_in a = local(port_of(s));
	SHOW(connect(c, ADDRESS(a)));
	SHOW(control(EPOLL_CTL_ADD, c, EPOLLOUT, 12));
	wait_for("refused", PATIENCE);
	printf("%s\n", pending_error(c));
	close(c);
	close(s);
}

/* Copies of a descriptor: what was added stays until the last is closed. */
static void copies(void)
{
	int p[2];
	tcp_pair(p);
	int copy = dup(p[0]);
	SHOW(control(EPOLL_CTL_ADD, p[0], EPOLLIN, 13));
	SHOW(control(EPOLL_CTL_ADD, copy, EPOLLIN, 14));
	SHOW(control(EPOLL_CTL_DEL, copy, 0, 0));
	send(p[1], "x", 1, 0);
	wait_for("one of two", PATIENCE);
	close(p[0]);
	wait_for("the other is open", PATIENCE);
	close(copy);
	wait_for("both closed", 0);
	close(p[1]);
}

/* At most as many as fit, and the others the next time. */
static void many(void)
{
	enum { N = 20 };
	int p[N][2], seen[N] = { 0 }, all = 0;
	for (int i = 0; i < N; i++) {
		udp_pair(p[i]);
		MUST(control(EPOLL_CTL_ADD, p[i][0], EPOLLIN, i));
		send(p[i][1], "x", 1, 0);
	}
	for (int i = 0; i < N; i++) await(p[i][0], POLLIN);
	for (int round = 0; round < 3; round++) {
		struct epoll_event e[7];
		int n = epoll_wait(set, e, 7, 0);
		SHOW(n);
		for (int i = 0; i < n; i++) seen[e[i].data.u64 & 0xff]++;
	}
	for (int i = 0; i < N; i++) all += seen[i] > 0;
	SHOW(all);
	for (int i = 0; i < N; i++) close(p[i][0]), close(p[i][1]);
}

int main(void)
{
	set = MUST(epoll_create1(EPOLL_CLOEXEC));
	levels();
	edges();
	once();
	listeners();
	refused();
	copies();
	many();
	return 0;
}
