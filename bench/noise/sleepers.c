/*
 * sleepers THREADS EACH SLEEPS
 *
 * Threads with EACH lightweight sleepers: tasks in a heap ordered by the time at which they want to be woken. Each sleeps from 1 to
 * 10 ms, again and again, until all have slept SLEEPS times together. Prints how late they woke: `late` and counts by bins of
 * histogram.h. They begin when all threads are there, and the first WARM_UP nanoseconds do not count.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "clock.h"
#include "histogram.h"

#define THREADS_MAX 200
#define SHORTEST 1000000 /* ns */
#define SPAN 9000000
#define WARM_UP 100000000

static pthread_barrier_t ready;

struct worker {
	pthread_t thread;
	int each, sleeps;
	uint64_t random;
	int64_t *heap;
	unsigned late[BINS];
};

static int64_t next_sleep(struct worker *w)
{
	w->random = w->random * 6364136223846793005ULL + 1442695040888963407ULL;
	return SHORTEST + (w->random >> 33) % SPAN;
}

/* Gives the sleeper on top another time. */
static void sink(int64_t *heap, int n, int64_t time)
{
	int i = 0, child;
	while ((child = 2 * i + 1) < n) {
		if (child + 1 < n && heap[child + 1] < heap[child]) child++;
		if (heap[child] >= time) break;
		heap[i] = heap[child];
		i = child;
	}
	heap[i] = time;
}

static int earlier(const void *a, const void *b)
{
	return *(const int64_t *)a < *(const int64_t *)b ? -1 : *(const int64_t *)a > *(const int64_t *)b;
}

static void *run(void *argument)
{
	struct worker *w = argument;
	pthread_barrier_wait(&ready);
	int64_t now = now_ns(), counts = now + WARM_UP;
	for (int i = 0; i < w->each; i++) w->heap[i] = now + next_sleep(w);
	/* What is sorted is a heap. */
	qsort(w->heap, w->each, sizeof *w->heap, earlier);
	for (int left = w->sleeps; left > 0;) {
		int64_t due = w->heap[0];
		while ((now = now_ns()) < due)
			clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &(struct timespec){ due / 1000000000, due % 1000000000 }, 0);
		if (due >= counts) {
			w->late[bin_of(now - due)]++;
			left--;
		}
		sink(w->heap, w->each, now + next_sleep(w));
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc != 4) return fprintf(stderr, "usage: sleepers THREADS EACH SLEEPS\n"), 2;
	int threads = atoi(argv[1]), each = atoi(argv[2]), sleeps = atoi(argv[3]) / threads;
	if (threads < 1 || threads > THREADS_MAX || each < 1) return fprintf(stderr, "sleepers: 1 to %d threads\n", THREADS_MAX), 2;
	static struct worker workers[THREADS_MAX];
	for (int i = 0; i < threads; i++) {
		struct worker *w = workers + i;
		*w = (struct worker){ .each = each, .sleeps = sleeps, .random = i * 7919 + 1, .heap = malloc(each * sizeof *w->heap) };
		if (!w->heap) return fprintf(stderr, "sleepers: no memory\n"), 1;
	}
	pthread_barrier_init(&ready, 0, threads);
	for (int i = 1; i < threads; i++)
		if (pthread_create(&workers[i].thread, 0, run, workers + i)) return fprintf(stderr, "sleepers: no thread\n"), 1;
	run(workers);
	for (int i = 1; i < threads; i++) pthread_join(workers[i].thread, 0);
	printf("late");
	for (int bin = 0; bin < BINS; bin++) {
		unsigned sum = 0;
		for (int i = 0; i < threads; i++) sum += workers[i].late[bin];
		printf(" %u", sum);
	}
	printf("\n");
	return 0;
}
