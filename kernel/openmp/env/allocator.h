/* Allocators of the program, as their traits say. */
#ifndef HERMIT_OPENMP_ALLOCATOR_H
#define HERMIT_OPENMP_ALLOCATOR_H
#include <omp.h>
#include <stddef.h>

struct allocator {
	size_t alignment;
	volatile size_t pool;         /* bytes left; SIZE_MAX: no limit */
	omp_uintptr_t fallback;
	struct allocator *other;      /* omp_atv_allocator_fb */
};

/* NULL: one of the standard's own, without a limit. */
static inline struct allocator *own_allocator(omp_allocator_handle_t a)
{
	return a > omp_thread_mem_alloc ? (struct allocator *)a : 0;
}

#endif
