// Variables and functions of `declare target`, with every construct that moves them: the host is the only device.
// flags: -fopenmp
#include <omp.h>
#include <stdio.h>

#pragma omp declare target
int x = 5, list[10];
static int own = 6;
int twice(int a) { return 2 * a + own; }
#pragma omp end declare target
int later;
#pragma omp declare target to(later)
int linked;
#pragma omp declare target link(linked)

int main(void)
{
	int r = 0;
	x = 7;
#pragma omp target update to(x)
#pragma omp target map(from : r)
	r = twice(x) + own;
	printf("%d\n", r);
#pragma omp target
	for (int i = 0; i < 10; i++) list[i] = i * i;
#pragma omp target update from(x, list)
	printf("%d %d\n", x, list[9]);
#pragma omp target enter data map(to : list)
	list[3] = 100;
#pragma omp target update to(list[3 : 1]) if (0)
#pragma omp target update to(list) nowait depend(inout : r)
#pragma omp taskwait
#pragma omp target exit data map(from : list)
	later = 3, linked = 4;
#pragma omp target update to(later)
#pragma omp target data map(tofrom : r, linked)
	{
#pragma omp target update to(r)
#pragma omp target map(tofrom : r)
		r = later + linked + list[3];
#pragma omp target update from(r)
	}
	printf("%d %d\n", r, omp_get_num_devices());
	return 0;
}
