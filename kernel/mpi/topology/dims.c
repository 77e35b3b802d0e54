/* A number as a product of factors as close to each other as possible. */
#include <limits.h>
#include "make.h"

enum { MOST_DIVISORS = 1536 };         /* more an int does not have */

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

int topology_factors(int n, int free, int factors[MOST_FACTORS])
{
	int divisors[MOST_DIVISORS + 1], used = free < MOST_FACTORS ? free : MOST_FACTORS;
	divisors[divisors_of(n, divisors)] = INT_MAX;
	factorize(n, used, n, divisors, factors);
	return used;
}
