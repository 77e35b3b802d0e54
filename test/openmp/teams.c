// Teams, distribute and target regions on the host.
// flags: -fopenmp
#include "check.h"
#include <omp.h>

int main(void)
{
	static int hit[500];
	int bad = 0, sum = 0;
#pragma omp target teams distribute parallel for num_teams(3) thread_limit(2) map(tofrom : hit)
	for (int i = 0; i < 500; i++) {
#pragma omp atomic
		hit[i]++;
	}
	for (int i = 0; i < 500; i++) bad += hit[i] != 1;
	SHOW(bad);
#pragma omp target teams num_teams(2) map(tofrom : sum) reduction(+ : sum)
	sum += omp_get_team_num() < omp_get_num_teams();
	YES(sum >= 1);
#pragma omp target map(tofrom : sum)
	sum = omp_is_initial_device() ? 77 : 88;
	SHOW(sum);
	SHOW(omp_get_num_devices());
	int from[12], to[6] = { 0 };
	for (int i = 0; i < 12; i++) from[i] = i;
	size_t volume[] = { 2, 2 }, at[] = { 0, 1 }, zero[] = { 0, 0 }, shape[] = { 2, 3 }, source[] = { 3, 4 };
	int host = omp_get_initial_device();
	SHOW(omp_target_memcpy_rect(to, from, sizeof(int), 2, volume, zero, at, shape, source, host, host));
	for (int i = 0; i < 6; i++) printf("%d ", to[i]);
	printf("\n");
	return 0;
}
