/*
 * Pi by throwing darts at a square: each rank throws its share, a reduction counts them.
 * montecarlo [--time] [darts]
 *
 * A dart's place follows from its number alone (a counter-based generator), so the count is the same for any number of ranks.
 */
#include <math.h>
#include <stdint.h>
#include "app.h"

/* splitmix64 (Steele, Lea and Flood 2014) as a hash of a counter. */
static uint64_t mix(uint64_t z)
{
	z *= 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

int main(int argc, char **argv)
{
	struct world w = world_begin(&argc, &argv, 1, "[darts]");
	long darts = app_number(argc, argv, 1, "the number of darts", 1000000, 1, 2000000000);
	struct part part = world_part(darts, w.rank, w.size);
	int64_t hits = 0, all;
	double start = world_start();
	for (long i = part.first; i < part.first + part.count; i++) {
		uint64_t z = mix(i + 1);
		double x = (uint32_t)z * 0x1p-32, y = (z >> 32) * 0x1p-32;
		hits += x * x + y * y < 1;
	}
	MPI_Allreduce(&hits, &all, 1, MPI_INT64_T, MPI_SUM, MPI_COMM_WORLD);
	world_seconds(w, start);
	double pi = 4.0 * all / darts, sigma = sqrt(M_PI * (4 - M_PI) / darts);
	if (w.rank == 0) printf("%ld darts, %lld hits, pi is about %.6f\n", darts, (long long)all, pi);
	/* Beyond five standard deviations is one run in two million, and this run is always the same. */
	return world_end(w, fabs(pi - M_PI) < 5 * sigma);
}
