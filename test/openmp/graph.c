// A graph of tasks with many addresses, and more tasks than memory would hold at once.
// flags: -fopenmp
// run: --mem 64M
#include "check.h"
#include <omp.h>
#include <unistd.h>

enum { N = 200, LONG = 400000 };
static int depth[N][N], chain, readers, unready;

int main(void)
{
	int wrong = 0;
#pragma omp parallel num_threads(4)
#pragma omp single
	for (int i = 1; i < N; i++) for (int j = 1; j < N; j++) {
#pragma omp task depend(in : depth[i - 1][j], depth[i][j - 1]) depend(out : depth[i][j])
		depth[i][j] = 1 + (depth[i - 1][j] > depth[i][j - 1] ? depth[i - 1][j] : depth[i][j - 1]);
	}
	for (int i = 1; i < N; i++) for (int j = 1; j < N; j++) if (depth[i][j] != i + j - 1) wrong++;
	SHOW(wrong);

#pragma omp parallel num_threads(3)
#pragma omp single
	for (int i = 0; i < LONG; i++) {
#pragma omp task depend(inout : chain) firstprivate(i)
		{
			/* Meanwhile all the others would be made. */
			if (i == 0) usleep(500000);
			chain++;
		}
		if (i % 8 == 0) {
#pragma omp task depend(in : chain) firstprivate(i)
			{
				if (chain != i + 1) {
#pragma omp atomic
					unready++;
				}
#pragma omp atomic
				readers++;
			}
		}
	}
	SHOW(chain);
	SHOW(readers);
	SHOW(unready);

	/* Made by tasks that are themselves parts of a graph. */
	int rows[8] = { 0 }, sum = 0;
#pragma omp parallel num_threads(4)
#pragma omp single
	for (int r = 0; r < 8; r++) {
#pragma omp task depend(out : rows[r]) firstprivate(r)
		{
			int mine = 0;
			for (int i = 0; i < 5000; i++) {
#pragma omp task depend(inout : mine) shared(mine)
				mine += i % 3;
			}
#pragma omp taskwait
			rows[r] = mine;
		}
#pragma omp task depend(in : rows[r]) depend(inout : sum) firstprivate(r)
		sum += rows[r];
	}
	SHOW(sum);
}
