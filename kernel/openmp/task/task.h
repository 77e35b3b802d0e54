/* Explicit tasks: the compiler's record, ours before it, and the queues. */
#ifndef HERMIT_OPENMP_TASK_H
#define HERMIT_OPENMP_TASK_H
#include "task/wait.h"

typedef int (*routine)(int gtid, void *task);

/* What clang knows of a task (kmp_task_t); behind it lie private variables, then what `shared` points to. */
struct kmp_task {
	void *shared;
	routine run;
	int part;
	union {
		int value;
		routine run;
	} destructors;
	union {
		int value;
		routine run;
	} priority;
};
/* Tasks of a taskloop have more. */
struct kmp_loop_task {
	struct kmp_task task;
	uint64_t low, high;
	int64_t step;
	int last;
	void *reductions;
};

enum { EVENT_OPEN, EVENT_BODY_DONE, EVENT_FULFILLED };

/* The compiler's part begins on a boundary of 16 bytes behind ours. */
#define TASK_HEADER ((sizeof(struct task) + 15) & -16)
static inline struct kmp_task *body(struct task *t)
{
	return (struct kmp_task *)((char *)t + TASK_HEADER);
}
static inline struct task *header(void *body)
{
	return (struct task *)((char *)body - TASK_HEADER);
}

/* A taskgroup that a task is in. */
struct group {
	volatile int count;           /* tasks in it that are not complete */
	volatile int cancelled;
	int of_reduction; /* made by reduction(task, …): cancelling goes on to the one around it */
	struct group *outer;
	struct reductions *reductions;
};

/*
 * What is left of its children. A thread in a barrier makes none and takes back only what it completed, so `own`, which is read first,
 * is never too small.
 */
static inline uint64_t children_of(struct task *t)
{
	uint64_t own = __atomic_load_n(&t->own, __ATOMIC_SEQ_CST);
	return own - __atomic_load_n(&t->gone, __ATOMIC_SEQ_CST);
}

/* Records */
struct task *new_record_slowly(struct member *, size_t size);
void free_record(struct member *, struct task *);
/* On the thread of w. */
static inline void keep_record(struct worker *w, struct task *t)
{
	t->next = w->free[t->class_];
	w->free[t->class_] = t;
}
/* On the thread of m. */
static inline struct task *new_record(struct member *m, size_t size)
{
	unsigned class = (TASK_HEADER + size - 1) / TASK_GRAIN;
	struct task *t = likely(class < TASK_CLASSES) ? m->worker->free[class] : 0;
	if (unlikely(!t)) return new_record_slowly(m, size);
	m->worker->free[class] = t->next;
	return t;
}

/* Makes a task that is ready available to the team, or runs it now. */
void submit(struct member *, struct task *);
/* A task that this thread may run where it waits. */
struct task *find_task(struct member *, enum waiting);
void run_task(struct member *, struct task *);
static inline int run_a_task(struct member *m, enum waiting how)
{
	struct task *t = find_task(m, how);
	if (t) run_task(m, t);
	return t != 0;
}
/* The body is over, and so is the task unless an event is open. */
void complete(struct member *, struct task *);
/* The program has tasks that complete when an event says so: then tasks of one thread must wait for each other, too. */
extern volatile int detached_tasks;
struct dependences;
/* A task that the compiler has filled in begins to count, and is run now or later; `dependences` may be NULL. */
void make_task(struct member *, struct task *, struct dependences *);
/* Whether this thread may begin the task where it waits. */
int allowed(struct member *, struct task *, enum waiting);
/* Puts it at the bottom of this thread's queue; 0 if that is full. */
int push(struct member *, struct task *);
/* Puts it into the team's sorted list: for tasks with priority, and from threads outside of the team. */
void push_by_priority(struct team *, struct task *);
/* Wakes a thread of the team that sleeps and could run a task. */
void announce_tasks(struct member *, struct team *);

/* ABI calls that other files of this folder make. */
void *__kmpc_omp_task_alloc(
	struct ident *, int gtid, int flags, size_t size, size_t shared, routine);
void __kmpc_omp_task_begin_if0(struct ident *, int gtid, void *task);
void __kmpc_omp_task_complete_if0(struct ident *, int gtid, void *task);

/* Taskgroups */
struct group *begin_group(struct member *);
void end_group(struct member *);
void combine_reductions(struct reductions *);
/* m leaves a construct with reduction(task, …): a worksharing one (kind 1) or the region (0). */
void end_modifier(struct member *m, int kind);
/* No member is in one any more; of a cancelled region some may never have come to it. */
void forget_modifiers(struct team *);
static inline int group_cancelled(struct group *g)
{
	for (; g; g = g->outer)
		if (load(&g->cancelled)) return 1;
	return 0;
}
#endif
