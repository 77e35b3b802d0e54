// Every schedule over odd ranges: each iteration exactly once, the last one known, chunks as the schedule says.
// flags: -fopenmp
#include "check.h"
#include <limits.h>
#include <omp.h>

static unsigned char hits[5000];
static int wrong;

static void verify(const char *what, int n)
{
	int bad = 0;
	for (int i = 0; i < n; i++) bad += hits[i] != 1;
	memset(hits, 0, sizeof hits);
	if (bad) printf("%s: %d wrong of %d\n", what, bad, n), wrong++;
}

#define LOOP(clause, type, from, condition, step, n, index) do { \
	_Pragma("omp parallel num_threads(4)") \
	{ \
		_Pragma(clause) \
		for (type i = from; condition; step) { \
			_Pragma("omp atomic") \
			hits[index]++; \
		} \
	} \
	verify(clause " " #from " " #condition " " #step, n); \
} while (0)

#define RANGES(clause) \
	LOOP(clause, int, 0, i < 1000, i++, 1000, i); \
	LOOP(clause, int, 1000, i > 0, i -= 7, 143, (1000 - i) / 7); \
	LOOP(clause, unsigned, UINT_MAX - 10, i < UINT_MAX, i++, 10, i - (UINT_MAX - 10)); \
	LOOP(clause, int, INT_MIN, i < INT_MIN + 5, i++, 5, i - INT_MIN); \
	LOOP(clause, long long, -3000000000LL, i <= -2999999000LL, i += 10, 101, (i + 3000000000LL) / 10); \
	LOOP(clause, unsigned long long, 18446744073709550000ULL, i < 18446744073709551000ULL, i += 3, 334, (i - 18446744073709550000ULL) / 3); \
	LOOP(clause, int, 5, i < 5, i++, 0, 0); \
	LOOP(clause, int, 0, i < 1, i++, 1, i); \
	LOOP(clause, int, 0, i < 3, i++, 3, i)

int main(void)
{
	RANGES("omp for schedule(static)");
	RANGES("omp for schedule(static, 1)");
	RANGES("omp for schedule(static, 7)");
	RANGES("omp for schedule(static, 100000)");
	RANGES("omp for schedule(dynamic)");
	RANGES("omp for schedule(dynamic, 13)");
	RANGES("omp for schedule(monotonic : dynamic, 3)");
	RANGES("omp for schedule(nonmonotonic : guided, 2)");
	RANGES("omp for schedule(guided)");
	RANGES("omp for schedule(auto)");
	RANGES("omp for schedule(runtime)");
	RANGES("omp for schedule(dynamic, 2) nowait");
	RANGES("omp for ordered schedule(dynamic, 2)");
	omp_sched_t kinds[] = { omp_sched_static, omp_sched_dynamic, omp_sched_guided, omp_sched_auto };
	for (int k = 0; k < 4; k++) for (int chunk = 0; chunk < 9; chunk += 4) {
		omp_set_schedule(kinds[k], chunk);
		RANGES("omp for schedule(runtime)");
	}
	int last = 0, x = 0;
#pragma omp parallel for lastprivate(x) schedule(dynamic, 3) num_threads(3)
	for (int i = 0; i < 100; i++) x = i * 2;
	SHOW(x);
#pragma omp parallel for collapse(3) reduction(+ : last) num_threads(3) schedule(guided)
	for (int i = 0; i < 7; i++)
		for (int j = 10; j > 0; j -= 3)
			for (int k = 0; k < 5; k++) last += i * 100 + j * 10 + k;
	SHOW(last);
	/* Many loops in flight. */
	long sum = 0;
#pragma omp parallel num_threads(3) reduction(+ : sum)
	for (int r = 0; r < 50; r++) {
#pragma omp for schedule(dynamic) nowait
		for (int i = 0; i < 20; i++) sum += i * r;
	}
	SHOW(sum);
	SHOW(wrong);
	return 0;
}
