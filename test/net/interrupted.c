// Signals while a socket call waits: EINTR, or on after the handler with SA_RESTART.
#include "sockets.h"
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/time.h>

static volatile int handled;
static int p[2], u[2], s, set;
static char x[1 << 16];
static pthread_t helper;

static void on_alarm(int n) { (void)n; handled++; }

static void handle(int flags)
{
	struct sigaction a = { .sa_handler = on_alarm, .sa_flags = flags };
	sigaction(SIGALRM, &a, NULL);
}

static void alarm_ms(int ms)
{
	struct itimerval t = { .it_value = { ms / 1000, ms % 1000 * 1000 } };
	setitimer(ITIMER_REAL, &t, NULL);
}

#define INTERRUPTED(call) do { alarm_ms(50); errno = 0; show_(#call, (call)); } while (0)

static void interrupting(void)
{
	struct pollfd f = { p[0], POLLIN, 0 };
	struct epoll_event e;
	fd_set r;
	handle(0);
	INTERRUPTED(recv(p[0], x, 1, 0));
	INTERRUPTED(read(p[0], x, 1));
	INTERRUPTED(recvfrom(u[0], x, 1, 0, NULL, NULL));
	INTERRUPTED(accept(s, NULL, NULL));
	INTERRUPTED(poll(&f, 1, -1));
	FD_ZERO(&r);
	FD_SET(p[0], &r);
	INTERRUPTED(select(p[0] + 1, &r, NULL, NULL, NULL));
	INTERRUPTED(epoll_wait(set, &e, 1, -1));
	struct msghdr m = { .msg_iov = &(struct iovec){ x, 1 }, .msg_iovlen = 1 };
	INTERRUPTED(recvmsg(p[0], &m, 0));
	/* What has come before the signal is given. */
	SHOW(send(p[1], "abc", 3, 0));
	INTERRUPTED(recv(p[0], x, 9, MSG_WAITALL));
	SHOW(handled);
}

static void sending(void)
{
	/* Interrupted in the middle it tells how much went in; before anything went in, EINTR. */
	long n;
	struct itimerval often = { { 0, 100000 }, { 0, 100000 } };
	setitimer(ITIMER_REAL, &often, NULL);
	while ((n = send(p[0], x, sizeof x, 0)) > 0) { }
	printf("%ld %s\n", n, error_name(errno));
	alarm_ms(0);
}

/* Signals are for the thread that waits. */
static void *later(void *arg)
{
	sigset_t mask;
	sigfillset(&mask);
	pthread_sigmask(SIG_BLOCK, &mask, NULL);
	sleep_ms(150);
	switch (*(char *)arg) {
	case 'r': send(p[1], "x", 1, 0); break;
	case 'u': send(u[1], "x", 1, 0); break;
	case 'a': connected_to(SOCK_STREAM, port_of(s)); break;
	}
	return NULL;
}

#define RESTARTED(what, call) do { \
	pthread_create(&helper, NULL, later, what); alarm_ms(50); handled = 0; errno = 0; \
	okay_(#call, (call)); \
	SHOW(handled); \
	pthread_join(helper, NULL); \
} while (0)

static void restarting(void)
{
	struct pollfd f = { p[0], POLLIN, 0 };
	handle(SA_RESTART);
	RESTARTED("r", recv(p[0], x, 1, 0));
	RESTARTED("r", read(p[0], x, 1));
	RESTARTED("u", recv(u[0], x, 1, 0));
	RESTARTED("a", accept(s, NULL, NULL));
	/* poll never goes on. */
	RESTARTED("r", poll(&f, 1, 3000));
	SHOW(recv(p[0], x, 1, 0));
	/* Nor does a call with a time limit. */
	setsockopt(p[0], SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){ 3, 0 }, sizeof(struct timeval));
	RESTARTED("r", recv(p[0], x, 1, 0));
	SHOW(recv(p[0], x, 1, 0));
}

/* A call that need not wait is not interrupted, even if a signal has come. */
static void ready(void)
{
	sigset_t mask;
	sigemptyset(&mask);
	sigaddset(&mask, SIGALRM);
	handle(0);
	handled = 0;
	SHOW(send(p[1], "r", 1, 0));
	await(p[0], POLLIN);
	raise(SIGALRM);
	SHOW(recv(p[0], x, 1, 0));
	SHOW(handled);
	/* A blocked one waits for its time. */
	pthread_sigmask(SIG_BLOCK, &mask, NULL);
	raise(SIGALRM);
	struct pollfd f = { p[0], POLLIN, 0 };
	SHOW(poll(&f, 1, 20));
	SHOW(handled);
	sigemptyset(&mask);
	SHOW(ppoll(&f, 1, NULL, &mask));
	SHOW(handled);
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
}

int main(void)
{
	struct epoll_event e = { .events = EPOLLIN };
	tcp_pair(p);
	udp_pair(u);
	s = listening(4);
	set = MUST(epoll_create1(0));
	MUST(epoll_ctl(set, EPOLL_CTL_ADD, p[0], &e));
	interrupting();
	restarting();
	ready();
	sending();
	return 0;
}
