/*
 * Nanoseconds for a malloc and the free of it: malloc THREADS. Sizes are mixed (most small, some of many KiB), blocks live for
 * random times, each thread works on its own, long enough that the first touch of pages does not count. Prints `each
 * NANOSECONDS`: the mean of a thread.
 */
#define _GNU_SOURCE
#include "../support/clock.h"
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCKS = 1000, PAIRS = 8000000, MAX_THREADS = 64 };

static pthread_barrier_t barrier;

static void *work(void *arg)
{
	static _Thread_local void *blocks[BLOCKS];
	uint32_t x = 1 + (uint32_t)(uintptr_t)arg;
	double *result = malloc(sizeof *result);
	double start = 0;
	for (int i = -BLOCKS * 4; i < PAIRS; i++) {
		if (i == 0) {
			pthread_barrier_wait(&barrier);
			start = now_ns();
		}
		x ^= x << 13, x ^= x >> 17, x ^= x << 5;
		uint32_t at = x % BLOCKS, kind = x >> 24;
		size_t size = kind < 200 ? 8 + (x >> 12) % 120 : kind < 250 ? 128 + (x >> 12) % 2000 : 4096 + (x >> 8) % 30000;
		free(blocks[at]);
		char *p = blocks[at] = malloc(size);
		if (!p) exit(1);
		p[0] = p[size - 1] = 1;
	}
	*result = (now_ns() - start) / PAIRS;
	for (int i = 0; i < BLOCKS; i++) free(blocks[i]);
	return result;
}

int main(int argc, char **argv)
{
	int threads = argc > 1 ? atoi(argv[1]) : 1;
	pthread_t t[MAX_THREADS];
	double sum = 0;
	if (threads < 1 || threads > MAX_THREADS) return 2;
	pthread_barrier_init(&barrier, NULL, threads);
	for (int i = 1; i < threads; i++)
		if (pthread_create(&t[i], NULL, work, (void *)(uintptr_t)(i * 7919))) return 1;
	void *r = work(NULL);
	sum += *(double *)r;
	for (int i = 1; i < threads; i++) {
		pthread_join(t[i], &r);
		sum += *(double *)r;
	}
	printf("each %.2f\n", sum / threads);
	return 0;
}
