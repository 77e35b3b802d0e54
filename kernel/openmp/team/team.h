/*
 * Teams: who is where, and what each thread of a region keeps.
 *
 *   worker   a thread of the isle that can take part in regions; it waits for work on its own cache line
 *   team     the threads of one region; it outlives the region and is taken again by the next one that is forked at that place
 *   member   a place in a team; the thread that holds it runs the region's implicit task
 *
 * Words that one thread writes and others poll stand on cache lines of their own. All waiting goes through wait_until.
 */
#ifndef HERMIT_OMP_TEAM_H
#define HERMIT_OMP_TEAM_H

#include <omp.h>
#include "core.h"
#include "../env/limits.h"

struct ident { int reserved, flags, more, size; const char *source; };
typedef void (*microtask)(int *, int *, ...);

#define LINE _Alignas(64)
#define COPIED 11

/* Internal control variables of a data environment. */
struct icvs {
	int threads, dynamic, max_levels;
	int schedule, chunk;          /* of run-sched-var: an omp_sched_t with its modifier */
	int thread_limit, device, bind;
};

/*
 * Children of a task are counted in two words, each on the line of who writes it: the task's own thread adds them up in `own`, and
 * takes back what it completes itself; `gone` is what other threads completed. own - gone has in its low half the children that
 * are not complete, in its high half those whose records exist. When the body is over all of it moves to `gone`, which is 0
 * once nobody can know the record any more.
 */
struct task {
	LINE struct task *parent;
	struct group *group;          /* the innermost taskgroup around the code it now runs */
	volatile uint64_t own;
	struct icvs icvs;
	struct team *team;
	int level;                    /* distance from the implicit task */
	unsigned flags;               /* TASK_* */
	int class_;                   /* of its memory: see task_memory.c */
	LINE volatile uint64_t gone;
	struct member *runner;        /* whose thread may write `own`, if that is the same for the whole of the task */
	struct worker *owner;
	uint32_t size;                /* of the compiler's part and the shared variables behind it */
	volatile int parts;           /* untied: parts that are queued or running */
	volatile int event;           /* detachable: EVENT_* */
	int priority;
	struct node *node;            /* its place among dependences */
	struct table *table;          /* dependences of its children */
	struct task *next;            /* in a list of free records or of tasks with priority */
};

/* A worksharing loop in flight. Buffers are taken in turn; the last thread to leave one hands it on to the loop LOOPS later. */
struct loop {
	LINE volatile uint64_t next;  /* chunks (dynamic) or iterations (guided) handed out; beyond the end (stolen: from 0), threads that have left */
	volatile unsigned turn;       /* the loop that may use it now */
	LINE volatile uint64_t ordered;   /* iterations whose ordered part is over */
	/* Of loops with cross-iteration dependences, which have turns of their own. */
	LINE volatile unsigned doacross_turn;
	volatile int made, left;
	uint32_t *volatile posted;    /* a bit an iteration */
};

struct doacross { struct loop *loop; unsigned number; int dims; struct { int64_t low, step; uint64_t trips; } nest[]; };

struct member {
	LINE volatile int arrived;    /* flat barriers: the last epoch that this thread has reached */
	LINE struct team *team;
	struct worker *worker;
	struct task *task;            /* the one that runs now */
	int tid, size;                /* of the team */
	int epoch;                    /* barriers begun */
	int helping;                  /* waits at a barrier, and may run tasks meanwhile */
	int region;                   /* epoch at which the region began: names it */
	int gathered;                 /* what team->gathered is when all have reached the present epoch */
	unsigned singles, loops, doacrosses;   /* constructs met */
	struct team *child;           /* the team that this member forks, when it has one */
	struct task *tied;            /* innermost tied task: what the scheduling constraint is about */
	/* The dynamic or ordered loop that it is in. */
	struct loop *loop;
	unsigned loop_number;
	uint64_t trips, chunk, next;  /* iterations are counted from 0 */
	uint64_t end;                 /* what loop->next is when nothing is left */
	uint64_t first;               /* value of the loop variable at iteration 0, and what it grows by */
	int64_t step;
	int schedule, ordered, bumped, whole_chunks;
	int piece, pieces;            /* stolen chunks: whose piece it takes from, and how many it has seen the end of */
	uint64_t piece_first, piece_size;
	uint64_t order;               /* ordered: the iteration it is at */
	int reducing;                 /* how the reduction under way is done */
	struct doacross *doacross;
	struct reductions *modifier[2];   /* reduction(task, …) of the region [0], of a worksharing construct [1] */
	struct task implicit;
	/* Tasks: the owner pushes and pops at the bottom, others take from the top. */
	LINE volatile int bottom;
	struct task *volatile *ring;
	int victim, skip;
	int unchecked;                /* tasks with dependences that it makes before it counts its children again */
	int lean;                     /* the last queue it stole from had too little for two */
	LINE volatile int top;
	/* Chunks handed out of this member's piece of each loop in flight, by whoever took them. */
	struct { LINE volatile uint64_t taken; } shares[LOOPS];
};

struct team {
	struct member *up;            /* who forked it */
	int size, capacity, level, active, flat;
	struct icvs icvs;             /* with which implicit tasks begin */
	/* What is left of num_threads(list) of this region or one around it: threads of the regions inside, by level. */
	int listed, list[NTHREADS_LIST];
	struct team *next;            /* in a list of free ones */
	struct team *contention;      /* the outermost one of its contention group, which counts the group's threads */
	volatile int threads;         /* there: those in its regions now */
	int teams, number;            /* in a league: how many, which */
	volatile int cancelled;       /* the region */
	/* The worksharing construct before the next barrier is cancelled if this is the epoch. */
	volatile int cancelled_loop, cancelled_sections;
	volatile int joined;          /* workers at the end of the region, where regions can be cancelled */
	LINE volatile int sleepers;   /* members that are parked: who changes something that they wait for must look */
	volatile int bell;            /* counts its calls */
	LINE volatile int gathered;
	LINE volatile int release;    /* central barriers: the last epoch that all have reached */
	LINE volatile int tasky;      /* the region in which tasks were last made */
	volatile int task_epoch;      /* the last epoch that a thread had left when it made one */
	volatile int finished;        /* the region whose tasks are all done */
	volatile int acknowledged;    /* workers that have seen that */
	LINE volatile unsigned singles;
	void *volatile copyprivate;
	volatile int prioritised, priority_lock;
	struct task *volatile by_priority;
	volatile int reduction_state[2], reduction_users[2];
	struct reductions *volatile reduction[2];
	struct loop *loops;           /* LOOPS buffers */
	/* The members' threads, by place. Apart from the members, whose lines their own threads write: who forks would wait for these. */
	struct worker *volatile *workers;
	struct member members[];
};

struct worker {
	/* Written by the one who forks, at once with what to do. */
	LINE volatile int go;
	microtask run;
	int argc;
	struct member *member;
	void **arguments;
	void *copied[COPIED];         /* as many arguments as fit the line; more are read where they are */
	LINE volatile int parked;     /* PARK_* */
	int gtid;
	int asked_threads, asked_bind, asked_strict;   /* by the clauses of the next construct */
	int asked_listed, asked_list[NTHREADS_LIST];   /* num_threads(list): what follows its first value */
	int asked_teams, asked_limit;
	struct member *initial;       /* its first place: outside of all regions */
	struct team *serial;          /* free teams of one */
	struct task *free[TASK_CLASSES];
	LINE struct task *volatile returned;   /* records of this worker's that others freed */
	struct worker *next;          /* idle */
};
/*
 * What a sleeping thread waits for: the next region, a word that others change, the others at a barrier, its children. A crowd at a
 * barrier sleeps on the team's bell, so that one call wakes all, unless there are tasks, for which one after the other is woken.
 */
enum {
	PARK_NO, PARK_IDLE = 1, PARK_PLAIN = 2, PARK_AT_BARRIER = 4, PARK_FOR_CHILDREN = 8, PARK_AT_BELL = 16,
	PARK_TAKES_TASKS = PARK_AT_BARRIER | PARK_FOR_CHILDREN,
	PARK_FOR_OTHERS = PARK_AT_BARRIER | PARK_AT_BELL,
	PARK_IN_REGION = PARK_PLAIN | PARK_FOR_CHILDREN | PARK_FOR_OTHERS
};

extern _Thread_local struct member *current_member;
struct member *register_thread(void);
static inline struct member *self(void)
{
	struct member *m = current_member;
	return likely(m != 0) ? m : register_thread();
}

/* Waiting */
typedef int ready(struct member *, void *);
enum waiting { WAIT_PLAIN, WAIT_WITH_TASKS, WAIT_FOR_CHILDREN };
void wait_slowly(struct member *m, ready *is, void *argument, enum waiting);
static inline __attribute__((always_inline)) void wait_until(struct member *m, ready *is, void *argument, enum waiting how)
{
	for (int i = 0; i < POLLS_INLINE; i++) if (is(m, argument)) return;
	wait_slowly(m, is, argument, how);
}
/* Polls that a wait is worth now. */
int spins(void);
/* One wait in the kernel, with the signals that came meanwhile taken. */
void sleep_on(volatile int *address, int value);
void unpark(struct worker *);
/* Wakes all members but this one that are parked for one of `kinds` of PARK_. */
void wake_members(struct team *, struct member *but, int kinds);
static inline void changed(struct member *m, int kinds)
{
	if (unlikely(load_sync(&m->team->sleepers))) wake_members(m->team, m, kinds);
}

/* Barriers */
void barrier(struct member *);
void join_as_worker(struct member *);
void join_as_first(struct member *);

/* Workers and teams */
void invoke(microtask run, int gtid, int tid, int argc, void **arguments);
struct worker *new_worker(void);
void keep_worker(struct worker *);   /* whose thread has ended or never began */
int take_workers(struct team *, int from, int to);
void give_workers(struct team *, int from, int to);
struct team *new_team(int capacity);
void free_team(struct team *);
void begin_implicit(struct member *);
struct member *enter_serial(struct member *);
void leave_serial(struct member *);
/* nthreads-var of the implicit tasks of m's new team, inherited or from a list. */
int hand_threads_down(struct member *m, struct team *, int inherited);
int choose_size(struct member *);

/* Loops in flight; see dispatch.c */
void leave_loop(struct member *);
void reset_loops(struct team *);
void fork_team(struct member *, int argc, microtask run, void **arguments);

/* Small mutual exclusion: 0 free, 1 held, 2 held and waited for. */
void mutex_lock_slowly(volatile int *);
static inline void mutex_lock(volatile int *l) { if (cas(l, 0, 1)) mutex_lock_slowly(l); }
static inline void mutex_unlock(volatile int *l) { if (swap(l, 0) == 2) core_wake(l, 1); }

/* Prints a warning or the reason of the end to standard error. */
void omp_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void omp_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
