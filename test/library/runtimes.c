// driver: no
#include <pthread.h>
#include <stdio.h>

#define EXPORT(name) __attribute__((export_name(#name)))

EXPORT(square) int square(int x) { return x * x; }
EXPORT(trap) int trap(void) { __builtin_trap(); }
EXPORT(name) const char *name(void) { return "isle \xc3\xa4"; }

EXPORT(sum) double sum(const double *a, int n)
{
	double s = 0;
	for (int i = 0; i < n; i++) s += a[i];
	return s;
}

static void *add(void *counter)
{
	__atomic_fetch_add((int *)counter, 1, __ATOMIC_SEQ_CST);
	return 0;
}

EXPORT(threads) int threads(int n)
{
	pthread_t all[16];
	int counter = 0;
	for (int i = 0; i < n; i++) pthread_create(&all[i], 0, add, &counter);
	for (int i = 0; i < n; i++) pthread_join(all[i], 0);
	return counter;
}

EXPORT(say) int say(void) { return puts("said"), fflush(stdout); }
