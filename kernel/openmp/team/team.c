/* Teams as memory, and the begin of their members' implicit tasks. */
#include <stdlib.h>
#include <string.h>
#include "team/mutex.h"
#include "team/team.h"

/*
 * Teams that are no longer used are kept and never given back as memory: a thread that is slow to leave a region may
 * still look at its team. Epochs go on in a team that is used again, so it never takes a later region for its own.
 */
static struct team *spare_teams;
static volatile int spare_lock;

static struct team *take_spare(int capacity)
{
	mutex_lock(&spare_lock);
	struct team **at = &spare_teams, *t;
	while ((t = *at) && t->capacity != capacity) at = &t->next;
	if (t) *at = t->next;
	mutex_unlock(&spare_lock);
	return t;
}

static struct team *make_team(int capacity)
{
	size_t size = sizeof(struct team) + capacity * sizeof(struct member);
	struct team *t = aligned_alloc(64, size);
	if (!t) return 0;
	memset(t, 0, size);
	t->loops = aligned_alloc(64, LOOPS * sizeof *t->loops);
	if (!t->loops) return 0;
	memset(t->loops, 0, LOOPS * sizeof *t->loops);
	t->workers = aligned_alloc(64, (capacity * sizeof *t->workers + 63) & -64);
	if (!t->workers) return 0;
	for (int i = 0; i < capacity; i++) t->workers[i] = 0;
	t->capacity = capacity;
	t->tasky = t->finished = -1;
	for (int i = 0; i < capacity; i++) {
		t->members[i].team = t;
		t->members[i].tid = i;
	}
	return t;
}

struct team *new_team(int n)
{
	int capacity = 1;
	while (capacity < n) capacity *= 2;
	struct team *t = take_spare(capacity);
	if (!t && !(t = make_team(capacity))) openmp_fail("no memory for a team of %d threads", n);
	t->size = n;
	t->flat = 1;
	return t;
}

void free_team(struct team *t)
{
	for (int i = 0; i < t->capacity; i++) {
		struct member *m = &t->members[i];
		if (!m->child) continue;
		give_workers(m->child, 1, m->child->size);
		free_team(m->child);
		m->child = 0;
	}
	mutex_lock(&spare_lock);
	t->next = spare_teams;
	spare_teams = t;
	mutex_unlock(&spare_lock);
}

void begin_implicit(struct member *m)
{
	m->region = m->epoch;
	m->implicit.icvs = m->team->icvs;
	m->implicit.own = m->implicit.gone = 0;
	m->implicit.runner = m;
	m->implicit.group = 0;
	m->implicit.flags = TASK_TIED;
	m->task = m->tied = &m->implicit;
}

void adopt(struct member *m, struct worker *w, struct member *up)
{
	struct team *t = m->team;
	t->workers[0] = m->worker = w;
	m->size = 1;
	t->up = up;
	t->level = up ? up->team->level + 1 : 0;
	t->active = up ? up->team->active : 0;
	t->contention = up ? up->team->contention : t;
	t->teams = up ? up->team->teams : 1;
	t->number = up ? up->team->number : 0;
	t->cancelled = t->listed = 0;
	m->implicit.team = t;
	m->epoch++;
}
