/* Explicit tasks: making, running, completing and waiting for them. */
#include <string.h>
#include "environment.h"
#include "task.h"

/* The program has tasks that complete when an event says so: then tasks of one thread must wait for each other, too. */
static volatile int detached_tasks;

#define CHILD ((1ull << 32) + 1)
#define RECORD (1ull << 32)

void *__kmpc_omp_task_alloc(struct ident *source, int gtid, int flags, size_t size, size_t shared, routine run)
{
	struct member *m = self();
	struct task *up = m->task;
	/* Shared variables and private ones may want 16 bytes' alignment. */
	uint32_t at = (size + 15) & -16, all = at + shared;
	struct task *t = new_record(m, all);
	t->parent = up;
	t->group = up->group;
	t->counts = RECORD;
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

void *__kmpc_omp_target_task_alloc(struct ident *source, int gtid, int flags, size_t size, size_t shared, routine run, int64_t device)
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
		for (int i = 0; i < m->size; i++) {
			struct worker *w = team->workers[i];
			if (i != m->tid && w && load_sync(&w->parked) == PARK_YES) unpark(w);
		}
	}
	/* A thread that makes it while it helps at a barrier has not left that one. */
	int left = m->epoch - m->helping;
	if (load(&team->task_epoch) - left < 0) store(&team->task_epoch, left);
	__atomic_fetch_add(&t->parent->counts, CHILD, __ATOMIC_SEQ_CST);
	if (t->group) add(&t->group->count, 1);
}

/* Takes a task out of its parent's counts: as an incomplete child, as a record, or both. A record that goes may take its parent along. */
static void leave_parent(struct member *m, struct task *t, uint64_t by)
{
	struct team *team = t->team;
	for (;;) {
		struct task *up = t->parent;
		int implicit = !up->parent;
		uint64_t now = __atomic_sub_fetch(&up->counts, by, __ATOMIC_SEQ_CST);
		/* Waking looks at nothing of the parent's, which may go as soon as its count allows. */
		if (unlikely(load_sync(&team->sleepers))) {
			if ((uint32_t)by && !(uint32_t)now) wake_members(team, m, PARK_FOR_CHILDREN);
			if (implicit && now >> 32 == 1) wake_members(team, m, PARK_TAKES_TASKS);
		}
		if (by & RECORD) free_record(m, t);
		if (now >> 32 || implicit) return;
		t = up;
		by = RECORD;
	}
}

void complete(struct member *m, struct task *t)
{
	if (unlikely(t->node != 0)) release_dependents(m, t);
	if (unlikely(t->table != 0)) {
		free_table(t->table);
		t->table = 0;
	}
	if (t->flags & TASK_UNCOUNTED) {
		uint64_t counts = __atomic_load_n(&t->counts, __ATOMIC_ACQUIRE);
		if (counts >> 32 == 1) {
			free_record(m, t);
			return;
		}
		/* Its children outlive it: now its parent has to know the record. */
		__atomic_fetch_add(&t->parent->counts, RECORD, __ATOMIC_SEQ_CST);
		if (!(__atomic_sub_fetch(&t->counts, RECORD, __ATOMIC_SEQ_CST) >> 32)) leave_parent(m, t, RECORD);
		return;
	}
	struct group *g = t->group;
	if (g && add(&g->count, -1) == 1 && unlikely(load_sync(&t->team->sleepers))) wake_members(t->team, m, PARK_FOR_CHILDREN);
	/* Without children nobody else can know the record. */
	if (likely(__atomic_load_n(&t->counts, __ATOMIC_ACQUIRE) >> 32 == 1) || !(__atomic_sub_fetch(&t->counts, RECORD, __ATOMIC_SEQ_CST) >> 32))
		leave_parent(m, t, CHILD);
	else leave_parent(m, t, 1);
}

static int cancelled(struct member *m, struct task *t)
{
	return t->team->cancelled || group_cancelled(t->group);
}

static void begin(struct member *m, struct task *t)
{
	m->task = t;
	if (t->flags & TASK_TIED) m->tied = t;
}

/* The body has returned: finishes what can be. */
static void end(struct member *m, struct task *t)
{
	if (!(t->flags & TASK_TIED) && t->parts && add(&t->parts, -1) > 1) return;   /* another part of it is queued or running */
	if (t->flags & TASK_DESTRUCTORS) body(t)->destructors.run(m->worker->gtid, body(t));
	if (t->flags & TASK_DETACHABLE && cas(&t->event, EVENT_OPEN, EVENT_BODY_DONE) == EVENT_OPEN) return;
	complete(m, t);
}

void run_task(struct member *m, struct task *t)
{
	struct task *outer = m->task, *tied = m->tied;
	begin(m, t);
	if (unlikely(settings.cancellation) && cancelled(m, t)) {
		t->parts = 0;
		t->flags &= ~(TASK_DESTRUCTORS | TASK_DETACHABLE);
	} else if (likely(body(t)->run != 0)) body(t)->run(m->worker->gtid, body(t));
	/* An untied task may go on as another part elsewhere: after `end` it is no longer ours. */
	end(m, t);
	m->task = outer;
	m->tied = tied;
}

void submit(struct member *m, struct task *t)
{
	struct team *team = t->team;
	/* A thread of another team may have fulfilled an event that the task waited for. */
	if (t->priority > 0 || team != m->team) push_by_priority(team, t);
	else if (!push(m, t)) {
		run_task(m, t);
		return;
	}
	announce_tasks(m, team);
}

/*
 * The queue is full: then some tasks are run at once without another look, because the word that says how much was stolen is on a
 * line that the thieves write.
 */
static inline int crowded(struct member *m)
{
	if (m->skip > 0) {
		m->skip--;
		return 1;
	}
	if (m->bottom - load(&m->top) < QUEUE_ENOUGH) return 0;
	m->skip = SKIP_WHEN_FULL;
	return 1;
}

void make_task(struct member *m, struct task *t, struct dependences *dependences)
{
	int untied = !(t->flags & TASK_TIED);
	if (unlikely(untied) && add(&t->parts, 1) > 0) {
		/* The next part of an untied task, asked for by the one that runs. */
		submit(m, t);
		return;
	}
	if (t->flags & TASK_PRIORITY && settings.max_priority) {
		int p = body(t)->priority.value;
		t->priority = p < settings.max_priority ? p : settings.max_priority;
	}
	int now = (t->flags & TASK_FINAL && t->parent->flags & TASK_FINAL && !dependences) || (m->size == 1 && !(dependences && load(&detached_tasks)))
		|| (!dependences && !t->priority && crowded(m));
	if (now && (t->flags & (TASK_TIED | TASK_DETACHABLE)) == TASK_TIED) {
		t->flags |= TASK_UNCOUNTED;
		run_task(m, t);
		return;
	}
	enlist(m, t);
	if (now && m->size == 1) run_task(m, t);
	else if (dependences) depend_and_submit(m, t, dependences);
	else submit(m, t);
}

int __kmpc_omp_task(struct ident *source, int gtid, void *task)
{
	make_task(self(), header(task), 0);
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
	if (!(t->flags & TASK_TIED)) add(&t->parts, 1);
	enlist(m, t);
	begin(m, t);
}

void __kmpc_omp_task_complete_if0(struct ident *source, int gtid, void *task)
{
	struct member *m = self();
	struct task *t = header(task), *up = t->parent;
	m->task = up;
	/* The innermost tied one again. */
	struct task *tied = up;
	while (!(tied->flags & TASK_TIED) && tied->parent) tied = tied->parent;
	m->tied = tied;
	if (!(t->flags & TASK_TIED)) t->parts = 0;
	end(m, t);
}

static int no_children(struct member *m, void *task)
{
	return !(uint32_t)__atomic_load_n(&((struct task *)task)->counts, __ATOMIC_ACQUIRE);
}

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

/* Detachable tasks: complete when both the body is over and the event is fulfilled. */
void *__kmpc_task_allow_completion_event(struct ident *source, int gtid, void *task)
{
	store(&detached_tasks, 1);
	return header(task);
}

void omp_fulfill_event(omp_event_handle_t event)
{
	struct task *t = (struct task *)event;
	if (swap(&t->event, EVENT_FULFILLED) != EVENT_BODY_DONE) return;
	complete(self(), t);
}

void __kmpc_proxy_task_completed(int gtid, void *task)
{
	omp_fulfill_event((omp_event_handle_t)header(task));
}

void __kmpc_proxy_task_completed_ooo(void *task)
{
	omp_fulfill_event((omp_event_handle_t)header(task));
}
