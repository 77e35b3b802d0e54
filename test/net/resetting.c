// Connections that end by a reset: SO_LINGER of 0, and close with unread data.
#include "sockets.h"

static int p[2];
static char x[64];

static void linger(int on, int seconds)
{
	SHOW(setsockopt(p[0], SOL_SOCKET, SO_LINGER, &((struct linger){ on, seconds }), sizeof(struct linger)));
	struct linger l = { -1, -1 };
	socklen_t n = sizeof l;
	SHOW(getsockopt(p[0], SOL_SOCKET, SO_LINGER, &l, &n));
	SHOW(l.l_onoff);
	if (on) SHOW(l.l_linger);
	SHOW(n);
}

static void after_reset(void)
{
	show_events("reset", await(p[1], POLLIN));
	SHOW(recv(p[1], x, sizeof x, 0));
	printf("%s\n", pending_error(p[1]));
	SHOW(recv(p[1], x, sizeof x, 0));
	SHOW(send(p[1], "x", 1, MSG_NOSIGNAL));
	struct sockaddr_in a;
	SHOW(getpeername(p[1], (struct sockaddr *)&a, &(socklen_t){ sizeof a }));
	close(p[1]);
}

static void by_linger(void)
{
	tcp_pair(p);
	linger(1, 0);
	close(p[0]);
	after_reset();
}

static void by_unread_data(void)
{
	tcp_pair(p);
	SHOW(send(p[1], "unread", 6, 0));
	await(p[0], POLLIN);
	close(p[0]);
	after_reset();
}

/* The error is told once, by whoever asks first. */
static void told_once(void)
{
	tcp_pair(p);
	linger(1, 0);
	close(p[0]);
	EVENTS_SOON(p[1], POLLIN | POLLOUT | POLLERR | POLLHUP | POLLRDHUP);
	printf("%s\n", pending_error(p[1]));
	printf("%s\n", pending_error(p[1]));
	SHOW(recv(p[1], x, sizeof x, 0));
	close(p[1]);
}

/* An ordinary close lets everything that was sent arrive. */
static void ordinary(void)
{
	tcp_pair(p);
	linger(0, 0);
	SHOW(send(p[0], "the end", 7, 0));
	close(p[0]);
	SHOW(recv(p[1], x, sizeof x, MSG_WAITALL));
	SHOW(recv(p[1], x, sizeof x, 0));
	/* Nobody is there any more: the first is sent, and answered by a reset. */
	SHOW(send(p[1], "x", 1, MSG_NOSIGNAL));
	SOON(send(p[1], "x", 1, MSG_NOSIGNAL) == -1);
	SHOW(send(p[1], "x", 1, MSG_NOSIGNAL));
	close(p[1]);
}

/* close() waits for a while until what was sent has arrived. */
static void lingering(void)
{
	tcp_pair(p);
	linger(1, 5);
	SHOW(send(p[0], "gone", 4, 0));
	long begun = now_ms();
	SHOW(close(p[0]));
	YES(now_ms() - begun < 4000);
	SHOW(recv(p[1], x, sizeof x, MSG_WAITALL));
	close(p[1]);
}

int main(void)
{
	by_linger();
	by_unread_data();
	told_once();
	ordinary();
	lingering();
	return 0;
}
