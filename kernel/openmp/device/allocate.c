/*
 * Memory that allocators give: alignment, pool_size and fallback mean something. Before each block stands where its memory begins, how
 * large it is and whose pool it came from.
 */
#include <stdlib.h>
#include <string.h>
#include "env/allocator.h"
#include "team/team.h"

struct block {
	void *start;
	size_t size;
	struct allocator *from;
};

static _Thread_local omp_allocator_handle_t default_here;

void omp_set_default_allocator(omp_allocator_handle_t a)
{
	if (a != omp_null_allocator) default_here = a;
}

omp_allocator_handle_t omp_get_default_allocator(void)
{
	self();
	return default_here ? default_here : settings.allocator;
}

static int take(struct allocator *a, size_t size)
{
	if (!a || a->pool == SIZE_MAX) return 1;
	size_t left = a->pool;
	do
		if (left < size) return 0;
	while (!__atomic_compare_exchange_n(
		&a->pool, &left, left - size, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
	return 1;
}

static void *allocate(size_t align, size_t size, omp_allocator_handle_t handle)
{
	if (!size) return 0;
	if (handle == omp_null_allocator) handle = omp_get_default_allocator();
	struct allocator *a = own_allocator(handle);
	if (a && a->alignment > align) align = a->alignment;
	if (align < 16) align = 16;
	size_t all = size + sizeof(struct block) + align;
	if (align & (align - 1) || all < size) return 0;
	char *start = take(a, all) ? malloc(all) : 0;
	if (start) {
		char *p = (char *)(((uintptr_t)start + sizeof(struct block) + align - 1) & -align);
		((struct block *)p)[-1] = (struct block){ start, size, a };
		return p;
	}
	if (!a) return 0;
	switch (a->fallback) {
	case omp_atv_null_fb: return 0;
	case omp_atv_abort_fb: openmp_fail("an allocator cannot give %zu bytes", size);
	case omp_atv_allocator_fb:
		return allocate(align, size, (omp_allocator_handle_t)(uintptr_t)a->other);
	}
	return allocate(align, size, omp_default_mem_alloc);
}

void omp_free(void *p, omp_allocator_handle_t unused)
{
	if (!p) return;
	struct block *b = (struct block *)p - 1;
	struct allocator *a = b->from;
	/* What `allocate` took: the alignment follows from the allocator's, or was more. */
	if (a && a->pool != SIZE_MAX) {
		size_t align = a->alignment < 16 ? 16 : a->alignment;
		__atomic_fetch_add(&a->pool, b->size + sizeof *b + align, __ATOMIC_SEQ_CST);
	}
	free(b->start);
}

static int product(size_t n, size_t size, size_t *all)
{
	return !__builtin_mul_overflow(n, size, all);
}

void *omp_alloc(size_t size, omp_allocator_handle_t a) { return allocate(1, size, a); }
void *omp_aligned_alloc(size_t align, size_t size, omp_allocator_handle_t a)
{
	return allocate(align, size, a);
}

void *omp_aligned_calloc(size_t align, size_t n, size_t size, omp_allocator_handle_t a)
{
	size_t all;
	void *p = product(n, size, &all) ? allocate(align, all, a) : 0;
	return p ? memset(p, 0, all) : 0;
}

void *omp_calloc(size_t n, size_t size, omp_allocator_handle_t a)
{
	return omp_aligned_calloc(1, n, size, a);
}

void *omp_realloc(void *p, size_t size, omp_allocator_handle_t a, omp_allocator_handle_t before)
{
	if (!p) return allocate(1, size, a);
	if (!size) {
		omp_free(p, before);
		return 0;
	}
	struct block *b = (struct block *)p - 1;
	if (a == omp_null_allocator)
		a = before != omp_null_allocator ? before : (omp_allocator_handle_t)(uintptr_t)b->from;
	struct allocator *of = own_allocator(a);
	if (of && of == b->from && of->pool != SIZE_MAX && of->alignment <= 16) {
		/* Where a pool is short, only what the block grows by has to fit. */
		if (size > b->size && !take(of, size - b->size)) return 0;
		size_t old = b->size, shift = (char *)p - (char *)b->start;
		char *start = realloc(b->start, size + sizeof *b + 16);
		if (!start) return 0;
		/* Blocks of malloc are all aligned alike, so the memory begins as far behind the start as before. */
		b = (struct block *)(start + shift) - 1;
		*b = (struct block){ start, size, of };
		if (size < old) __atomic_fetch_add(&of->pool, old - size, __ATOMIC_SEQ_CST);
		return b + 1;
	}
	void *q = allocate(1, size, a);
	if (!q) return 0;
	memcpy(q, p, size < b->size ? size : b->size);
	omp_free(p, before);
	return q;
}

/* What the compiler calls for `allocate` clauses and directives. */
void *__kmpc_alloc(int gtid, size_t size, omp_allocator_handle_t a) { return allocate(1, size, a); }
void *__kmpc_aligned_alloc(int gtid, size_t align, size_t size, omp_allocator_handle_t a)
{
	return allocate(align, size, a);
}
void __kmpc_free(int gtid, void *p, omp_allocator_handle_t a) { omp_free(p, a); }

void *kmp_malloc(size_t size) { return malloc(size); }
void *kmp_calloc(size_t count, size_t size) { return calloc(count, size); }
void *kmp_realloc(void *old, size_t size) { return realloc(old, size); }
void kmp_free(void *old) { free(old); }

void *kmp_aligned_malloc(size_t size, size_t alignment)
{
	void *p;
	return posix_memalign(&p, alignment < sizeof p ? sizeof p : alignment, size) ? 0 : p;
}
