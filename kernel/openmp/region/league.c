/* Leagues of teams. Teams of a league cannot wait for each other, so they are run one after the other, each with all threads. */
#include <stdarg.h>
#include "env/settings.h"
#include "region/region.h"
#include "team/team.h"

void __kmpc_push_num_teams(struct ident *source, int gtid, int teams, int limit)
{
	struct worker *w = self()->worker;
	w->asked_teams = teams;
	w->asked_limit = limit;
}

void __kmpc_push_num_teams_51(struct ident *source, int gtid, int low, int high, int limit)
{
	__kmpc_push_num_teams(source, gtid, high, limit);
}

void __kmpc_set_thread_limit(struct ident *source, int gtid, int limit)
{
	if (limit > 0) self()->task->icvs.thread_limit = limit;
}

void __kmpc_fork_teams(struct ident *source, int argc, microtask run, ...)
{
	va_list more;
	va_start(more, run);
	struct member *m = self();
	struct worker *w = m->worker;
	int teams = w->asked_teams > 0 ? w->asked_teams : settings.teams > 0 ? settings.teams : 1;
	int limit = w->asked_limit > 0 ? w->asked_limit : settings.teams_limit;
	w->asked_teams = w->asked_limit = 0;
	for (int i = 0; i < teams; i++) {
		struct member *initial = enter_serial(m);
		struct team *t = initial->team;
		/* A league is no parallel region: its initial threads are outside of all. */
		t->level = t->active = 0;
		t->contention = t;
		t->teams = teams;
		t->number = i;
		struct icvs *v = &initial->implicit.icvs;
		if (limit > 0 && limit < v->thread_limit) v->thread_limit = limit;
		if (v->threads > v->thread_limit) v->threads = v->thread_limit;
		invoke(run, w->gtid, 0, argc, (void **)more);
		leave_serial(initial);
	}
	va_end(more);
}

int omp_get_num_teams(void) { return self()->team->teams; }
int omp_get_team_num(void) { return self()->team->number; }

void omp_set_num_teams(int n)
{
	self();
	if (n > 0) settings.teams = n;
}

int omp_get_max_teams(void)
{
	self();
	return settings.teams;
}

void omp_set_teams_thread_limit(int n)
{
	self();
	if (n > 0) settings.teams_limit = n;
}

int omp_get_teams_thread_limit(void)
{
	self();
	return settings.teams_limit;
}
