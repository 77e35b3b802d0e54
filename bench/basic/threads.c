/* Nanoseconds to make a thread and wait for its end, and for a round of two that meet at a barrier. Prints NAME NANOSECONDS. */
#define _GNU_SOURCE
#include "../support/clock.h"
#include <pthread.h>
#include <stdio.h>

enum { THREADS = 3000, MEETINGS = 20000 };

static pthread_barrier_t barrier;

static void *nothing(void *arg)
{
	return arg;
}

static void *meet(void *arg)
{
	for (int i = 0; i < MEETINGS; i++) pthread_barrier_wait(&barrier);
	return arg;
}

int main(void)
{
	pthread_t t;
	double best = 1e18;
	for (int turn = 0; turn < 5; turn++) {
		double start = now_ns();
		for (int i = 0; i < THREADS; i++) {
			if (pthread_create(&t, NULL, nothing, NULL) || pthread_join(t, NULL)) return 1;
		}
		double each = (now_ns() - start) / THREADS;
		if (each < best) best = each;
	}
	printf("create_join %.1f\n", best);
	pthread_barrier_init(&barrier, NULL, 2);
	if (pthread_create(&t, NULL, meet, NULL)) return 1;
	double start = now_ns();
	meet(NULL);
	printf("barrier %.1f\n", (now_ns() - start) / MEETINGS);
	pthread_join(t, NULL);
	return 0;
}
