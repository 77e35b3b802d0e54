/* What the clauses of the next construct ask for: num_threads and its lists, proc_bind. */
#include <string.h>
#include "region/region.h"

void __kmpc_push_num_threads(struct ident *source, int gtid, int n)
{
	self()->worker->asked_threads = n;
}

void __kmpc_push_num_threads_strict(
	struct ident *source, int gtid, int n, int severity, const char *message)
{
	self()->worker->asked_threads = n;
}

void __kmpc_push_num_threads_list(struct ident *source, int gtid, unsigned length, int *list)
{
	struct worker *w = self()->worker;
	if (!length) return;
	w->asked_threads = list[0];
	w->asked_listed = length - 1 < NTHREADS_LIST ? length - 1 : NTHREADS_LIST;
	memcpy(w->asked_list, list + 1, w->asked_listed * sizeof *list);
}

void __kmpc_push_num_threads_list_strict(
	struct ident *source, int gtid, unsigned length, int *list, int severity, const char *message)
{
	__kmpc_push_num_threads_list(source, gtid, length, list);
}

void __kmpc_push_proc_bind(struct ident *source, int gtid, int bind)
{
	self()->worker->asked_bind = bind;
}

int hand_threads_down(struct member *m, struct team *t, int inherited)
{
	struct worker *w = m->worker;
	struct team *up = m->team;
	if (likely(!w->asked_listed && !up->listed)) {
		if (unlikely(t->listed)) t->listed = 0;
		return threads_at(t->level, inherited);
	}
	int *list = w->asked_listed ? w->asked_list : up->list,
		listed = w->asked_listed ? w->asked_listed : up->listed;
	/* The last value is for all deeper levels. */
	int drop = !w->asked_listed && listed > 1;
	t->listed = listed - drop;
	memmove(t->list, list + drop, t->listed * sizeof *list);
	return t->list[0];
}
