/* A number as a product of factors as close to each other as possible. */
#include <limits.h>
#include "make.h"

enum { MOST_DIVISORS = 1600 };         /* more an int does not have */

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

struct search {
	const int *divisors, *end; /* of the number, increasing */
	int factors[MOST_FACTORS], best[MOST_FACTORS];
	int count, spread; /* of the best: largest less smallest */
	MPI_Count sum;
};

/* base to the power of n, or more than any int. */
static MPI_Count power(MPI_Count base, int n)
{
	MPI_Count product = 1;
	while (n-- > 0 && product <= INT_MAX) product *= base;
	return product;
}

/* A product that is found counts if its factors are closer to each other; of equally close ones, if their sum is smaller. */
static void compare(struct search *s)
{
	int spread = s->factors[0] - s->factors[s->count - 1];
	MPI_Count sum = 0;
	for (int i = 0; i < s->count; i++) sum += s->factors[i];
	if (spread > s->spread || (spread == s->spread && sum >= s->sum)) return;
	s->spread = spread;
	s->sum = sum;
	for (int i = 0; i < s->count; i++) s->best[i] = s->factors[i];
}

/* Tries all factors from place `at` on, none above `high` or below `low`, in an order that never increases, whose product is n. */
static void search(struct search *s, int at, int n, int high, int low)
{
	int left = s->count - at;
	if (left == 1) {
		s->factors[at] = n;
		if (n <= high && n >= low) compare(s);
		return;
	}
	for (const int *d = s->divisors; d < s->end && *d <= high && *d <= n; d++) {
		if (*d < low || n % *d || power(*d, left) < n) continue;
		if (power(low, left - 1) > n / *d) return;
		/* Nothing closer than the best that is known. */
		if ((at ? s->factors[0] : *d) - low > s->spread) return;
		s->factors[at] = *d;
		search(s, at + 1, n / *d, *d, low);
	}
}

/*
 * By the smallest factor, from the largest that it can be downwards: what the others must at least be tells when to stop. Then the factors
 * differ as little as possible.
 */
int topology_factors(int n, int free, int factors[MOST_FACTORS])
{
	int divisors[MOST_DIVISORS], count = divisors_of(n, divisors);
	struct search s = { .divisors = divisors,
		.end = divisors + count,
		.count = free < MOST_FACTORS ? free : MOST_FACTORS,
		.spread = INT_MAX,
		.sum = LLONG_MAX };
	for (int i = count - 1; i >= 0; i--) {
		int low = divisors[i], largest = 0;
		if (power(low, s.count) > n) continue;
		while (largest < count && power(divisors[largest], s.count) < n) largest++;
		if (largest < count && divisors[largest] - low > s.spread) break;
		search(&s, 0, n, n, low);
	}
	for (int i = 0; i < s.count; i++) factors[i] = s.best[i];
	return s.count;
}
