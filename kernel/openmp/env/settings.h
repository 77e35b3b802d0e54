/* What the environment said, read once. */
#ifndef HERMIT_OMP_ENVIRONMENT_H
#define HERMIT_OMP_ENVIRONMENT_H
#include "../team/team.h"

struct settings {
	struct icvs icvs;             /* of the initial task */
	int threads[NTHREADS_LIST], levels;   /* OMP_NUM_THREADS */
	int binds[NTHREADS_LIST], bind_levels;
	int spin;                     /* polls before a sleep; -1: by threads and CPUs */
	int active_wait;              /* OMP_WAIT_POLICY: 1 active, 0 passive, -1 not given */
	size_t stack;
	int cancellation, display_env, display_affinity, max_priority;
	int target_offload;
	int throttle;                 /* tasks are run at once while a queue is full; 0: they are kept, however many */
	int teams, teams_limit;
	omp_allocator_handle_t allocator;
	const char *places;           /* OMP_PLACES as given */
	char format[256];             /* OMP_AFFINITY_FORMAT */
};
extern struct settings settings;

/* Called once, before anything else of the library. */
void read_environment(void);
/* nthreads-var of tasks at a nesting level: the list's value, or else what they inherit. */
static inline int threads_at(int level, int inherited)
{
	return unlikely(level < settings.levels) ? settings.threads[level] : inherited;
}
void display_environment(int verbose);
/* OMP_DISPLAY_AFFINITY: tells where this thread is. */
void display_thread(void);

/* Places: see affinity.c */
int read_places(const char *text);   /* 0: not understood */
int places(void);
int place_here(void);
int place_size(int place);
const int *place_cpus(int place);

/* Allocators by name; omp_null_allocator: not understood. */
omp_allocator_handle_t allocator_named(const char *text);
const char *allocator_name(omp_allocator_handle_t);
#endif
