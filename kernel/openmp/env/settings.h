/* What the environment said, read once, before anything else of the library. */
#ifndef HERMIT_OPENMP_SETTINGS_H
#define HERMIT_OPENMP_SETTINGS_H
#include <omp.h>
#include "kernel.h"
#include "env/limits.h"

/* Internal control variables of a data environment. */
struct icvs {
	int threads, dynamic, max_levels;
	int schedule, chunk;          /* of run-sched-var: an omp_sched_t with its modifier */
	int thread_limit, device, bind;
};

enum {
	SCHED_TRAPEZOIDAL = 101
};   /* beside the kinds of omp_sched_t: LLVM's number for run-sched-var */

struct settings {
	struct icvs icvs;             /* of the initial task */
	int threads[NTHREADS_LIST], levels;   /* OMP_NUM_THREADS */
	int binds[NTHREADS_LIST], bind_levels;
	int spin;                     /* polls before a sleep; -1: by threads and CPUs */
	int active_wait;              /* OMP_WAIT_POLICY: 1 active, 0 passive, -1 not given */
	size_t stack;
	int cancellation, display_env, display_affinity, max_priority;
	int target_offload;
	int throttle; /* tasks are run at once while a queue is full; 0: they are kept, however many */
	int teams, teams_limit;
	omp_allocator_handle_t allocator;
	const char *places; /* OMP_PLACES as given */
	char format[256]; /* OMP_AFFINITY_FORMAT */
};
extern struct settings settings;

/* variables.c: reads all variables. Called once. */
void read_environment(void);
/* Takes a variable from `NAME=VALUE`. */
void read_assignment(const char *text);
/* nthreads-var of tasks at a nesting level: the list's value, or else what they inherit. */
static inline int threads_at(int level, int inherited)
{
	return unlikely(level < settings.levels) ? settings.threads[level] : inherited;
}
/* display.c: OMP_DISPLAY_ENV. */
void display_environment(int verbose);

/* allocator.c: allocators by name; omp_null_allocator: not understood. */
omp_allocator_handle_t allocator_named(const char *text);
const char *allocator_name(omp_allocator_handle_t);

/* message.c: prints a warning, or the reason of the end, to standard error. */
void openmp_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void openmp_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
