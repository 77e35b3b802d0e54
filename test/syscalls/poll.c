// Waiting for several descriptors.
// covers: ppoll_time64 pselect6_time64
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

static int ends[2];

static void *late_writer(void *arg)
{
	(void)arg;
	nanosleep(&(struct timespec){ 0, 50000000 }, NULL);
	write(ends[1], "x", 1);
	return NULL;
}

static long elapsed_ms(struct timespec from)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - from.tv_sec) * 1000 + (now.tv_nsec - from.tv_nsec) / 1000000;
}

static void show_events(struct pollfd *p, int n)
{
	for (int i = 0; i < n; i++)
		printf("  %d:%s%s%s%s%s\n", i, p[i].revents & POLLIN ? " in" : "", p[i].revents & POLLOUT ? " out" : "",
		       p[i].revents & POLLHUP ? " hup" : "", p[i].revents & POLLERR ? " err" : "",
		       p[i].revents & POLLNVAL ? " nval" : "");
}

static void polling(void)
{
	int file = open("f", O_RDWR | O_CREAT, 0644);
	pipe(ends);
	struct pollfd p[] = {
		{ ends[0], POLLIN, 0 }, { ends[1], POLLOUT, 0 }, { file, POLLIN | POLLOUT, 0 }, { 99, POLLIN, 0 }, { -1, POLLIN, 0 },
	};
	SHOW(poll(p, 5, 0));
	show_events(p, 5);
	SHOW(poll(p, 1, 0));
	struct timespec start;
	clock_gettime(CLOCK_MONOTONIC, &start);
	SHOW(poll(p, 1, 30));
	YES(elapsed_ms(start) >= 29);
	SHOW(poll(NULL, 0, 10));
	write(ends[1], "x", 1);
	SHOW(poll(p, 1, -1));
	show_events(p, 1);
	char c;
	read(ends[0], &c, 1);
	pthread_t t;
	pthread_create(&t, NULL, late_writer, NULL);
	SHOW(poll(p, 1, -1));
	show_events(p, 1);
	pthread_join(t, NULL);
	close(ends[1]);
	SHOW(poll(p, 1, -1));
	show_events(p, 1);
	read(ends[0], &c, 1);
	SHOW(poll(p, 1, -1));
	show_events(p, 1);
	close(ends[0]);
	pipe(ends);
	p[0].fd = ends[1];
	p[0].events = POLLOUT;
	close(ends[0]);
	SHOW(poll(p, 1, -1));
	show_events(p, 1);
	close(ends[1]);
	sigset_t none;
	sigemptyset(&none);
	p[0].fd = file;
	p[0].events = POLLIN;
	SHOW(ppoll(p, 1, &(struct timespec){ 1, 0 }, &none));
	SHOW(ppoll(p, 1, &(struct timespec){ 0, -1 }, NULL));
	SHOW(ppoll(p, 1, &(struct timespec){ 0, 1000000000 }, NULL));
	close(file);
}

static void selecting(void)
{
	fd_set r, w;
	pipe(ends);
	FD_ZERO(&r);
	FD_ZERO(&w);
	FD_SET(ends[0], &r);
	FD_SET(ends[1], &w);
	SHOW(select(ends[1] + 1, &r, &w, NULL, NULL));
	printf("%d %d\n", !!FD_ISSET(ends[0], &r), !!FD_ISSET(ends[1], &w));
	FD_SET(ends[0], &r);
	struct timeval t = { 0, 20000 };
	SHOW(select(ends[0] + 1, &r, NULL, NULL, &t));
	SHOW(FD_ISSET(ends[0], &r) != 0);
	pthread_t thread;
	pthread_create(&thread, NULL, late_writer, NULL);
	FD_SET(ends[0], &r);
	SHOW(pselect(ends[0] + 1, &r, NULL, NULL, NULL, NULL));
	SHOW(FD_ISSET(ends[0], &r) != 0);
	pthread_join(thread, NULL);
	FD_ZERO(&r);
	int closed = dup(0); /* a low number: Linux silently ignores those beyond its table, whose size varies */
	close(closed);
	FD_SET(closed, &r);
	SHOW(select(closed + 1, &r, NULL, NULL, NULL));
	SHOW(select(-1, NULL, NULL, NULL, NULL));
	SHOW(pselect(0, NULL, NULL, NULL, &(struct timespec){ 0, 1000000 }, NULL));
	SHOW(pselect(0, NULL, NULL, NULL, &(struct timespec){ -1, 0 }, NULL));
	close(ends[0]);
	close(ends[1]);
}

static void on_alarm(int n)
{
	(void)n;
}

static void interrupted(void)
{
	struct sigaction sa = { .sa_handler = on_alarm };
	sigaction(SIGALRM, &sa, NULL);
	pipe(ends);
	struct pollfd p = { ends[0], POLLIN, 0 };
	ualarm(30000, 0);
	SHOW(poll(&p, 1, -1));
	ualarm(30000, 0);
	fd_set r;
	FD_ZERO(&r);
	FD_SET(ends[0], &r);
	SHOW(select(ends[0] + 1, &r, NULL, NULL, NULL));
	ualarm(30000, 0);
	char c;
	SHOW(read(ends[0], &c, 1));
}

int main(void)
{
	polling();
	selecting();
	interrupted();
	return 0;
}
