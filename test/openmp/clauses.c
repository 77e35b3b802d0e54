// Clauses and constructs of 5.0 and 5.1 on loops: scan, conditional lastprivate, loop, order, triangles, hints of schedules.
// flags: -fopenmp -lm
#include "check.h"
#include <omp.h>

enum { N = 200 };
static int a[N], b[N];

static int scans(void)
{
	int x = 0, bad = 0;
	for (int i = 0; i < N; i++) a[i] = i % 9;
#pragma omp parallel for num_threads(3) reduction(inscan, + : x)
	for (int i = 0; i < N; i++) {
		x += a[i];
#pragma omp scan inclusive(x)
		b[i] = x;
	}
	for (int i = 0, s = 0; i < N; i++) bad += b[i] != (s += a[i]);
	/* From 0: clang leaves out what the variable was before the loop. */
	int y = 0;
#pragma omp parallel for num_threads(4) reduction(inscan, + : y)
	for (int i = 0; i < N; i++) {
		b[i] = y;
#pragma omp scan exclusive(y)
		y += a[i];
	}
	for (int i = 0, s = 0; i < N; s += a[i++]) bad += b[i] != s;
	return bad + (x != y);
}

static int conditional(void)
{
	int last = -1;
#pragma omp parallel for num_threads(4) schedule(dynamic) lastprivate(conditional : last)
	for (int i = 0; i < N; i++) if (i % 37 == 5) last = i;
	return last;
}

static int loops(void)
{
	int sum = 0;
#pragma omp parallel num_threads(3)
	{
#pragma omp loop
		for (int i = 0; i < N; i++) a[i] = i;
#pragma omp loop bind(parallel) reduction(+ : sum) collapse(2) order(concurrent)
		for (int i = 0; i < 10; i++) for (int j = 0; j < N / 10; j++) sum += a[i * (N / 10) + j];
	}
#pragma omp teams loop reduction(+ : sum)
	for (int i = 0; i < N; i++) sum += 1;
	return sum;
}

static int triangles(void)
{
	int lower = 0, upper = 0, weighted = 0;
#pragma omp parallel for num_threads(3) collapse(2) reduction(+ : lower)
	for (int i = 0; i < 20; i++) for (int j = 0; j <= i; j++) lower += i * j;
#pragma omp parallel for num_threads(4) collapse(2) reduction(+ : upper)
	for (int i = 0; i < 20; i++) for (int j = i; j < 20; j++) upper += i * j;
#pragma omp parallel for num_threads(2) collapse(2) reduction(+ : weighted)
	for (int i = 1; i < 8; i += 2) for (int j = 2 * i + 1; j < 30; j += 2) weighted += i + j;
	int expect[3] = { 0 };
	for (int i = 0; i < 20; i++) for (int j = 0; j < 20; j++) expect[0] += j <= i ? i * j : 0, expect[1] += j >= i ? i * j : 0;
	for (int i = 1; i < 8; i += 2) for (int j = 2 * i + 1; j < 30; j += 2) expect[2] += i + j;
	return (lower != expect[0]) + (upper != expect[1]) + (weighted != expect[2]);
}

/* Monotonic: no thread meets its iterations in another order than theirs. */
static int monotonic(void)
{
	int backwards = 0;
#pragma omp parallel num_threads(4) reduction(+ : backwards)
	{
		int before = -1;
#pragma omp for schedule(monotonic : dynamic, 2)
		for (int i = 0; i < N; i++) {
			backwards += i < before;
			before = i;
		}
		before = -1;
#pragma omp for schedule(monotonic : guided)
		for (int i = 0; i < N; i++) {
			backwards += i < before;
			before = i;
		}
	}
	return backwards;
}

static int simd(void)
{
	double sum = 0;
	int at = 0;
#pragma omp parallel for simd num_threads(3) reduction(+ : sum) schedule(simd : dynamic, 5) linear(at : 2) if (simd : 1)
	for (int i = 0; i < N; i++) {
		sum += at;
		at += 2;
	}
	return sum;
}

static void counts(void)
{
	omp_set_num_threads(3);
	omp_set_max_active_levels(2);
	printf("outside: %d thread, level %d, %d active, in parallel %d\n", omp_get_num_threads(), omp_get_level(), omp_get_active_level(), omp_in_parallel());
	int inner = 0, ancestors = 0;
#pragma omp parallel reduction(+ : inner, ancestors)
#pragma omp parallel num_threads(2) reduction(+ : inner, ancestors)
	{
		inner += omp_get_num_threads() == 2 && omp_get_level() == 2 && omp_get_active_level() == 2 && omp_get_team_size(1) == 3;
		ancestors += omp_get_ancestor_thread_num(1) * 10 + omp_get_ancestor_thread_num(2) + omp_get_ancestor_thread_num(0);
#pragma omp parallel
		inner += omp_get_num_threads() - 1;
	}
	printf("inside: %d, ancestors %d, wrong levels: %d %d\n", inner, ancestors, omp_get_team_size(9), omp_get_ancestor_thread_num(-1));
}

int main(void)
{
	SHOW(scans());
	SHOW(conditional());
	SHOW(loops());
	SHOW(triangles());
	SHOW(monotonic());
	SHOW(simd());
	counts();
	return 0;
}
