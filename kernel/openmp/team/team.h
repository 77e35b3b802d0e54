/*
 * Teams: who is where, and what each thread of a region keeps.
 *
 *   worker   a thread of the isle that can take part in regions; it waits for work on its own cache line
 *   team     the threads of one region; it outlives the region and is taken again by the next one that is forked there
 *   member   a seat in a team; the thread that has it runs the region's implicit task
 *
 * Words that one thread writes and others poll stand on cache lines of their own.
 */
#ifndef HERMIT_OPENMP_TEAM_H
#define HERMIT_OPENMP_TEAM_H

#include "core.h"
#include "env/settings.h"

struct ident {
	int reserved, flags, more, size;
	const char *source;
};
typedef void (*microtask)(int *, int *, ...);

#define CACHE_LINE _Alignas(64)
#define COPIED 11

enum {
	TASK_TIED = 1,
	TASK_FINAL = 2,
	TASK_MERGED = 4,
	TASK_DESTRUCTORS = 8,
	TASK_PROXY = 0x10,
	TASK_PRIORITY = 0x20,
	TASK_DETACHABLE = 0x40,
	/* Ours: run at once by the thread that made it, so nobody has to wait for it; */
	TASK_UNCOUNTED = 0x100,
	/* and if it is untied, all its parts, one after the other, because it is undeferred or included. */
	TASK_UNDEFERRED = 0x200
};

/*
 * Children of a task are counted in two words, each on the cache line of who writes it: the task's own thread adds them up in `own`, and
 * takes back what it completes itself; `gone` is what other threads completed. own - gone has in its low half the children that
 * are not complete, in its high half those whose records exist. When the body is over all of it moves to `gone`, which is 0
 * once nobody can know the record any more.
 */
struct task {
	CACHE_LINE struct task *parent;
	struct group *group; /* the innermost taskgroup around the code it now runs */
	volatile uint64_t own;
	struct icvs icvs;
	struct team *team;
	int level; /* distance from the implicit task */
	unsigned flags; /* TASK_* */
	int class_; /* of its memory: see task/records.c */
	CACHE_LINE volatile uint64_t gone;
	struct member
		*runner; /* whose thread may write `own`, if that is the same for the whole of the task */
	struct worker *owner;
	uint32_t size; /* of the compiler's part and the shared variables behind it */
	volatile int parts; /* untied: parts that are queued or running */
	volatile int event; /* detachable: EVENT_* */
	int priority;
	struct node *node; /* what it has to do with dependences */
	struct table *table; /* dependences of its children */
	struct task *next; /* in a list of free records or of tasks with priority */
};

/* A worksharing loop in flight. Buffers are taken in turn; the last thread to leave one hands it on to the loop LOOPS later. */
struct loop {
	CACHE_LINE volatile uint64_t
		next; /* chunks (dynamic) or iterations (guided) handed out; beyond the end (stolen: from 0), threads that have left */
	volatile unsigned turn; /* the loop that may use it now */
	CACHE_LINE volatile uint64_t ordered; /* iterations whose ordered part is over */
	/* Of loops with cross-iteration dependences, which have turns of their own. */
	CACHE_LINE volatile unsigned doacross_turn;
	volatile int made, left;
	uint32_t *volatile posted; /* a bit an iteration */
};

struct doacross {
	struct loop *loop;
	unsigned number;
	int dims;
	struct {
		int64_t low, step;
		uint64_t trips;
	} nest[];
};

struct member {
	CACHE_LINE volatile int
		arrived; /* flat barriers: the last epoch that this thread has reached */
	CACHE_LINE struct team *team;
	struct worker *worker;
	struct task *task; /* the one that runs now */
	int tid, size; /* of the team */
	int epoch; /* barriers begun */
	int helping; /* waits at a barrier, and may run tasks meanwhile */
	int region; /* epoch at which the region began: names it */
	int gathered; /* what team->gathered is when all have reached the present epoch */
	unsigned singles, loops, doacrosses; /* constructs met */
	struct team *child; /* the team that this member forks, when it has one */
	struct task *tied; /* innermost tied task: what the scheduling constraint is about */
	/* The dynamic or ordered loop that it is in. */
	struct loop *loop;
	unsigned loop_number;
	uint64_t trips, chunk, next; /* iterations are counted from 0 */
	uint64_t end; /* what loop->next is when nothing is left */
	uint64_t first; /* value of the loop variable at iteration 0, and what it grows by */
	int64_t step;
	int schedule, ordered, bumped, whole_chunks;
	int piece,
		pieces; /* stolen chunks: whose piece it takes from, and how many it has seen the end of */
	uint64_t piece_first, piece_size;
	uint64_t order; /* ordered: the iteration it is at */
	int reducing; /* how the reduction under way is done */
	struct doacross *doacross;
	struct reductions
		*modifier[2]; /* reduction(task, …) of the region [0], of a worksharing construct [1] */
	struct task implicit;
	/* Tasks: the owner pushes and pops at the bottom, others take from the top. */
	CACHE_LINE volatile int bottom;
	struct task *volatile *ring;
	int victim, skip;
	int unchecked; /* tasks with dependences that it makes before it counts its children again */
	int lean; /* the last queue it stole from had too little for two */
	CACHE_LINE volatile int top;
	/* Chunks handed out of this member's piece of each loop in flight, by whoever took them. */
	struct {
		CACHE_LINE volatile uint64_t taken;
	} shares[LOOPS];
};

struct team {
	struct member *up; /* who forked it */
	int size, capacity, level, active, flat;
	struct icvs icvs; /* with which implicit tasks begin */
	/* What is left of num_threads(list) of this region or one around it: threads of the regions inside, by level. */
	int listed, list[NTHREADS_LIST];
	struct team *next; /* in a list of free ones */
	struct team *
		contention; /* the outermost one of its contention group, which counts the group's threads */
	volatile int threads; /* there: those in its regions now */
	int teams, number; /* in a league: how many, which */
	volatile int cancelled; /* the region */
	/* The worksharing construct before the next barrier is cancelled if this is the epoch. */
	volatile int cancelled_loop, cancelled_sections;
	volatile int joined; /* workers at the end of the region, where regions can be cancelled */
	CACHE_LINE volatile int
		sleepers; /* members that are parked: who changes something that they wait for must look */
	volatile int bell; /* counts its calls */
	CACHE_LINE volatile int gathered;
	CACHE_LINE volatile int release; /* central barriers: the last epoch that all have reached */
	CACHE_LINE volatile int tasky; /* the region in which tasks were last made */
	volatile int task_epoch; /* the last epoch that a thread had left when it made one */
	volatile int finished; /* the region whose tasks are all done */
	volatile int acknowledged; /* workers that have seen that */
	CACHE_LINE volatile unsigned singles;
	void *volatile copyprivate;
	volatile int prioritised, priority_lock;
	struct task *volatile by_priority;
	volatile int reduction_state[2], reduction_users[2];
	struct reductions *volatile reduction[2];
	struct loop *loops; /* LOOPS buffers */
	/* The members' threads, by number. Apart from the members, whose cache lines their own threads write: who forks would wait for these. */
	struct worker *volatile *workers;
	struct member members[];
};

struct worker {
	/* Written by the one who forks, at once with what to do. */
	CACHE_LINE volatile int go;
	microtask run;
	int argc;
	struct member *member;
	void **arguments;
	void
		*copied[COPIED]; /* as many arguments as fit the cache line; more are read where they are */
	CACHE_LINE volatile int parked; /* PARK_* */
	int gtid;
	int asked_threads, asked_bind, asked_strict; /* by the clauses of the next construct */
	int asked_listed,
		asked_list[NTHREADS_LIST]; /* num_threads(list): what follows its first value */
	int asked_teams, asked_limit;
	struct member *initial; /* its first seat: outside of all regions */
	struct team *serial; /* free teams of one */
	struct task *free[TASK_CLASSES];
	CACHE_LINE struct task *volatile returned; /* records of this worker's that others freed */
	struct worker *next; /* idle */
};
/*
 * What a sleeping thread waits for: the next region, a word that others change, the others at a barrier, its children. A crowd at a
 * barrier sleeps on the team's bell, so that one call wakes all, unless there are tasks, for which one after the other is woken.
 */
enum {
	PARK_NO,
	PARK_IDLE = 1,
	PARK_PLAIN = 2,
	PARK_AT_BARRIER = 4,
	PARK_FOR_CHILDREN = 8,
	PARK_AT_BELL = 16,
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

/* team.c */
/* A team of at least that many seats; ends the program if there is no memory. */
struct team *new_team(int capacity);
void free_team(struct team *);
/* Gives w the only seat of m's team, inside the region that `up` is in (NULL: outside of all). */
void adopt(struct member *m, struct worker *w, struct member *up);
/* The implicit task of a member begins: on its own thread. */
void begin_implicit(struct member *);

/* workers.c */
/* NULL: no memory. */
struct worker *new_worker(void);
/* Its thread has ended. */
void keep_worker(struct worker *);
/* Its thread could not be started: nobody has seen its number. */
void discard_worker(struct worker *);
/* A worker whose thread waits in no team; NULL: there is none. */
struct worker *take_idle_worker(void);
/* The workers [from, to) of a team leave it. */
void give_workers(struct team *, int from, int to);

#endif
