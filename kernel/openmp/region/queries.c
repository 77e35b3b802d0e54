/* What programs ask and say about threads, regions and their levels. */
#include "team/team.h"

static struct icvs *variables(void) { return &self()->task->icvs; }

void omp_set_num_threads(int n)
{
	if (n > 0) variables()->threads = n;
}
int omp_get_num_threads(void) { return self()->size; }
int omp_get_thread_num(void) { return self()->tid; }
int omp_in_parallel(void) { return self()->team->active > 0; }
int omp_get_num_procs(void) { return *word(BOOT_CORES); }
void omp_set_dynamic(int on) { variables()->dynamic = !!on; }
int omp_get_dynamic(void) { return variables()->dynamic; }
int omp_get_thread_limit(void) { return variables()->thread_limit; }
int omp_get_supported_active_levels(void) { return MAX_LEVELS; }
int omp_get_max_active_levels(void) { return variables()->max_levels; }
void omp_set_max_active_levels(int n)
{
	if (n >= 0) variables()->max_levels = n > MAX_LEVELS ? MAX_LEVELS : n;
}
void omp_set_nested(int on) { variables()->max_levels = on ? MAX_LEVELS : 1; }
int omp_get_nested(void) { return variables()->max_levels > 1; }
int omp_get_level(void) { return self()->team->level; }
int omp_get_active_level(void) { return self()->team->active; }

int omp_get_max_threads(void)
{
	struct icvs *v = variables();
	return v->threads < v->thread_limit ? v->threads : v->thread_limit;
}

/* The seat that the thread has at a level around it. */
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

/* No tool is there. */
int omp_control_tool(int command, int modifier, void *argument) { return omp_control_tool_notool; }
