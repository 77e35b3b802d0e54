// Epoll sets: what is reported, when, how often, and to whom.
// covers: epoll_create1 epoll_ctl epoll_pwait epoll_pwait2
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int control(int set, int op, int fd, uint32_t events)
{
	struct epoll_event e = { .events = events, .data.u64 = 0x1234500000000ull + fd };
	return epoll_ctl(set, op, fd, &e);
}

static void wait_for(int set, int timeout)
{
	struct epoll_event e[8];
	int n = epoll_wait(set, e, 8, timeout);
	if (n < 0) printf("wait: %s\n", error_name(errno));
	else printf("wait: %d", n);
	for (int i = 0; i < n; i++) printf(" %x%s", e[i].events, e[i].data.u64 >> 32 == 0x12345 ? "" : " with other data");
	if (n >= 0) printf("\n");
}

static void levels(void)
{
	char c[8];
	int p[2], set = epoll_create1(EPOLL_CLOEXEC);
	SHOW(fcntl(set, F_GETFD));
	pipe(p);
	SHOW(control(set, EPOLL_CTL_ADD, p[0], EPOLLIN));
	SHOW(control(set, EPOLL_CTL_ADD, p[1], EPOLLOUT));
	wait_for(set, 0);
	SHOW(control(set, EPOLL_CTL_MOD, p[1], 0));
	wait_for(set, 0);
	write(p[1], "ab", 2);
	wait_for(set, 0);
	wait_for(set, -1);
	read(p[0], c, 1);
	wait_for(set, 0);
	read(p[0], c, 1);
	wait_for(set, 0);
	close(p[1]);
	wait_for(set, 0);
	SHOW(control(set, EPOLL_CTL_DEL, p[0], 0));
	wait_for(set, 0);
	close(p[0]);
	close(set);
}

static void edges(void)
{
	char c[8];
	int p[2], set = epoll_create1(0);
	pipe(p);
	write(p[1], "a", 1);
	SHOW(control(set, EPOLL_CTL_ADD, p[0], EPOLLIN | EPOLLET));
	wait_for(set, 0);
	wait_for(set, 0);
	write(p[1], "b", 1);
	wait_for(set, 0);
	wait_for(set, 0);
	read(p[0], c, 1);
	wait_for(set, 0);
	SHOW(control(set, EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLET));
	wait_for(set, 0);
	close(p[1]);
	wait_for(set, 0);
	wait_for(set, 0);
	close(p[0]);
	close(set);
}

static void once(void)
{
	int e = eventfd(1, EFD_NONBLOCK), set = epoll_create1(0);
	SHOW(control(set, EPOLL_CTL_ADD, e, EPOLLIN | EPOLLONESHOT));
	wait_for(set, 0);
	wait_for(set, 0);
	uint64_t v = 1;
	write(e, &v, 8);
	wait_for(set, 0);
	SHOW(control(set, EPOLL_CTL_MOD, e, EPOLLIN | EPOLLOUT | EPOLLONESHOT));
	wait_for(set, 0);
	wait_for(set, 0);
	close(e);
	close(set);
}

/* A descriptor's entry goes when the last reference to its file does, not before. */
static void closing(void)
{
	int p[2], set = epoll_create1(0);
	pipe(p);
	int copy = dup(p[0]);
	SHOW(control(set, EPOLL_CTL_ADD, p[0], EPOLLIN));
	SHOW(control(set, EPOLL_CTL_ADD, copy, EPOLLIN));
	write(p[1], "a", 1);
	wait_for(set, 0);
	close(copy);
	wait_for(set, 0);
	copy = dup(p[0]);
	close(p[0]);
	wait_for(set, 0);
	close(copy);
	wait_for(set, 0);
	close(p[1]);
	pipe(p);
	SHOW(control(set, EPOLL_CTL_ADD, p[0], EPOLLIN));
	close(p[0]);
	close(p[1]);
	close(set);
}

static void nested(void)
{
	uint64_t v = 1;
	int e = eventfd(0, EFD_NONBLOCK), inner = epoll_create1(0), outer = epoll_create1(0), chain[8];
	SHOW(control(inner, EPOLL_CTL_ADD, e, EPOLLIN));
	SHOW(control(outer, EPOLL_CTL_ADD, inner, EPOLLIN));
	wait_for(outer, 0);
	write(e, &v, 8);
	struct pollfd p = { outer, POLLIN, 0 };
	SHOW(poll(&p, 1, 0));
	SHOW(p.revents);
	wait_for(outer, 0);
	wait_for(inner, 0);
	read(e, &v, 8);
	wait_for(outer, 0);
	SHOW(control(inner, EPOLL_CTL_ADD, outer, EPOLLIN));
	SHOW(control(inner, EPOLL_CTL_ADD, inner, EPOLLIN));
	for (int i = 0; i < 8; i++) chain[i] = epoll_create1(0);
	for (int i = 0; i < 7; i++) SHOW(control(chain[i], EPOLL_CTL_ADD, chain[i + 1], EPOLLIN));
	for (int i = 0; i < 8; i++) close(chain[i]);
	for (int i = 0; i < 8; i++) chain[i] = epoll_create1(0);
	for (int i = 6; i >= 0; i--) SHOW(control(chain[i], EPOLL_CTL_ADD, chain[i + 1], EPOLLIN));
	for (int i = 0; i < 8; i++) close(chain[i]);
	close(e);
	close(inner);
	close(outer);
}

static void refused(void)
{
	struct epoll_event e = { 0 };
	int p[2], set = epoll_create1(0), file = open("/tmp", O_RDONLY);
	pipe(p);
	SHOW(epoll_create1(1));
	SHOW(control(-1, EPOLL_CTL_ADD, p[0], EPOLLIN));
	SHOW(control(set, EPOLL_CTL_ADD, -1, EPOLLIN));
	SHOW(control(set, EPOLL_CTL_ADD, file, EPOLLIN));
	SHOW(control(p[0], EPOLL_CTL_ADD, p[0], EPOLLIN));
	SHOW(control(p[0], EPOLL_CTL_ADD, p[1], EPOLLIN));
	SHOW(control(set, EPOLL_CTL_MOD, p[0], EPOLLIN));
	SHOW(control(set, EPOLL_CTL_DEL, p[0], EPOLLIN));
	SHOW(control(set, EPOLL_CTL_ADD, p[0], EPOLLIN));
	SHOW(control(set, EPOLL_CTL_ADD, p[0], EPOLLIN));
	SHOW(control(set, 9, p[0], EPOLLIN));
	SHOW(epoll_wait(set, &e, 0, 0));
	SHOW(epoll_wait(set, &e, -1, 0));
	SHOW(epoll_wait(p[0], &e, 1, 0));
	SHOW(epoll_wait(-1, &e, 1, 0));
	SHOW(control(set, EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLEXCLUSIVE));
	SHOW(control(set, EPOLL_CTL_ADD, p[1], EPOLLOUT | EPOLLEXCLUSIVE | EPOLLONESHOT));
	SHOW(control(set, EPOLL_CTL_ADD, p[1], EPOLLOUT | EPOLLEXCLUSIVE | EPOLLWAKEUP));
	SHOW(control(set, EPOLL_CTL_MOD, p[1], EPOLLOUT));
	wait_for(set, 0);
	SHOW(read(set, &e, sizeof e));
	close(set);
}

static int shared, events[64], event_set;

static void *worker(void *arg)
{
	intptr_t got = 0;
	struct epoll_event e;
	for (;;) {
		if (epoll_wait(shared, &e, 1, -1) != 1) return "failed";
		uint64_t v;
		if (e.data.fd < 0) return (void *)got;
		if (read(e.data.fd, &v, 8) == 8) got += v;
		e.events = EPOLLIN | EPOLLONESHOT;
		epoll_ctl(shared, EPOLL_CTL_MOD, e.data.fd, &e);
	}
}

/* Many threads in one wait share the work; nothing is lost. */
static void many(void)
{
	pthread_t t[4];
	intptr_t sum = 0;
	shared = epoll_create1(0);
	for (int i = 0; i < 64; i++) {
		struct epoll_event e = { .events = EPOLLIN | EPOLLONESHOT, .data.fd = events[i] = eventfd(0, EFD_NONBLOCK) };
		epoll_ctl(shared, EPOLL_CTL_ADD, events[i], &e);
	}
	for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, worker, NULL);
	for (int i = 0; i < 20000; i++) {
		uint64_t v = 1;
		write(events[i * 7 % 64], &v, 8);
	}
	int left = 1;
	while (left) {
		left = 0;
		for (int i = 0; i < 64; i++) {
			struct pollfd p = { events[i], POLLIN, 0 };
			left += poll(&p, 1, 0);
		}
	}
	int stop = eventfd(1, 0);
	struct epoll_event e = { .events = EPOLLIN, .data.fd = -1 };
	epoll_ctl(shared, EPOLL_CTL_ADD, stop, &e);
	for (int i = 0; i < 4; i++) {
		void *got;
		pthread_join(t[i], &got);
		sum += (intptr_t)got;
	}
	SHOW(sum);
	for (int i = 0; i < 64; i++) close(events[i]);
}

static void *ping(void *arg)
{
	struct epoll_event e;
	uint64_t v;
	for (int i = 0; i < 2000; i++) {
		if (epoll_wait(event_set, &e, 1, 2000) != 1) return "lost";
		read(events[0], &v, 8);
		v = 1;
		write(events[1], &v, 8);
	}
	return "done";
}

/* Edges between two threads: none is lost. */
static void ping_pong(void)
{
	pthread_t t;
	void *result;
	uint64_t v = 1;
	struct epoll_event e = { .events = EPOLLIN | EPOLLET };
	int back = epoll_create1(0), lost = 0;
	event_set = epoll_create1(0);
	events[0] = eventfd(0, 0);
	events[1] = eventfd(0, 0);
	epoll_ctl(event_set, EPOLL_CTL_ADD, events[0], &e);
	epoll_ctl(back, EPOLL_CTL_ADD, events[1], &e);
	pthread_create(&t, NULL, ping, NULL);
	for (int i = 0; i < 2000; i++) {
		v = 1;
		write(events[0], &v, 8);
		lost += epoll_wait(back, &e, 1, 2000) != 1;
		read(events[1], &v, 8);
	}
	pthread_join(t, &result);
	printf("%s, %d lost\n", (char *)result, lost);
}

static volatile int handled;
static void handler(int signal) { handled = signal; }

static void *interrupt(void *arg)
{
	usleep(20000);
	pthread_kill(*(pthread_t *)arg, SIGUSR1);
	return NULL;
}

static void signals(void)
{
	pthread_t t, self = pthread_self();
	sigset_t none, usr1;
	struct epoll_event e;
	int set = epoll_create1(0);
	struct sigaction a = { .sa_handler = handler, .sa_flags = SA_RESTART };
	sigaction(SIGUSR1, &a, NULL);
	pthread_create(&t, NULL, interrupt, &self);
	SHOW(epoll_wait(set, &e, 1, -1));
	SHOW(handled);
	pthread_join(t, NULL);
	sigemptyset(&none);
	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	sigprocmask(SIG_BLOCK, &usr1, NULL);
	handled = 0;
	raise(SIGUSR1);
	SHOW(epoll_wait(set, &e, 1, 10));
	SHOW(handled);
	SHOW(epoll_pwait(set, &e, 1, 1000, &none));
	SHOW(handled);
}

static void *blocked(void *arg)
{
	struct epoll_event e;
	epoll_wait(*(int *)arg, &e, 1, -1);
	return "not cancelled";
}

static void times(void)
{
	struct timespec before, after, short_time = { 0, 20000000 };
	struct epoll_event e;
	int set = epoll_create1(0);
	clock_gettime(CLOCK_MONOTONIC, &before);
	SHOW(epoll_wait(set, &e, 1, 30));
	clock_gettime(CLOCK_MONOTONIC, &after);
	YES((after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000 >= 29);
	SHOW(syscall(441, set, &e, 1, &short_time, NULL, 8));
	pthread_t t;
	void *result;
	pthread_create(&t, NULL, blocked, &set);
	usleep(10000);
	pthread_cancel(t);
	pthread_join(t, &result);
	YES(result == PTHREAD_CANCELED);
}

static void *send_later(void *arg)
{
	usleep(10000);
	write(*(int *)arg, "x", 1);
	return NULL;
}

static void sockets(void)
{
	int s[2], set = epoll_create1(0);
	char c;
	pthread_t t;
	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	SHOW(control(set, EPOLL_CTL_ADD, s[0], EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET));
	wait_for(set, 0);
	pthread_create(&t, NULL, send_later, &s[1]);
	wait_for(set, -1);
	pthread_join(t, NULL);
	read(s[0], &c, 1);
	shutdown(s[1], SHUT_WR);
	wait_for(set, 0);
	close(s[1]);
	wait_for(set, 0);
	wait_for(set, 0);
	close(s[0]);
	wait_for(set, 0);
}

int main(void)
{
	levels();
	edges();
	once();
	closing();
	nested();
	refused();
	many();
	ping_pong();
	signals();
	times();
	sockets();
	return 0;
}
