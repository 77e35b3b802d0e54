#include <stdint.h>
#include <string.h>
#include "move.h"

void *memmove(void *dest, const void *src, size_t n)
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
	vector first = load(s), last = load(s + n - 16);
	if ((uintptr_t)d - (uintptr_t)s >= n)
		for (size_t i = 16; i + 16 < n; i += 16) store(d + i, load(s + i));
	else
		for (size_t i = n - 16; i > 16; i -= 16) store(d + i - 16, load(s + i - 16));
	store(d, first);
	store(d + n - 16, last);
	return dest;
}
