// Parallel regions: sizes, levels, captured variables, nesting, conditions, changing sizes.
// flags: -fopenmp
#include "check.h"
#include <omp.h>

static int threads(int n)
{
	int seen = 0, bad = 0;
#pragma omp parallel num_threads(n) reduction(+ : seen, bad)
	{
		seen = 1;
		bad = omp_get_num_threads() != n || omp_get_thread_num() >= n;
	}
	return bad ? -1 : seen;
}

static void many_captured(void)
{
	int a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8, i = 9, j = 10, k = 11, l = 12, m = 13, n = 14, o = 15, p = 16, q = 17;
	long long r = 18;
	double s = 19;
	float t = 20;
	char u = 21;
	short v = 22;
	int sum = 0;
#pragma omp parallel num_threads(3) firstprivate(a, c, e, r, s, t, u, v)
#pragma omp atomic
	sum += a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + (int)r + (int)s + (int)t + u + v;
	SHOW(sum);
}

int main(void)
{
	for (int n = 1; n <= 9; n++) SHOW(threads(n));
	for (int n = 8; n > 0; n -= 3) SHOW(threads(n));
	SHOW(threads(64));
	many_captured();
	SHOW(omp_in_parallel());
	omp_set_max_active_levels(3);
	int counts[4] = { 0 };
#pragma omp parallel num_threads(2)
	{
#pragma omp atomic
		counts[omp_get_level()]++;
#pragma omp parallel num_threads(3)
		{
#pragma omp atomic
			counts[omp_get_level()]++;
			if (omp_get_ancestor_thread_num(2) != omp_get_thread_num() || omp_get_team_size(1) != 2) printf("wrong ancestors\n");
#pragma omp parallel num_threads(2) if (omp_get_thread_num() == 1)
#pragma omp atomic
			counts[omp_get_level()]++;
		}
	}
	SHOW(counts[1]);
	SHOW(counts[2]);
	SHOW(counts[3]);
	omp_set_num_threads(5);
	SHOW(omp_get_max_threads());
	int size = 0;
#pragma omp parallel
#pragma omp single
	size = omp_get_num_threads();
	SHOW(size);
	SHOW(omp_get_team_size(0));
	SHOW(omp_get_team_size(1));
	SHOW(omp_get_ancestor_thread_num(-1));
	return 0;
}
