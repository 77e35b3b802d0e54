/* The Internet checksum (RFC 1071): the sum of 16-bit words with their carries added back in. Sums of 32-bit words in 64 bits give the
 * same once they are folded, because 2^16 is 1 modulo 2^16 - 1. */
#include <string.h>
#include "lwip/arch.h"

typedef uint32_t words __attribute__((vector_size(16)));
typedef uint64_t sums __attribute__((vector_size(16)));

static inline sums widened(words w)
{
	return (sums)(w & (words){ ~0u, 0, ~0u, 0 }) + ((sums)w >> 32);
}

uint16_t net_checksum(const void *data, int length)
{
	const uint8_t *p = data;
	sums a = { 0, 0 }, b = { 0, 0 };
	for (; length >= 32; length -= 32, p += 32) {
		words v, w;
		memcpy(&v, p, 16);
		memcpy(&w, p + 16, 16);
		a += widened(v);
		b += widened(w);
	}
	a += b;
	uint64_t sum = (a[0] & 0xffffffff) + (a[0] >> 32) + (a[1] & 0xffffffff) + (a[1] >> 32);
	for (; length >= 2; length -= 2, p += 2) {
		uint16_t v;
		memcpy(&v, p, 2);
		sum += v;
	}
	if (length > 0) sum += *p;
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return (sum & 0xffff) + (sum >> 16);
}
