// Sections, single, copyprivate, masked, critical, barriers, threadprivate.
// flags: -fopenmp
#include "check.h"
#include <omp.h>

static int mine = 7;
#pragma omp threadprivate(mine)

int main(void)
{
	int counts[5] = { 0 }, singles = 0, inside = 0, most = 0, bad = 0;
#pragma omp parallel num_threads(3)
	{
#pragma omp sections
		{
#pragma omp section
			counts[0]++;
#pragma omp section
			counts[1]++;
#pragma omp section
			counts[2]++;
#pragma omp section
			counts[3]++;
		}
		for (int i = 0; i < 1000; i++) {
#pragma omp single nowait
#pragma omp atomic
			singles++;
		}
#pragma omp barrier
		for (int i = 0; i < 300; i++) {
#pragma omp critical(one)
			{
				if (++inside > most) most = inside;
				inside--;
			}
		}
		int got;
#pragma omp single copyprivate(got)
		got = 42;
		if (got != 42) {
#pragma omp atomic
			bad++;
		}
#pragma omp master
		counts[4] += 10;
	}
	for (int i = 0; i < 5; i++) SHOW(counts[i]);
	SHOW(singles);
	SHOW(most);
	mine = 100;
#pragma omp parallel num_threads(4) copyin(mine)
	{
		if (mine != 100) {
#pragma omp atomic
			bad++;
		}
		mine += omp_get_thread_num();
	}
#pragma omp parallel num_threads(4)
	if (mine != 100 + omp_get_thread_num()) {
#pragma omp atomic
		bad++;
	}
	SHOW(bad);
	int phase = 0;
#pragma omp parallel num_threads(8)
	for (int i = 0; i < 200; i++) {
		if (omp_get_thread_num() == i % 8) phase = i;
#pragma omp barrier
		if (phase != i) {
#pragma omp atomic
			bad++;
		}
#pragma omp barrier
	}
	SHOW(bad);
	return 0;
}
