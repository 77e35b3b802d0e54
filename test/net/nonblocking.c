// Sockets that never wait: EAGAIN both ways, by O_NONBLOCK or by MSG_DONTWAIT, and FIONREAD.
#include "sockets.h"

static char block[10000];

/* Fills the connection: how much went in. */
static long fill(int s, int flags)
{
	long total = 0, n;
	while ((n = send(s, block, sizeof block, flags)) > 0) total += n;
	printf("full: %s\n", error_name(errno));
	return total;
}

static long empty(int s, long total)
{
	static char all[65536];
	long got = 0, n;
	while (got < total && (n = recv(s, all, sizeof all, 0)) > 0) got += n;
	return got;
}

static void streams(int flags)
{
	int p[2];
	char x;
	tcp_pair(p);
	if (!flags) set_nonblocking(p[0], 1);
	SHOW(recv(p[0], &x, 1, flags));
	if (!flags) SHOW(read(p[0], &x, 1));
	long total = fill(p[0], flags);
	YES(total > 10000);
	/* What is in the other's buffer may make room for a little more. */
	sleep_ms(20);
	total += fill(p[0], flags);
	YES(!(events_of(p[0]) & POLLOUT));
	YES(waiting(p[1]) > 0);
	YES(empty(p[1], total) == total);
	show_events("room again", await(p[0], POLLOUT));
	SHOW(send(p[0], "x", 1, flags));
	SHOW(recv(p[1], &x, 1, 0));
	SHOW(x);
	SHOW(waiting(p[1]));
	/* The end is no EAGAIN. */
	close(p[1]);
	await(p[0], POLLIN);
	SHOW(recv(p[0], &x, 1, flags));
	close(p[0]);
}

/* Each open file has its own flag; its copies share it. */
static void copies(void)
{
	int p[2];
	char x;
	tcp_pair(p);
	int copy = dup(p[0]);
	set_nonblocking(copy, 1);
	SHOW(recv(p[0], &x, 1, 0));
	YES(!(fcntl(p[1], F_GETFL) & O_NONBLOCK));
	set_nonblocking(p[0], 0);
	SHOW(recv(copy, &x, 1, MSG_DONTWAIT));
	close(p[0]);
	/* The connection ends with the last of its descriptors. */
	SHOW(recv(p[1], &x, 1, MSG_DONTWAIT));
	SHOW(send(copy, "y", 1, 0));
	SHOW(recv(p[1], &x, 1, 0));
	SHOW(send(p[1], "z", 1, 0));
	SHOW(read(copy, &x, 1));
	close(copy);
	SHOW(recv(p[1], &x, 1, 0));
	close(p[1]);
}

static void over_another(void)
{
	int p[2], q[2];
	char x;
	tcp_pair(p);
	tcp_pair(q);
	SHOW(dup2(q[0], p[0]) == p[0]);
	SHOW(recv(p[1], &x, 1, 0));
	SHOW(send(p[0], "d", 1, 0));
	SHOW(recv(q[1], &x, 1, 0));
	SHOW(fcntl(q[0], F_DUPFD_CLOEXEC, 200));
	SHOW(send(200, "e", 1, 0));
	SHOW(recv(q[1], &x, 1, 0));
	SHOW(x);
}

static void datagrams(void)
{
	int p[2];
	char x[4];
	udp_pair(p);
	SHOW(waiting(p[1]));
	SHOW(recv(p[1], x, 1, MSG_DONTWAIT));
	SHOW(send(p[0], "abc", 3, 0));
	SHOW(send(p[0], "de", 2, 0));
	await(p[1], POLLIN);
	/* Of datagrams, the first one's length. */
	SHOW(waiting(p[1]));
	set_nonblocking(p[1], 1);
	SHOW(recv(p[1], x, 4, 0));
	await(p[1], POLLIN);
	SHOW(recv(p[1], x, 4, 0));
	SHOW(recv(p[1], x, 4, 0));
	close(p[0]);
	close(p[1]);
}

int main(void)
{
	streams(0);
	streams(MSG_DONTWAIT);
	copies();
	over_another();
	datagrams();
	return 0;
}
