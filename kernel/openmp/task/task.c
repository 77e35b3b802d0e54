/* Explicit tasks: making, running, completing and waiting for them. */
#include <string.h>
#include "task/dependences.h"

#define CHILD ((1ull << 32) + 1)
#define RECORD (1ull << 32)
#define RECORDS (-1ull << 32)

void *__kmpc_omp_task_alloc(
	struct ident *source, int gtid, int flags, size_t size, size_t shared, routine run)
{
	struct member *m = self();
	struct task *up = m->task;
	/* Shared variables and private ones may want 16 bytes' alignment. */
	uint32_t at = (size + 15) & -16, all = at + shared;
	struct task *t = new_record(m, all);
	t->parent = up;
	t->group = up->group;
	t->own = t->gone = 0;
	t->runner = 0;
	t->icvs = up->icvs;
	t->team = m->team;
	t->level = up->level + 1;
	t->flags = (unsigned)flags & 0xff;
	t->size = all;
	t->parts = 0;
	t->event = EVENT_OPEN;
	t->priority = 0;
	t->node = 0;
	t->table = 0;
	if (up->flags & TASK_FINAL) t->flags |= TASK_FINAL;
	struct kmp_task *b = body(t);
	b->shared = shared ? (char *)b + at : 0;
	b->run = run;
	b->part = 0;
	return b;
}

void *__kmpc_omp_target_task_alloc(struct ident *source, int gtid, int flags, size_t size,
	size_t shared, routine run, int64_t device)
{
	return __kmpc_omp_task_alloc(source, gtid, flags & ~TASK_PROXY, size, shared, run);
}

/* The task counts from now on: for its parent, its taskgroup and the barriers of the team. */
static inline void enlist(struct member *m, struct task *t)
{
	struct team *team = m->team;
	if (unlikely(load(&team->tasky) != m->region)) {
		store(&team->tasky, m->region);
		/* Workers at the region's end wait for the next one and are not counted as sleepers. */
		wake_members(team, m, PARK_IDLE | PARK_AT_BELL);
	}
	/* A thread that makes it while it helps at a barrier has not left that one. */
	int left = m->epoch - m->helping;
	if (load(&team->task_epoch) - left < 0) store(&team->task_epoch, left);
	t->parent->own += CHILD;
	if (t->group) add(&t->group->count, 1);
}

/* Takes a task out of its parent's counts: as an incomplete child, as a record, or both. A record that goes may take its parent along. */
static void leave_parent(struct member *m, struct task *t, uint64_t by)
{
	struct team *team = t->team;
	for (;;) {
		struct task *up = t->parent;
		int implicit = !up->parent;
		if (likely(up->runner == m)) {
			uint64_t own = up->own - by;
			/* Threads that sleep at the barrier where this one helps wait for it. */
			if (!(implicit && m->helping)) up->own = own;
			else {
				__atomic_store_n(&up->own, own, __ATOMIC_SEQ_CST);
				if (load_sync(&team->sleepers) && !children_of(up))
					wake_members(team, m, PARK_TAKES_TASKS);
			}
			if (by & RECORDS) free_record(m, t);
			return;
		}
		uint64_t gone = __atomic_add_fetch(&up->gone, by, __ATOMIC_SEQ_CST);
		/* A parent that sleeps has its child's record to count on, or waits for this very one: nothing of it is looked at after that. */
		if (unlikely(load_sync(&team->sleepers))) {
			uint64_t left = up->own - gone;
			if ((uint32_t)by && !(uint32_t)left) wake_members(team, m, PARK_FOR_CHILDREN);
			if (implicit && !left) wake_members(team, m, PARK_TAKES_TASKS);
		}
		if (by & RECORDS) free_record(m, t);
		if (gone || implicit) return;
		t = up;
		by = RECORD;
	}
}

/* The body of a task with children is over: the last of them to leave frees it. Answers whether all have left already. */
static int leave_to_children(struct task *t)
{
	return !__atomic_sub_fetch(&t->gone, t->own, __ATOMIC_SEQ_CST);
}

void complete(struct member *m, struct task *t)
{
	if (unlikely(t->node != 0)) release_dependents(m, t);
	if (unlikely(t->table != 0)) {
		free_table(t->table);
		t->table = 0;
	}
	int childless = !children_of(t);
	if (t->flags & TASK_UNCOUNTED) {
		if (childless) {
			free_record(m, t);
			return;
		}
		/* Its children outlive it: now its parent, which has made it on this thread, has to know the record. */
		t->parent->own += RECORD;
		if (leave_to_children(t)) leave_parent(m, t, RECORD);
		return;
	}
	struct group *g = t->group;
	if (g && add(&g->count, -1) == 1 && unlikely(load_sync(&t->team->sleepers)))
		wake_members(t->team, m, PARK_FOR_CHILDREN);
	if (likely(childless)) leave_parent(m, t, CHILD);
	else {
		leave_parent(m, t, 1);
		if (leave_to_children(t)) leave_parent(m, t, RECORD);
	}
}

static int cancelled(struct member *m, struct task *t)
{
	return t->team->cancelled || group_cancelled(t->group);
}

static void begin(struct member *m, struct task *t)
{
	m->task = t;
	if (!(t->flags & TASK_TIED)) return;
	m->tied = t;
	t->runner = m;
}

/* The body has returned: finishes what can be. */
static void end(struct member *m, struct task *t)
{
	if (!(t->flags & TASK_TIED) && t->parts && add(&t->parts, -1) > 1)
		return;   /* another part of it is queued or running */
	if (t->flags & TASK_DESTRUCTORS) body(t)->destructors.run(m->worker->gtid, body(t));
	/* From here on its children count in `gone`, wherever they complete. */
	t->runner = 0;
	if (t->flags & TASK_DETACHABLE && cas(&t->event, EVENT_OPEN, EVENT_BODY_DONE) == EVENT_OPEN)
		return;
	complete(m, t);
}

/*
 * The compiler cuts the body of an untied task at its scheduling points. A part that has run asks for the next one by make_task and returns; the
 * first one does nothing else. In an undeferred task that asking is only counted, and the thread goes on with the next part here.
 */
static void run_other_parts(struct member *m, struct task *t)
{
	while (t->parts > 1) {
		t->parts--;
		body(t)->run(m->worker->gtid, body(t));
	}
}

/* Whether the body has begun: then it runs to its end, or to a point where it leaves by itself, even if it is cancelled. */
static int begun(struct task *t) { return !(t->flags & TASK_TIED) && body(t)->part > 1; }

void run_task(struct member *m, struct task *t)
{
	struct task *outer = m->task, *tied = m->tied;
	begin(m, t);
	if (unlikely(settings.cancellation) && cancelled(m, t) && !begun(t)) {
		t->parts = 0;
		t->flags &= ~(TASK_DESTRUCTORS | TASK_DETACHABLE);
	} else if (likely(body(t)->run != 0)) {
		body(t)->run(m->worker->gtid, body(t));
		if (unlikely(t->flags & TASK_UNDEFERRED)) run_other_parts(m, t);
	}
	/* An untied task may go on as another part elsewhere: after `end` it is no longer ours. */
	end(m, t);
	m->task = outer;
	m->tied = tied;
}

void submit(struct member *m, struct task *t)
{
	struct team *team = t->team;
	/*
	 * Who has fulfilled an event that the task waited for may belong to another team, or may not begin it where it waits next: then
	 * whoever may has to find it.
	 */
	if (team != m->team || (t->parent != m->task && !allowed(m, t, WAIT_FOR_CHILDREN))) {
		push_by_priority(team, t);
		wake_members(team, m, PARK_TAKES_TASKS);
		return;
	}
	if (t->priority > 0) push_by_priority(team, t);
	else if (!push(m, t)) {
		if (settings.throttle) {
			run_task(m, t);
			return;
		}
		push_by_priority(team, t);
	}
	announce_tasks(m, team);
}

/*
 * The queue is full: then some tasks are run at once without another look, because the word that says how much was stolen is on a
 * cache line that the thieves write.
 */
static inline int crowded(struct member *m)
{
	if (m->skip > 0) {
		m->skip--;
		return 1;
	}
	if (m->bottom - load(&m->top) < QUEUE_ENOUGH || !settings.throttle) return 0;
	/* While so many are run the others cannot empty the queue. */
	m->skip = QUEUE_ENOUGH / m->size;
	return 1;
}

/* The same for tasks that wait for others, and so stand in no queue: without it a graph would be limited by memory alone. */
static inline int crowded_by_dependents(struct member *m)
{
	if (m->unchecked-- > 0 || !settings.throttle) return 0;
	if ((uint32_t)children_of(m->task) < DEPENDENT_ENOUGH) {
		m->unchecked = DEPENDENT_ENOUGH / 16;
		return 0;
	}
	m->unchecked = 0;
	return 1;
}

void make_task(struct member *m, struct task *t, struct dependences *dependences)
{
	int untied = !(t->flags & TASK_TIED);
	if (unlikely(untied) && add(&t->parts, 1) > 0) {
		/* The next part of an untied task, asked for by the one that runs. */
		if (!(t->flags & TASK_UNDEFERRED)) submit(m, t);
		return;
	}
	if (t->flags & TASK_PRIORITY && settings.max_priority) {
		int p = body(t)->priority.value;
		t->priority = p < settings.max_priority ? p : settings.max_priority;
	}
	/* Descendants of a final task are included: only those with an event may wait for others in a queue. */
	int included = t->flags & TASK_FINAL && t->parent->flags & TASK_FINAL;
	if (included && dependences && !(t->flags & TASK_DETACHABLE)) {
		wait_for_predecessors(m, dependences);
		dependences = 0;
	}
	included = included && !dependences;
	if (included && untied) t->flags |= TASK_UNDEFERRED;
	int waited = dependences && (t->flags & (TASK_TIED | TASK_DETACHABLE)) == TASK_TIED &&
		!load(&detached_tasks) && crowded_by_dependents(m);
	if (waited) {
		wait_for_predecessors(m, dependences);
		dependences = 0;
	}
	int now = waited || included || (m->size == 1 && !(dependences && load(&detached_tasks))) ||
		(!dependences && !t->priority && crowded(m));
	if (now && (t->flags & (TASK_TIED | TASK_DETACHABLE)) == TASK_TIED) {
		t->flags |= TASK_UNCOUNTED;
		run_task(m, t);
		return;
	}
	enlist(m, t);
	if (included || (now && m->size == 1)) run_task(m, t);
	else if (dependences) depend_and_submit(m, t, dependences);
	else submit(m, t);
}

/* A plain task that is run at once, while nothing asks for more than that: most tasks of a thread whose queue is full. */
static inline int run_plainly(struct member *m, struct task *t)
{
	if (m->skip <= 0 || t->flags != TASK_TIED || t->class_ >= TASK_CLASSES || settings.cancellation)
		return 0;
	m->skip--;
	struct task *outer = m->task, *tied = m->tied;
	t->runner = m;
	m->task = m->tied = t;
	body(t)->run(m->worker->gtid, body(t));
	m->task = outer;
	m->tied = tied;
	if (likely(!t->table && !children_of(t))) keep_record(m->worker, t);
	else {
		t->flags |= TASK_UNCOUNTED;
		t->runner = 0;
		complete(m, t);
	}
	return 1;
}

int __kmpc_omp_task(struct ident *source, int gtid, void *task)
{
	struct member *m = self();
	if (!run_plainly(m, header(task))) make_task(m, header(task), 0);
	return 0;
}

int __kmpc_omp_task_parts(struct ident *source, int gtid, void *task)
{
	return __kmpc_omp_task(source, gtid, task);
}

/* A task that is run by its parent's thread at once; the compiler calls the body between the two. */
void __kmpc_omp_task_begin_if0(struct ident *source, int gtid, void *task)
{
	struct member *m = self();
	struct task *t = header(task);
	if (!(t->flags & TASK_TIED)) {
		t->flags |= TASK_UNDEFERRED;
		add(&t->parts, 1);
	}
	enlist(m, t);
	begin(m, t);
}

void __kmpc_omp_task_complete_if0(struct ident *source, int gtid, void *task)
{
	struct member *m = self();
	struct task *t = header(task), *up = t->parent;
	if (unlikely(!(t->flags & TASK_TIED))) run_other_parts(m, t);
	m->task = up;
	/* The innermost tied one again. */
	struct task *tied = up;
	while (!(tied->flags & TASK_TIED) && tied->parent) tied = tied->parent;
	m->tied = tied;
	end(m, t);
}

static int no_children(struct member *m, void *task) { return !(uint32_t)children_of(task); }

int __kmpc_omp_taskwait(struct ident *source, int gtid)
{
	struct member *m = self();
	struct task *t = m->task;
	if (!no_children(m, t)) wait_until(m, no_children, t, WAIT_FOR_CHILDREN);
	return 0;
}

int __kmpc_omp_taskyield(struct ident *source, int gtid, int part)
{
	struct member *m = self();
	run_a_task(m, WAIT_FOR_CHILDREN);
	return 0;
}

/* Where a task's data is cannot be chosen here. */
int __kmpc_omp_reg_task_with_affinity(struct ident *source, int gtid, void *task, int n, void *list)
{
	return 0;
}
