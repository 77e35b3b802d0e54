/*
 * Copies of a few bytes. A `memory.copy` of a length that the compiler does not know is a call out of WebAssembly in V8, dearer than the
 * whole of a short message.
 */
#ifndef MPI_COPY_H
#define MPI_COPY_H

#include "kernel.h"

/* Up to 64 bytes, exactly: by pieces that overlap in the middle. */
static inline void copy_short(void *to, const void *from, uint32_t n)
{
	char *t = to;
	const char *f = from;
#define BOTH_ENDS(piece) \
	do { \
		typedef piece piece_ __attribute__((aligned(1), may_alias)); \
		piece a = *(const piece_ *)f, b = *(const piece_ *)(f + n - sizeof a); \
		*(piece_ *)t = a; \
		*(piece_ *)(t + n - sizeof a) = b; \
	} while (0)
	if (n > 32) {
		typedef hv_quarter quarter_ __attribute__((aligned(1), may_alias));
		hv_quarter a = *(const quarter_ *)f, b = *(const quarter_ *)(f + 16),
				   c = *(const quarter_ *)(f + n - 32), d = *(const quarter_ *)(f + n - 16);
		*(quarter_ *)t = a;
		*(quarter_ *)(t + 16) = b;
		*(quarter_ *)(t + n - 32) = c;
		*(quarter_ *)(t + n - 16) = d;
	} else if (n >= 16) BOTH_ENDS(hv_quarter);
	else if (n >= 8) BOTH_ENDS(uint64_t);
	else if (n >= 4) BOTH_ENDS(uint32_t);
	else if (n) {
		char a = f[0], b = f[n / 2], c = f[n - 1];
		t[0] = a;
		t[n / 2] = b;
		t[n - 1] = c;
	}
#undef BOTH_ENDS
}

#endif
