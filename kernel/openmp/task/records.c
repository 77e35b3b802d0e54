/*
 * Records of tasks: kept by the thread that made them, by size; who frees one of another's hands it back. A thread that looks at
 * another's queue may read a record that was just freed and reads only pointers to records there, so records never go back to
 * malloc while a program runs tasks.
 */
#include <stdlib.h>
#include "task/task.h"
#include "team/mutex.h"

/* Takes what others have handed back; answers the first record of a class, which stays in its list. */
static noinline struct task *take_back(struct worker *w, unsigned class)
{
	struct task *t = __atomic_exchange_n(&w->returned, 0, __ATOMIC_SEQ_CST);
	for (struct task *next; t; t = next) {
		next = t->next;
		keep_record(w, t);
	}
	return w->free[class];
}

noinline struct task *new_record_slowly(struct member *m, size_t size)
{
	size_t all = TASK_HEADER + size;
	unsigned class = (all - 1) / TASK_GRAIN;
	struct task *t;
	if (class < TASK_CLASSES) {
		if (m->worker->returned && (t = take_back(m->worker, class))) {
			m->worker->free[class] = t->next;
			return t;
		}
		all = (class + 1) * TASK_GRAIN;
	}
	t = aligned_alloc(64, (all + 63) & -64);
	if (!t) openmp_fail("no memory for a task of %zu bytes", size);
	t->class_ = class;
	t->owner = m->worker;
	t->parent = 0;
	t->level = 0;
	return t;
}

/* Large records, which are rare, wait here: kept in one list, they would be searched. */
static struct task *large;
static volatile int large_lock;
static int large_count;
#define LARGE_KEPT 1024

void free_record(struct member *m, struct task *t)
{
	if (likely(t->class_ < TASK_CLASSES)) {
		struct worker *w = t->owner;
		if (w == m->worker) {
			keep_record(w, t);
			return;
		}
		struct task *first = __atomic_load_n(&w->returned, __ATOMIC_RELAXED);
		do t->next = first;
		while (!__atomic_compare_exchange_n(
			&w->returned, &first, t, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
		return;
	}
	/* The oldest of many goes: nobody has been looking at it for that long. */
	mutex_lock(&large_lock);
	static struct task **end = &large;
	t->next = 0;
	*end = t;
	end = &t->next;
	struct task *old = 0;
	if (++large_count > LARGE_KEPT) {
		old = large;
		large = old->next;
		large_count--;
	}
	mutex_unlock(&large_lock);
	free(old);
}
