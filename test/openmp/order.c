// Ordered parts of loops, and iterations that wait for others.
// flags: -fopenmp
#include "check.h"
#include <omp.h>

int main(void)
{
	for (int kind = 0; kind < 3; kind++) {
		omp_set_schedule(kind + 1, 2);
		int next = 0, wrong = 0;
#pragma omp parallel for ordered schedule(runtime) num_threads(4)
		for (int i = 0; i < 200; i++) {
			if (i % 3 == 0) continue;
#pragma omp ordered
			{
				if (i < next) wrong++;
				next = i;
			}
		}
		SHOW(wrong);
		SHOW(next);
	}
	enum { N = 40 };
	static int a[N][N];
	for (int i = 0; i < N; i++) a[i][0] = a[0][i] = 1;
#pragma omp parallel for ordered(2) num_threads(4) schedule(dynamic, 1)
	for (int i = 1; i < N; i++)
		for (int j = 1; j < N; j++) {
#pragma omp ordered depend(sink : i - 1, j) depend(sink : i, j - 1)
			a[i][j] = (a[i - 1][j] + a[i][j - 1]) % 1000;
#pragma omp ordered depend(source)
		}
	int sum = 0;
	for (int i = 0; i < N; i++) for (int j = 0; j < N; j++) sum += a[i][j];
	SHOW(sum);
	return 0;
}
