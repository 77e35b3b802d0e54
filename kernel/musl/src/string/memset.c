#include <stdint.h>
#include <string.h>
#include "move.h"

void *memset(void *dest, int c, size_t n)
{
	char *d = dest;
	if (n > LARGE) {
		bulk_fill(d, c, n);
		return dest;
	}
	uint64_t word = (unsigned char)c * 0x0101010101010101ull;
	if (n >= 16) {
		uint32_t half = word;
		vector v = { half, half, half, half };
		for (size_t i = 0; i + 16 < n; i += 16) store(d + i, v);
		store(d + n - 16, v);
	} else if (n >= 8) *(word8 *)d = *(word8 *)(d + n - 8) = word;
	else if (n >= 4) *(word4 *)d = *(word4 *)(d + n - 4) = word;
	else if (n >= 2) *(word2 *)d = *(word2 *)(d + n - 2) = word;
	else if (n) *d = c;
	return dest;
}
