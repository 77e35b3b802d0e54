/*
 * Nanoseconds until a thread that waits on a futex goes on after another's wake. Prints
 * turns   half of a round trip of two threads that wake each other: who wakes waits next
 * asleep  one way, from before the wake until the other thread reads the clock; it has been waiting for a millisecond
 */
#define _GNU_SOURCE
#include "../support/clock.h"
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Of Linux's interface, whose header a C library does not have. Where time always has 64 bits the call has another name. */
#ifndef SYS_futex
#define SYS_futex SYS_futex_time64
#endif
enum { FUTEX_WAIT_PRIVATE = 128, FUTEX_WAKE_PRIVATE = 129 };
enum { TURNS = 20000, WAKES = 60, PAUSE_NS = 1000000 };

static _Alignas(64) atomic_int ping;
static _Alignas(64) atomic_int pong;
static double woken[WAKES];

static void await(atomic_int *word, int value)
{
	for (int now; (now = *word) != value;) syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, now, NULL, NULL, 0);
}

static void post(atomic_int *word, int value)
{
	*word = value;
	syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

static void *other(void *arg)
{
	for (int i = 1; i <= TURNS; i++) {
		await(&ping, i);
		post(&pong, i);
	}
	for (int i = 0; i < WAKES; i++) {
		await(&ping, TURNS + 1 + i);
		woken[i] = now_ns();
		post(&pong, TURNS + 1 + i);
	}
	return arg;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

int main(void)
{
	pthread_t thread;
	double way[WAKES], start = 0;
	if (pthread_create(&thread, NULL, other, NULL)) return 1;
	for (int i = 1; i <= TURNS; i++) {
		if (i == TURNS / 10) start = now_ns();
		post(&ping, i);
		await(&pong, i);
	}
	printf("turns %.1f\n", (now_ns() - start) / (TURNS - TURNS / 10) / 2);
	for (int i = 0; i < WAKES; i++) {
		for (double begun = now_ns(); now_ns() - begun < PAUSE_NS;);
		double before = now_ns();
		post(&ping, TURNS + 1 + i);
		await(&pong, TURNS + 1 + i);
		way[i] = woken[i] - before;
	}
	pthread_join(thread, NULL);
	qsort(way, WAKES, sizeof *way, ascending);
	printf("asleep %.1f\n", way[WAKES / 2]);
	return 0;
}
