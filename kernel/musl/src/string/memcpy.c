#include <stdint.h>
#include <string.h>
#include "move.h"

/* Up to LARGE bytes by vectors; beyond, the engine's memory.copy, whose call costs more than it saves below. */
void *memcpy(void *restrict dest, const void *restrict src, size_t n)
{
	char *d = dest;
	const char *s = src;
	if (n > LARGE) {
		bulk_copy(d, s, n);
		return dest;
	}
	if (n < 16) {
		copy_small(d, s, n);
		return dest;
	}
	vector last = load(s + n - 16);
	for (size_t i = 0; i + 16 < n; i += 16) store(d + i, load(s + i));
	store(d + n - 16, last);
	return dest;
}
