/* taskloop: copies of one task, each with a part of the iterations. */
#include <string.h>
#include "task/task.h"

enum { DIVIDE_FREELY, DIVIDE_BY_GRAIN, DIVIDE_INTO };
#define TASKS_PER_THREAD 8   /* where the program leaves it open: enough to balance */

static struct task *copy_of(struct member *m, struct task *t)
{
	struct task *c = new_record(m, t->size);
	int class = c->class_;
	memcpy(c, t, TASK_HEADER + t->size);
	c->class_ = class;
	struct kmp_task *from = body(t), *to = body(c);
	if (from->shared) to->shared = (char *)to + ((char *)from->shared - (char *)from);
	return c;
}

typedef void (*duplicate)(void *to, void *from, int last);

void __kmpc_taskloop_5(struct ident *source, int gtid, void *task, int condition, uint64_t *low,
	uint64_t *high, int64_t step, int nogroup, int divide, uint64_t amount, int strict,
	duplicate dup)
{
	struct member *m = self();
	struct task *pattern = header(task);
	uint64_t first = *low, last = *high;
	/* The loop is normalised by the compiler: bounds are signed if they can be negative. */
	uint64_t trips = step > 0
		? ((int64_t)(last - first) < 0 ? 0 : (last - first) / (uint64_t)step + 1)
		: (int64_t)(first - last) < 0 ? 0
									  : (first - last) / (0 - (uint64_t)step) + 1;
	if (!nogroup) {
		begin_group(m);
		pattern->group = m->task->group;
	}
	uint64_t tasks, grain, extra;
	if (divide == DIVIDE_BY_GRAIN) {
		grain = amount > trips ? trips + !trips : amount;
		tasks = strict ? trips / grain + !!(trips % grain) : trips / grain;
		if (!tasks) tasks = 1;
	} else tasks = divide == DIVIDE_INTO ? amount : (uint64_t)m->size * TASKS_PER_THREAD;
	if (tasks > trips) tasks = trips;
	if (tasks && !(strict && divide == DIVIDE_BY_GRAIN)) {
		grain = trips / tasks;
		extra = trips % tasks;
	} else extra = 0;
	uint64_t at = 0;
	for (uint64_t i = 0; i < tasks; i++) {
		uint64_t n = grain + (i < extra);
		if (at + n > trips) n = trips - at;
		struct task *t = copy_of(m, pattern);
		int last_one = i == tasks - 1;
		/* Where the bounds lie in the record is for the caller to say. */
		*(uint64_t *)((char *)body(t) + ((char *)low - (char *)task)) = first + at * (uint64_t)step;
		*(uint64_t *)((char *)body(t) + ((char *)high - (char *)task)) = first +
			(at + n - 1) * (uint64_t)step;
		if (low == &((struct kmp_loop_task *)task)->low)
			((struct kmp_loop_task *)body(t))->last = last_one;
		at += n;
		if (dup) dup(body(t), task, last_one);
		if (condition) make_task(m, t, 0);
		else {
			__kmpc_omp_task_begin_if0(source, gtid, body(t));
			body(t)->run(gtid, body(t));
			__kmpc_omp_task_complete_if0(source, gtid, body(t));
		}
	}
	free_record(m, pattern);
	if (!nogroup) end_group(m);
}

void __kmpc_taskloop(struct ident *source, int gtid, void *task, int condition, uint64_t *low,
	uint64_t *high, int64_t step, int nogroup, int divide, uint64_t amount, duplicate dup)
{
	__kmpc_taskloop_5(
		source, gtid, task, condition, low, high, step, nogroup, divide, amount, 0, dup);
}
