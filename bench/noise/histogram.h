/* Bins of nanoseconds: 32 to a power of 2, so none is wider than 3 % of its values; below 64 ns each value has its own. */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>

#define BIN_BITS 5
#define BINS ((40 - BIN_BITS) << BIN_BITS) /* up to 2^39 ns, nine minutes */

static inline int bin_of(int64_t ns)
{
	if (ns < (1 << BIN_BITS)) return ns < 0 ? 0 : ns;
	int power = 63 - __builtin_clzll(ns);
	int bin = ((power - BIN_BITS + 1) << BIN_BITS) + ((ns >> (power - BIN_BITS)) & ((1 << BIN_BITS) - 1));
	return bin < BINS ? bin : BINS - 1;
}

#endif
