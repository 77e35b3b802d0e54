// Timers that are read: alone, by poll, by epoll, several at a time.
// covers: timerfd_create timerfd_settime64 timerfd_gettime64
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define MS 1000000

static long long now(int clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static int set(int fd, int flags, long long first, long long interval)
{
	struct itimerspec v = { { interval / 1000000000, interval % 1000000000 }, { first / 1000000000, first % 1000000000 } };
	return timerfd_settime(fd, flags, &v, NULL);
}

static long long left(int fd, long long *interval)
{
	struct itimerspec v;
	timerfd_gettime(fd, &v);
	*interval = v.it_interval.tv_sec * 1000000000ll + v.it_interval.tv_nsec;
	return v.it_value.tv_sec * 1000000000ll + v.it_value.tv_nsec;
}

static void alone(int clock)
{
	uint64_t ticks = 0;
	long long interval, start;
	int fd = timerfd_create(clock, TFD_CLOEXEC);
	SHOW(fcntl(fd, F_GETFD));
	SHOW(left(fd, &interval));
	start = now(CLOCK_MONOTONIC);
	SHOW(set(fd, 0, 20 * MS, 0));
	YES(left(fd, &interval) > 0 && left(fd, &interval) <= 20 * MS);
	SHOW(read(fd, &ticks, 8));
	SHOW(ticks);
	YES(now(CLOCK_MONOTONIC) - start >= 20 * MS);
	SHOW(left(fd, &interval));
	/* Absolute, in the past and in the future. */
	SHOW(set(fd, TFD_TIMER_ABSTIME, now(clock) - MS, 0));
	SHOW(read(fd, &ticks, 8));
	SHOW(ticks);
	start = now(clock);
	SHOW(set(fd, TFD_TIMER_ABSTIME, start + 15 * MS, 0));
	SHOW(read(fd, &ticks, 8));
	YES(now(clock) >= start + 15 * MS);
	/* Again and again. */
	SHOW(set(fd, 0, 5 * MS, 5 * MS));
	usleep(32000);
	SHOW(read(fd, &ticks, 8));
	YES(ticks >= 6);
	YES(left(fd, &interval) > 0);
	SHOW(interval);
	struct itimerspec old, off = { { 0 } };
	SHOW(timerfd_settime(fd, 0, &off, &old));
	SHOW(old.it_interval.tv_nsec);
	SHOW(fcntl(fd, F_SETFL, O_NONBLOCK));
	SHOW(read(fd, &ticks, 8));
	SHOW(read(fd, &ticks, 4));
	SHOW(write(fd, &ticks, 8));
	SHOW(close(fd));
}

static void refused(void)
{
	struct itimerspec bad = { { 0, 0 }, { 0, 1000000000 } }, negative = { { 0, 0 }, { -1, 0 } }, good = { { 0, 0 }, { 1, 0 } };
	int fd = timerfd_create(CLOCK_MONOTONIC, 0), p[2];
	pipe(p);
	SHOW(timerfd_create(CLOCK_MONOTONIC, 0x10));
	SHOW(timerfd_create(CLOCK_THREAD_CPUTIME_ID, 0));
	SHOW(timerfd_settime(fd, 0, &bad, NULL));
	SHOW(timerfd_settime(fd, 0, &negative, NULL));
	SHOW(timerfd_settime(fd, 8, &good, NULL));
	SHOW(timerfd_settime(p[0], 0, &good, NULL));
	SHOW(timerfd_gettime(p[0], &good));
	SHOW(timerfd_gettime(-1, &good));
	close(fd);
}

static void by_poll(void)
{
	int a = timerfd_create(CLOCK_MONOTONIC, 0), b = timerfd_create(CLOCK_REALTIME, 0);
	uint64_t ticks;
	struct pollfd p[2] = { { a, POLLIN, 0 }, { b, POLLIN, 0 } };
	SHOW(poll(p, 2, 5));
	set(a, 0, 40 * MS, 0);
	set(b, 0, 10 * MS, 0);
	SHOW(poll(p, 2, -1));
	printf("%d %d\n", p[0].revents, p[1].revents);
	SHOW(read(b, &ticks, 8));
	SHOW(poll(p, 2, -1));
	printf("%d %d\n", p[0].revents, p[1].revents);
	close(a);
	close(b);
}

static int timer;

static void *later(void *arg)
{
	usleep(20000);
	set(timer, 0, 5 * MS, 0);
	return arg;
}

static void by_epoll(void)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLET };
	int outer = epoll_create1(0), inner = epoll_create1(0);
	uint64_t ticks;
	pthread_t t;
	timer = timerfd_create(CLOCK_MONOTONIC, 0);
	SHOW(epoll_ctl(inner, EPOLL_CTL_ADD, timer, &event));
	set(timer, 0, 10 * MS, 10 * MS);
	/* Once for each expiry after a read. */
	for (int i = 0; i < 3; i++) {
		SHOW(epoll_wait(inner, &event, 1, 1000));
		SHOW(epoll_wait(inner, &event, 1, 30));
		YES(read(timer, &ticks, 8) == 8 && ticks >= 3);
	}
	SHOW(set(timer, 0, 0, 0));
	SHOW(epoll_wait(inner, &event, 1, 0));
	event.events = EPOLLIN;
	SHOW(epoll_ctl(inner, EPOLL_CTL_MOD, timer, &event));
	SHOW(epoll_ctl(outer, EPOLL_CTL_ADD, inner, &event));
	SHOW(epoll_wait(outer, &event, 1, 5));
	/* Armed while another sleeps on it, through two sets. */
	pthread_create(&t, NULL, later, NULL);
	SHOW(epoll_wait(outer, &event, 1, -1));
	pthread_join(t, NULL);
	SHOW(epoll_wait(inner, &event, 1, 0));
	SHOW(read(timer, &ticks, 8));
	SHOW(epoll_wait(outer, &event, 1, 0));
	set(timer, 0, 10 * MS, 0);
	struct pollfd p = { outer, POLLIN, 0 };
	SHOW(poll(&p, 1, -1));
	close(timer);
	SHOW(epoll_wait(inner, &event, 1, 0));
}

static void *reader(void *arg)
{
	uint64_t ticks = 0;
	read(timer, &ticks, 8);
	*(uint64_t *)arg = ticks;
	return NULL;
}

/* Each expiry goes to one reader. */
static void readers(void)
{
	pthread_t t[4];
	uint64_t got[4], sum = 0;
	timer = timerfd_create(CLOCK_MONOTONIC, 0);
	for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, reader, &got[i]);
	set(timer, 0, 5 * MS, 5 * MS);
	for (int i = 0; i < 4; i++) {
		pthread_join(t[i], NULL);
		sum += got[i];
		if (!got[i]) printf("nothing read\n");
	}
	YES(sum >= 4);
}

int main(void)
{
	alone(CLOCK_MONOTONIC);
	alone(CLOCK_REALTIME);
	refused();
	by_poll();
	by_epoll();
	readers();
	return 0;
}
