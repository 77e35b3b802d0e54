/*
 * Workers as memory, and those that wait in no team. A worker polls the word `go` on its own cache line, where the one who forks also
 * puts what to do. Between regions it belongs to the team it was in last, or to the list of idle ones.
 */
#include <stdlib.h>
#include <string.h>
#include "team/mutex.h"
#include "team/team.h"

static volatile int list_lock;
static struct worker *idle, *spare;
static int gtids;

struct worker *new_worker(void)
{
	mutex_lock(&list_lock);
	struct worker *w = spare;
	if (w) spare = w->next;
	mutex_unlock(&list_lock);
	if (!w) {
		w = aligned_alloc(64, (sizeof *w + 63) & -64);
		if (!w) return 0;
		memset(w, 0, sizeof *w);
	}
	/* The lists of task records stay: others may still hand some back. Nobody polls the rest of a worker without a thread. */
	w->go = w->parked = 0;
	w->asked_threads = w->asked_bind = w->asked_strict = w->asked_teams = w->asked_limit = 0;
	w->initial = 0;
	w->serial = 0;
	w->gtid = __atomic_fetch_add(&gtids, 1, __ATOMIC_RELAXED);
	return w;
}

void keep_worker(struct worker *w)
{
	mutex_lock(&list_lock);
	w->next = spare;
	spare = w;
	mutex_unlock(&list_lock);
}

void discard_worker(struct worker *w)
{
	keep_worker(w);
	__atomic_fetch_sub(&gtids, 1, __ATOMIC_RELAXED);
}

struct worker *take_idle_worker(void)
{
	mutex_lock(&list_lock);
	struct worker *w = idle;
	if (w) idle = w->next;
	mutex_unlock(&list_lock);
	return w;
}

void give_workers(struct team *t, int from, int to)
{
	mutex_lock(&list_lock);
	for (int i = from; i < to; i++) {
		struct worker *w = t->workers[i];
		t->workers[i] = t->members[i].worker = 0;
		w->next = idle;
		idle = w;
	}
	mutex_unlock(&list_lock);
}
