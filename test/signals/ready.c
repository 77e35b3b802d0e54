// For the tests that send signals from outside: says when it is ready, then waits as its argument asks.
// native: no
// driver: no
#include "check.h"
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static void on_signal(int n)
{
	dprintf(1, "handler %s\n", n == SIGINT ? "SIGINT" : n == SIGTERM ? "SIGTERM" : n == SIGUSR1 ? "SIGUSR1" : "another");
	if (n == SIGTERM) _exit(3);
}

static void *hold(void *m)
{
	pthread_mutex_lock(m);
	return NULL;
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "pause";
	volatile unsigned spin = 0;
	char c;
	int ends[2];
	if (argc > 2) signal(SIGINT, on_signal), signal(SIGTERM, on_signal), signal(SIGUSR1, on_signal);
	pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
	write(1, "ready\n", 6);
	if (!strcmp(how, "pause")) {
		for (;;) pause();
	} else if (!strcmp(how, "spin")) {
		for (;;) spin++;
	} else if (!strcmp(how, "read")) {
		for (;;) {
			ssize_t n = read(0, &c, 1);
			dprintf(1, "read %s\n", n < 0 ? error_name(errno) : n ? "data" : "end");
			if (n == 0) return 9;
		}
	} else if (!strcmp(how, "pipe")) {
		pipe(ends);
		for (;;) {
			read(ends[0], &c, 1);
			dprintf(1, "read %s\n", error_name(errno));
		}
	} else if (!strcmp(how, "mutex")) {
		pthread_t t;
		pthread_mutex_lock(&m);
		pthread_create(&t, NULL, hold, &m);
		pthread_join(t, NULL);
	}
	return 0;
}
