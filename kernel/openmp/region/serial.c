/* Regions of one thread. */
#include "region/region.h"
#include "sync/barrier.h"

struct member *enter_serial(struct member *m)
{
	struct worker *w = m->worker;
	struct team *t = w->serial;
	if (t) w->serial = t->next;
	else t = new_team(1);
	struct member *inner = t->members;
	adopt(inner, w, m);
	t->icvs = m->task->icvs;
	t->icvs.threads = hand_threads_down(m, t, t->icvs.threads);
	begin_implicit(inner);
	forget_clauses(w);
	return current_member = inner;
}

void leave_serial(struct member *inner)
{
	struct team *t = inner->team;
	struct worker *w = inner->worker;
	barrier(inner);
	current_member = t->up;
	t->next = w->serial;
	w->serial = t;
}

void __kmpc_serialized_parallel(struct ident *source, int gtid) { enter_serial(self()); }

void __kmpc_end_serialized_parallel(struct ident *source, int gtid) { leave_serial(self()); }
