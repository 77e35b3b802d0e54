// Cancelling a thread that waits in a socket call, and one that is about to.
#include "sockets.h"
#include <sys/epoll.h>
#include <sys/select.h>

static int p[2], u[2], s, set;
static char x[1 << 16];

static const char *cleaned;

static void cleanup(void *name) { cleaned = name; }

#define WAITING(name, call) \
	static void *in_##name(void *arg) \
	{ \
		pthread_cleanup_push(cleanup, #name); \
		long r = (call); \
		printf("  %s returned %ld\n", #name, r); \
		pthread_cleanup_pop(0); \
		return arg; \
	}

static long fill(void)
{
	long n;
	while ((n = send(p[0], x, sizeof x, 0)) > 0) { }
	return n;
}

static int wait_in_poll(void)
{
	struct pollfd f = { p[0], POLLIN, 0 };
	return poll(&f, 1, -1);
}

static int wait_in_select(void)
{
	fd_set r;
	FD_ZERO(&r);
	FD_SET(p[0], &r);
	return select(p[0] + 1, &r, NULL, NULL, NULL);
}

static int wait_in_epoll(void)
{
	struct epoll_event e;
	return epoll_wait(set, &e, 1, -1);
}

static long wait_in_recvmsg(void)
{
	struct msghdr m = { .msg_iov = &(struct iovec){ x, 1 }, .msg_iovlen = 1 };
	return recvmsg(p[0], &m, 0);
}

WAITING(recv, recv(p[0], x, 1, 0))
WAITING(read, read(p[0], x, 1))
WAITING(recvfrom, recvfrom(u[0], x, 1, 0, NULL, NULL))
WAITING(recvmsg, wait_in_recvmsg())
WAITING(accept, accept(s, NULL, NULL))
WAITING(poll, wait_in_poll())
WAITING(select, wait_in_select())
WAITING(epoll_wait, wait_in_epoll())
WAITING(send, fill())

static void cancel(const char *name, void *(*f)(void *))
{
	pthread_t t;
	void *result;
	printf("%s\n", name);
	cleaned = "nothing";
	pthread_create(&t, NULL, f, NULL);
	sleep_ms(50);
	RETURNS(pthread_cancel(t));
	RETURNS(pthread_join(t, &result));
	YES(result == PTHREAD_CANCELED);
	printf("  cleaned up: %s\n", cleaned);
}

/* Cancelled before: the call is a point where that takes effect, even if it would not have to wait. */
static void *before(void *arg)
{
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	pthread_cancel(pthread_self());
	send(p[1], "k", 1, 0);
	await(p[0], POLLIN);
	SHOW(recv(p[0], x, 1, MSG_PEEK));
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
	pthread_cleanup_push(cleanup, "recv at once");
	recv(p[0], x, 1, 0);
	printf("not cancelled\n");
	pthread_cleanup_pop(0);
	return arg;
}

int main(void)
{
	struct epoll_event e = { .events = EPOLLIN };
	tcp_pair(p);
	udp_pair(u);
	s = listening(4);
	set = MUST(epoll_create1(0));
	MUST(epoll_ctl(set, EPOLL_CTL_ADD, p[0], &e));
	cancel("recv", in_recv);
	cancel("read", in_read);
	cancel("recvfrom", in_recvfrom);
	cancel("recvmsg", in_recvmsg);
	cancel("accept", in_accept);
	cancel("poll", in_poll);
	cancel("select", in_select);
	cancel("epoll_wait", in_epoll_wait);
	cancel("at once", before);
	/* The sockets are as they were. */
	SHOW(recv(p[0], x, 1, 0));
	SHOW(x[0]);
	SHOW(send(p[1], "x", 1, 0));
	SHOW(recv(p[0], x, 1, 0));
	int c = MUST(connected_to(SOCK_STREAM, port_of(s)));
	OKAY(accept(s, NULL, NULL));
	close(c);
	cancel("send", in_send);
	return 0;
}
