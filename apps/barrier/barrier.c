/*
 * Threads that meet again and again: barrier [THREADS [ROUNDS]], 64 and 200 unless given.
 *
 * Every thread adds its number in each round and checks after the barrier that all others have too. Works on any number of
 * cores, also with more threads than cores.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_THREADS = 1024 };

static int threads = 64, rounds = 200;
static pthread_barrier_t barrier;
static long sums[2];
static long wrong, serial;

static void *work(void *arg)
{
	long expected = (long)threads * (threads - 1) / 2;
	for (int r = 0; r < rounds; r++) {
		__atomic_fetch_add(&sums[r & 1], (long)(size_t)arg, __ATOMIC_RELAXED);
		int first = pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD;
		if (__atomic_load_n(&sums[r & 1], __ATOMIC_RELAXED) != expected * (r / 2 + 1)) __atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED);
		if (first) __atomic_fetch_add(&serial, 1, __ATOMIC_RELAXED);
		pthread_barrier_wait(&barrier);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	if (argc > 1) threads = atoi(argv[1]);
	if (argc > 2) rounds = atoi(argv[2]);
	if (threads < 1 || threads > MAX_THREADS || rounds < 1) {
		fprintf(stderr, "usage: barrier [THREADS [ROUNDS]], at most %d threads\n", MAX_THREADS);
		return 2;
	}
	static pthread_t t[MAX_THREADS];
	pthread_barrier_init(&barrier, NULL, threads);
	for (int i = 1; i < threads; i++) {
		int e = pthread_create(&t[i], NULL, work, (void *)(size_t)i);
		if (e) {
			fprintf(stderr, "barrier: thread %d of %d: %s\n", i, threads, strerror(e));
			return 1;
		}
	}
	work(NULL);
	for (int i = 1; i < threads; i++) pthread_join(t[i], NULL);
	printf("%d threads met %ld times, %ld wrong\n", threads, serial, wrong);
	return wrong != 0;
}
