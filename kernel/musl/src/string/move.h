/* Pieces of memcpy, memmove and memset. */
typedef int vector __attribute__((vector_size(16), aligned(1), may_alias));
typedef uint64_t word8 __attribute__((aligned(1), may_alias));
typedef uint32_t word4 __attribute__((aligned(1), may_alias));
typedef uint16_t word2 __attribute__((aligned(1), may_alias));

#define LARGE 512

static inline vector load(const void *p) { return *(const vector *)p; }
static inline void store(void *p, vector v) { *(vector *)p = v; }

static inline void bulk_copy(void *d, const void *s, size_t n)
{
	__asm__ volatile(
		"local.get %0\n\tlocal.get %1\n\tlocal.get %2\n\tmemory.copy 0, 0" ::"r"(d), "r"(s), "r"(n)
		: "memory");
}

static inline void bulk_fill(void *d, int c, size_t n)
{
	__asm__ volatile(
		"local.get %0\n\tlocal.get %1\n\tlocal.get %2\n\tmemory.fill 0" ::"r"(d), "r"(c), "r"(n)
		: "memory");
}

/* Fewer than 16 bytes: two pieces that may overlap, read before either is written. */
static inline void copy_small(char *d, const char *s, size_t n)
{
	if (n >= 8) {
		uint64_t a = *(const word8 *)s, b = *(const word8 *)(s + n - 8);
		*(word8 *)d = a;
		*(word8 *)(d + n - 8) = b;
	} else if (n >= 4) {
		uint32_t a = *(const word4 *)s, b = *(const word4 *)(s + n - 4);
		*(word4 *)d = a;
		*(word4 *)(d + n - 4) = b;
	} else if (n >= 2) {
		uint16_t a = *(const word2 *)s, b = *(const word2 *)(s + n - 2);
		*(word2 *)d = a;
		*(word2 *)(d + n - 2) = b;
	} else if (n) *d = *s;
}
