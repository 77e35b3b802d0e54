// exit in a thread ends the program with its code while others wait, sleep and run.
// cores: 2
#include "check.h"
#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER;

static void at_end(void)
{
	printf("atexit\n");
}

static void *blocked(void *arg)
{
	pthread_mutex_lock(&held);
	return arg;
}

static void *sleeping(void *arg)
{
	sleep(100);
	return arg;
}

static void *ending(void *arg)
{
	usleep(50000);
	exit((int)(intptr_t)arg);
}

int main(void)
{
	pthread_t t;
	volatile unsigned spin = 0;
	atexit(at_end);
	pthread_mutex_lock(&held);
	pthread_create(&t, NULL, blocked, NULL);
	pthread_create(&t, NULL, sleeping, NULL);
	pthread_create(&t, NULL, ending, (void *)21);
	printf("running\n");
	for (;;) spin++;
}
