// A thread that helps at a barrier makes tasks there: the others wait for those, too. And iterations beyond a doacross loop's end.
// flags: -fopenmp
#include <omp.h>
#include <stdio.h>
#include <unistd.h>

static int nested(void)
{
	int j = 0;
#pragma omp parallel shared(j) num_threads(2)
	{
#pragma omp barrier
#pragma omp master
#pragma omp task shared(j)
		{
#pragma omp task depend(out : j) shared(j)
			{
				usleep(2000);
				j = 1;
			}
#pragma omp task depend(inout : j) shared(j)
			j += 1;
		}
	}
	return j;
}

static int beyond(void)
{
	int sum = 0;
#pragma omp parallel for ordered(2) schedule(static, 1) num_threads(2) reduction(+ : sum)
	for (int i = 0; i < 12; i++)
		for (int k = 0; k < 5; k++) {
#pragma omp ordered depend(sink : i - 1, k + 1) depend(sink : i, k - 1)
			sum += i * k;
#pragma omp ordered depend(source)
		}
	return sum;
}

int main(void)
{
	int right = 0;
	for (int i = 0; i < 10; i++) right += nested() == 2;
	printf("nested: %d\nbeyond: %d\n", right, beyond());
	return 0;
}
