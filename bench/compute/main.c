/*
 * Runs kernels on demand: compute MILLISECONDS_PER_SAMPLE LARGEST_BYTES. Each line `KERNEL BYTES` on standard input is answered with the
 * nanoseconds of a run on data of that size, `check KERNEL BYTES` with what the result's check gives.
 */
#define _GNU_SOURCE
#include "kernel.h"
#include "../support/clock.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WARM_UP_NS 30e6   /* code gets its final form, threads of a team exist */
#define LEAD_IN_NS 20e6   /* a run shorter than this is led in by another, which fetches its data */

static const struct kernel *const kernels[] = {
	&copy_kernel, &scale_kernel, &add_kernel, &triad_kernel, &matmul_kernel, &stencil2d_kernel, &stencil3d_kernel, &fft_kernel,
	&cg_kernel, &nbody_kernel, &montecarlo_kernel, &sort_kernel,
};

static double sample_ns;
static char *memory;
static size_t largest;
/* What was asked for last, and how many runs of it are a sample; 0 until its code is warm. */
static struct { const struct kernel *kernel; size_t bytes; long runs; double each; } last;

static double time_of(long runs)
{
	double start = now_ns();
	for (long i = 0; i < runs; i++) last.kernel->run();
	return now_ns() - start;
}

static void select_kernel(const struct kernel *kernel, size_t bytes)
{
	if (last.kernel == kernel && last.bytes == bytes) return;
	kernel->prepare(memory, bytes);
	last.kernel = kernel;
	last.bytes = bytes;
	last.runs = 0;
}

static double sample(void)
{
	if (!last.runs) {
		double begin = now_ns();
		for (last.runs = 1;; last.runs *= 2) {
			last.each = time_of(last.runs) / last.runs;
			if (last.each * last.runs >= sample_ns) break;
		}
		while (now_ns() - begin < WARM_UP_NS) time_of(last.runs);
	}
	/* The process has been stopped, and others have used the caches. */
	if (last.each < LEAD_IN_NS) time_of(1);
	return last.each = time_of(last.runs) / last.runs;
}

static double check(void)
{
	last.kernel->run();
	double found = last.kernel->check();
	if (!isnan(found)) return found;
	fprintf(stderr, "compute: the result of %s on %zu bytes is wrong\n", last.kernel->name, last.bytes);
	exit(1);
}

static const struct kernel *find(const char *name)
{
	for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) if (!strcmp(kernels[i]->name, name)) return kernels[i];
	return NULL;
}

int main(int argc, char **argv)
{
	enum { LEAST = 1 << 14 };
	if (argc != 3 || !((sample_ns = atof(argv[1]) * 1e6) > 0) || (largest = strtoul(argv[2], NULL, 10)) < LEAST) {
		fprintf(stderr, "usage: compute MILLISECONDS_PER_SAMPLE LARGEST_BYTES < lines of [check] KERNEL BYTES\n");
		return 2;
	}
	/* In huge pages where Linux gives them: whole ones, for images and native programs alike. */
	memory = aligned_alloc(1 << 21, (largest + (1 << 21) - 1) & -(size_t)(1 << 21));
	if (!memory) {
		fprintf(stderr, "compute: no memory for %zu bytes\n", largest);
		return 1;
	}
	puts("ready");
	fflush(stdout);
	char line[96], name[32];
	while (fgets(line, sizeof line, stdin)) {
		int checking = !strncmp(line, "check ", 6);
		size_t bytes;
		const struct kernel *kernel = NULL;
		if (sscanf(line + (checking ? 6 : 0), "%31s %zu", name, &bytes) == 2) kernel = find(name);
		if (!kernel || bytes < LEAST || bytes > largest) {
			fprintf(stderr, "compute: expected a kernel and %d to %zu bytes, got %s", LEAST, largest, line);
			return 2;
		}
		select_kernel(kernel, bytes);
		printf("%.17g\n", checking ? check() : sample());
		fflush(stdout);
	}
	return 0;
}
