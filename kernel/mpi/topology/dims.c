/* MPI_Dims_create (MPI-3.1, 7.5.2): dimensions as close to each other as possible. */
#include <limits.h>
#include "entry/arguments.h"

enum {
	MOST_FREE = 32,                    /* more factors above 1 an int does not have */
	MOST_DIVISORS = 1536               /* nor more divisors */
};

static int divisors_of(int n, int divisors[])
{
	int count = 0, large = 0;
	int upper[MOST_DIVISORS];
	for (int d = 1; d <= n / d; d++) {
		if (n % d) continue;
		divisors[count++] = d;
		if (d != n / d) upper[large++] = n / d;
	}
	while (large) divisors[count++] = upper[--large];
	return count;
}

/*
 * Writes `n` as a product of `free` factors, none above `limit`, in an order that never increases, the largest being the least possible, then the
 * next, and so on. 0 if there is no such product. The divisors increase; among them are all of n's.
 */
static int factorize(int n, int free, int limit, const int divisors[], int factors[])
{
	if (free == 1) {
		factors[0] = n;
		return n <= limit;
	}
	for (const int *d = divisors; *d <= limit && *d <= n; d++) {
		if (n % *d) continue;
		/* So many factors of this size must reach n. */
		double reach = 1;
		for (int i = 0; i < free && reach < n; i++) reach *= *d;
		if (reach < n) continue;
		factors[0] = *d;
		if (factorize(n / *d, free - 1, *d, divisors, factors + 1)) return 1;
		if (*d == n) return 0;
	}
	return 0;
}

MPI_CALL(Dims_create, (int nodes, int dims, int sizes[]))
{
	ENTER(Dims_create);
	EXPECT(0, nodes >= 1, MPI_ERR_ARG, "expected 1 node or more, got %d", nodes);
	EXPECT(0, dims >= 0, MPI_ERR_DIMS, "expected 0 dimensions or more, got %d", dims);
	if (!dims) return MPI_SUCCESS;
	EXPECT_ARRAY(0, sizes, dims, "sizes");
	int free = 0, left = nodes;
	for (int i = 0; i < dims; i++) {
		EXPECT(0, sizes[i] >= 0, MPI_ERR_DIMS, "expected sizes of 0 or more, got %d for dimension %d", sizes[i], i);
		if (!sizes[i]) free++;
		else {
			EXPECT(0, left % sizes[i] == 0, MPI_ERR_DIMS, "%d nodes can't be divided by the sizes given", nodes);
			left /= sizes[i];
		}
	}
	EXPECT(0, free || left == 1, MPI_ERR_DIMS, "the sizes given make %d nodes, expected %d", nodes / left, nodes);
	if (!free) return MPI_SUCCESS;
	int divisors[MOST_DIVISORS + 1], factors[MOST_FREE], used = free < MOST_FREE ? free : MOST_FREE;
	divisors[divisors_of(left, divisors)] = INT_MAX;
	factorize(left, used, left, divisors, factors);
	for (int i = 0, next = 0; i < dims; i++) {
		if (sizes[i]) continue;
		sizes[i] = next < used ? factors[next] : 1;
		next++;
	}
	return MPI_SUCCESS;
}
