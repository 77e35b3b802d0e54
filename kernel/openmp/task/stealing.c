/*
 * Queues of ready tasks: a ring for each thread, whose owner works at the bottom and from whose top others steal (Chase and Lev,
 * "Dynamic circular work-stealing deque", SPAA 2005, with a fixed ring). Tasks with a priority stand in one sorted list of the team.
 *
 * The scheduling constraint: where a tied task waits, its thread may begin only descendants of it. The specification lets it begin
 * any untied one, too; but then it could not begin the tied children for which that one waits, and neither might any other thread.
 * With the constraint for all, what a thread finds in its own queue while it waits it may begin. A thief tests that before it
 * takes; until then the record may be freed and used again, which is harmless because records stay records (task_memory.c), and
 * the top has then moved, so it is not taken.
 */
#include <stdlib.h>
#include "task/task.h"
#include "team/mutex.h"

/* On the thread of m alone, as pop and find_task. */
int push(struct member *m, struct task *t)
{
	int bottom = m->bottom;
	if (bottom - load(&m->top) >= RING) return 0;
	if (unlikely(!m->ring) && !(m->ring = malloc(RING * sizeof *m->ring)))
		openmp_fail("no memory for tasks");
	m->ring[bottom % RING] = t;
	store(&m->bottom, bottom + 1);
	return 1;
}

void announce_tasks(struct member *m, struct team *t)
{
	if (likely(!load_sync(&t->sleepers))) return;
	for (int i = 1; i <= t->size; i++) {
		struct worker *w = t->workers[(m->tid + i) % t->size];
		if (w && w != m->worker && load_sync(&w->parked) & PARK_TAKES_TASKS) {
			unpark(w);
			return;
		}
	}
}

int allowed(struct member *m, struct task *t, enum waiting how)
{
	if (how != WAIT_FOR_CHILDREN) return 1;
	struct task *tied = m->tied, *up = t->parent;
	while (up && up != tied && up->level > tied->level) up = up->parent;
	return up == tied;
}

static struct task *pop(struct member *m, enum waiting how)
{
	int bottom = m->bottom - 1;
	if (bottom - load(&m->top) < 0) return 0;
	store(&m->bottom, bottom);
	int top = load_sync(&m->top);
	if (top - bottom > 0) {
		store(&m->bottom, bottom + 1);
		return 0;
	}
	struct task *t = m->ring[bottom % RING];
	if (!allowed(m, t, how)) {
		store(&m->bottom, bottom + 1);
		return 0;
	}
	if (top == bottom) {
		if (cas(&m->top, top, top + 1) != top) t = 0;
		store(&m->bottom, bottom + 1);
	}
	return t;
}

static struct task *steal(struct member *m, struct member *victim, enum waiting how)
{
	int top = load_sync(&victim->top);
	if (load_sync(&victim->bottom) - top <= 0) return 0;
	struct task *t = victim->ring[top % RING];
	if (!t || !allowed(m, t, how)) return 0;
	return cas(&victim->top, top, top + 1) == top ? t : 0;
}

/*
 * Takes one task to run and moves some of those behind it into its own queue, which is cheap while the victim's cache lines are here: so
 * tasks shorter than a cache line's way from thread to thread do not pay for that each.
 */
static struct task *steal_some(struct member *m, struct member *victim, enum waiting how)
{
	struct task *t = steal(m, victim, how), *next;
	if (!t || m->bottom != load(&m->top)) return t;
	int more = (load(&victim->bottom) - load(&victim->top)) / 2;
	m->lean = !more;
	if (more > STOLEN_TOGETHER) more = STOLEN_TOGETHER;
	for (; more > 0 && (next = steal(m, victim, how)); more--) push(m, next);
	return t;
}

void push_by_priority(struct team *team, struct task *t)
{
	mutex_lock(&team->priority_lock);
	struct task *volatile *at = &team->by_priority;
	while (*at && (*at)->priority >= t->priority) at = (struct task *volatile *)&(*at)->next;
	t->next = *at;
	*at = t;
	mutex_unlock(&team->priority_lock);
	add(&team->prioritised, 1);
}

static struct task *take_by_priority(struct member *m, enum waiting how)
{
	struct team *team = m->team;
	mutex_lock(&team->priority_lock);
	struct task *volatile *at = &team->by_priority, *t;
	while ((t = *at) && !allowed(m, t, how)) at = (struct task *volatile *)&t->next;
	if (t) *at = t->next;
	mutex_unlock(&team->priority_lock);
	if (t) add(&team->prioritised, -1);
	return t;
}

struct task *find_task(struct member *m, enum waiting how)
{
	struct team *team = m->team;
	struct task *t;
	if (load(&team->tasky) != m->region) return 0;
	if (unlikely(load(&team->prioritised)) && (t = take_by_priority(m, how))) return t;
	if ((t = pop(m, how))) return t;
	for (int i = 0, n = m->size, v = m->victim; i < n; i++, v++) {
		if (v >= n) v = 0;
		if (v != m->tid && (t = steal_some(m, &team->members[v], how))) {
			m->victim = v;
			return t;
		}
	}
	return 0;
}
