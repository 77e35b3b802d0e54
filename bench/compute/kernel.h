/*
 * The kernels of numerical programs. Serial with -fopenmp-simd, on all threads with -fopenmp. Each can be run again and again on the same
 * data, and knows what has to come out.
 */
#ifndef KERNEL_H
#define KERNEL_H

#include <stddef.h>

struct kernel {
	const char *name;
	/* Lays out data of at most `bytes` in the memory, which is aligned to 64. */
	void (*prepare)(char *memory, size_t bytes);
	void (*run)(void);
	/* After a run: a number that every machine must find, but for rounding. NAN: the result is wrong. */
	double (*check)(void);
};

extern const struct kernel copy_kernel, scale_kernel, add_kernel, triad_kernel, matmul_kernel, stencil2d_kernel, stencil3d_kernel, fft_kernel,
	cg_kernel, nbody_kernel, montecarlo_kernel, sort_kernel;

/* Most threads of a team. */
#define KERNEL_THREADS 256

/* Parts of an array in a kernel's memory begin at multiples of a cache line. */
static inline void *part(char **memory, size_t bytes)
{
	char *here = *memory;
	*memory += (bytes + 63) & ~(size_t)63;
	return here;
}

/* The largest whole number whose square, or cube, is not larger than n. */
static inline int root2(size_t n)
{
	int r = 1;
	while ((size_t)(r + 1) * (r + 1) <= n) r++;
	return r;
}

static inline int root3(size_t n)
{
	int r = 1;
	while ((size_t)(r + 1) * (r + 1) * (r + 1) <= n) r++;
	return r;
}

#endif
