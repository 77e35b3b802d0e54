/* Numbers by which clang names schedules (kmp.h of LLVM: enum sched_type). */
#ifndef HERMIT_OMP_SCHEDULE_H
#define HERMIT_OMP_SCHEDULE_H
enum {
	STATIC_CHUNKED = 33, STATIC = 34, DYNAMIC = 35, GUIDED = 36, RUNTIME = 37, AUTO = 38, TRAPEZOIDAL = 39,
	STATIC_STEAL = 44, STATIC_BALANCED_CHUNKED = 45, GUIDED_SIMD = 46, RUNTIME_SIMD = 47,
	ORDERED_BASE = 64, ORDERED_OFFSET = 32,   /* ordered loops: the same numbers plus ORDERED_OFFSET */
	DISTRIBUTE_CHUNKED = 91, DISTRIBUTE = 92,
	MONOTONIC = 1 << 29, NONMONOTONIC = 1 << 30, SCHEDULE_MODIFIERS = 3 << 29
};
enum { SCHED_TRAPEZOIDAL = 101 };   /* beside the kinds of omp_sched_t: LLVM's number for run-sched-var */
#endif
