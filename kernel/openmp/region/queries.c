/* Queries and settings of omp.h: threads, levels, schedules, time, tasks. */
#include <limits.h>
#include <time.h>
#include "../env/settings.h"
#include "../task/task.h"

static struct icvs *variables(void) { return &self()->task->icvs; }

void omp_set_num_threads(int n) { if (n > 0) variables()->threads = n; }
int omp_get_num_threads(void) { return self()->size; }
int omp_get_thread_num(void) { return self()->tid; }
int omp_in_parallel(void) { return self()->team->active > 0; }
int omp_get_num_procs(void) { return *word(BOOT_CORES); }
void omp_set_dynamic(int on) { variables()->dynamic = !!on; }
int omp_get_dynamic(void) { return variables()->dynamic; }
int omp_get_thread_limit(void) { return variables()->thread_limit; }
int omp_get_supported_active_levels(void) { return MAX_LEVELS; }
int omp_get_max_active_levels(void) { return variables()->max_levels; }
void omp_set_max_active_levels(int n) { if (n >= 0) variables()->max_levels = n > MAX_LEVELS ? MAX_LEVELS : n; }
void omp_set_nested(int on) { variables()->max_levels = on ? MAX_LEVELS : 1; }
int omp_get_nested(void) { return variables()->max_levels > 1; }
int omp_get_level(void) { return self()->team->level; }
int omp_get_active_level(void) { return self()->team->active; }
int omp_in_final(void) { return !!(self()->task->flags & TASK_FINAL); }
int omp_in_explicit_task(void) { return self()->task->parent != 0; }
int omp_get_cancellation(void) { return self() && settings.cancellation; }
int omp_get_max_task_priority(void) { return self() ? settings.max_priority : 0; }

int omp_get_max_threads(void)
{
	struct icvs *v = variables();
	return v->threads < v->thread_limit ? v->threads : v->thread_limit;
}

void omp_set_schedule(omp_sched_t kind, int chunk)
{
	int plain = kind & ~omp_sched_monotonic;
	if (plain < omp_sched_static || plain > omp_sched_auto) return;
	variables()->schedule = kind;
	variables()->chunk = plain == omp_sched_auto || chunk < 1 ? 0 : chunk;
}

void omp_get_schedule(omp_sched_t *kind, int *chunk)
{
	struct icvs *v = variables();
	*kind = v->schedule;
	*chunk = v->chunk ? v->chunk : (v->schedule & 0xff) != omp_sched_static;
}

/* The place that the thread has at a level around it. */
static struct member *at_level(int level)
{
	struct member *m = self();
	if (level < 0 || level > m->team->level) return 0;
	while (m->team->level > level) m = m->team->up;
	return m;
}

int omp_get_ancestor_thread_num(int level)
{
	struct member *m = at_level(level);
	return m ? m->tid : -1;
}

int omp_get_team_size(int level)
{
	struct member *m = at_level(level);
	return m ? m->size : -1;
}

double omp_get_wtime(void)
{
	return monotonic_ns() * 1e-9;
}

double omp_get_wtick(void)
{
	return 1e-9;
}

int omp_control_tool(int command, int modifier, void *argument)
{
	return omp_control_tool_notool;
}

/* kmp_ calls that programs for LLVM's runtime make. */
int kmp_get_blocktime(void)
{
	self();
	return settings.spin == SPIN_FOREVER ? INT_MAX : settings.spin >= 0 ? settings.spin / POLLS_PER_MS : 200;
}
void kmp_set_blocktime(int ms) { if (self() && ms >= 0) settings.spin = ms > SPIN_FOREVER / POLLS_PER_MS ? SPIN_FOREVER : ms * POLLS_PER_MS; }
