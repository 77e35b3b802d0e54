/*
 * Reductions over tasks: every thread has a copy of each variable, which its tasks combine into; at the end of the taskgroup the
 * copies are combined into the original.
 */
#include <stdlib.h>
#include <string.h>
#include "task/task.h"

/* As clang lays it out. */
struct input {
	void *shared, *original;
	size_t size;
	void (*init)(void *copy, void *original);
	void (*fini)(void *copy);
	void (*combine)(void *into, void *from);
	unsigned flags;
};

/* One variable. Copies stand on cache lines of their own. */
struct item {
	struct input of;
	size_t stride;
	char *copies;
};

struct reductions {
	int count, threads;
	struct reductions *lent;      /* whose copies these are, for reductions of a whole team */
	struct item items[];
};

static struct reductions *new_reductions(int count)
{
	struct reductions *r = calloc(1, sizeof *r + count * sizeof *r->items);
	if (!r) openmp_fail("no memory for a reduction");
	r->count = count;
	return r;
}

static struct reductions *make(int threads, int count, const struct input *given)
{
	struct reductions *r = new_reductions(count);
	r->threads = threads;
	for (int i = 0; i < count; i++) {
		struct item *item = &r->items[i];
		item->of = given[i];
		item->stride = (given[i].size + 63) & -64;
		if (!(item->copies = aligned_alloc(64, item->stride * threads)))
			openmp_fail("no memory for a reduction");
		for (int t = 0; t < threads; t++) {
			char *copy = item->copies + t * item->stride;
			if (item->of.init) item->of.init(copy, item->of.original);
			else memset(copy, 0, item->of.size);
		}
	}
	return r;
}

void combine_reductions(struct reductions *r)
{
	if (r->lent) return;
	for (int i = 0; i < r->count; i++) {
		struct item *item = &r->items[i];
		for (int t = 0; t < r->threads; t++) {
			char *copy = item->copies + t * item->stride;
			item->of.combine(item->of.shared, copy);
			if (item->of.fini) item->of.fini(copy);
		}
		free(item->copies);
	}
	free(r);
}

void *__kmpc_taskred_init(int gtid, int count, void *data)
{
	struct member *m = self();
	m->task->group->reductions = make(m->size, count, data);
	return m->task->group;
}

void *__kmpc_task_reduction_get_th_data(int gtid, void *group, void *variable)
{
	struct member *m = self();
	for (struct group *g = group ? group : m->task->group; g; g = g->outer) {
		struct reductions *r = g->reductions;
		for (int i = 0; r && i < r->count; i++) {
			struct item *item = &r->items[i];
			size_t all = item->stride * r->threads, at = (char *)variable - item->copies;
			if (variable == item->of.shared || variable == item->of.original || at < all)
				return item->copies + m->tid % r->threads * item->stride;
		}
	}
	return variable;
}

void forget_modifiers(struct team *t)
{
	for (int kind = 0; kind < 2; kind++) {
		struct reductions *r = t->reduction[kind];
		for (int i = 0; r && i < r->count; i++) free(r->items[i].copies);
		free(r);
		t->reduction[kind] = 0;
		t->reduction_state[kind] = t->reduction_users[kind] = 0;
	}
}

static int made(struct member *m, void *slot)
{
	return __atomic_load_n((struct reductions *volatile *)slot, __ATOMIC_ACQUIRE) != 0;
}

/*
 * reduction(task, …): the tasks of all threads share copies. The first thread makes them; each keeps the addresses of its own
 * private variables beside them, because those are what its tasks name.
 */
void *__kmpc_taskred_modifier_init(
	struct ident *source, int gtid, int worksharing, int count, void *data)
{
	struct member *m = self();
	struct team *t = m->team;
	int kind = !!worksharing;
	struct reductions *volatile *slot = &t->reduction[kind];
	if (!cas(&t->reduction_state[kind], 0, 1)) {
		__atomic_store_n(slot, make(m->size, count, data), __ATOMIC_SEQ_CST);
		changed(m, PARK_PLAIN);
	} else wait_until(m, made, (void *)slot, WAIT_PLAIN);
	struct reductions *own = new_reductions(count);
	own->lent = *slot;
	own->threads = m->size;
	for (int i = 0; i < count; i++) {
		own->items[i] = own->lent->items[i];
		own->items[i].of.shared = ((struct input *)data)[i].shared;
		own->items[i].of.original = ((struct input *)data)[i].original;
	}
	struct group *g = begin_group(m);
	g->of_reduction = 1;
	g->reductions = m->modifier[kind] = own;
	return g;
}

/* The last thread to come has all copies and adds them to its own variables, which the construct then reduces. */
void end_modifier(struct member *m, int kind)
{
	struct team *t = m->team;
	struct reductions *own = m->modifier[kind], *all = own->lent;
	end_group(m);
	m->modifier[kind] = 0;
	if (add(&t->reduction_users[kind], 1) == m->size - 1) {
		for (int i = 0; i < all->count; i++) all->items[i].of.shared = own->items[i].of.shared;
		t->reduction_users[kind] = 0;
		t->reduction[kind] = 0;
		combine_reductions(all);
		store(&t->reduction_state[kind], 0);
	}
	free(own);
}

void __kmpc_task_reduction_modifier_fini(struct ident *source, int gtid, int worksharing)
{
	end_modifier(self(), !!worksharing);
}
