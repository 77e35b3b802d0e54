/* Teams as memory, the first place of a thread, and regions of one thread. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "../env/settings.h"
#include "../task/task.h"
#include "team.h"

_Thread_local struct member *current_member;

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
	if (!t && !(t = make_team(capacity))) omp_fail("no memory for a team of %d threads", n);
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

/* The implicit task of a member begins: on its own thread. */
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

static void adopt(struct member *m, struct worker *w, struct member *up)
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

/* A pthread of the program's ends: its workers are free for others. */
static void thread_ends(void *argument)
{
	struct worker *w = argument;
	current_member = 0;
	free_team(w->initial->team);
	for (struct team *t = w->serial, *next; t; t = next) {
		next = t->next;
		free_team(t);
	}
	keep_worker(w);
}

static pthread_key_t ending;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static void prepare(void)
{
	read_environment();
	pthread_key_create(&ending, thread_ends);
}

noinline struct member *register_thread(void)
{
	pthread_once(&once, prepare);
	struct worker *w = new_worker();
	if (!w) omp_fail("no memory for a thread");
	struct member *m = new_team(1)->members;
	adopt(m, w, 0);
	m->team->icvs = settings.icvs;
	begin_implicit(m);
	w->initial = m;
	/* The first thread ends with the program. */
	if (w->gtid) pthread_setspecific(ending, w);
	return current_member = m;
}

int hand_threads_down(struct member *m, struct team *t, int inherited)
{
	struct worker *w = m->worker;
	struct team *up = m->team;
	if (likely(!w->asked_listed && !up->listed)) {
		if (unlikely(t->listed)) t->listed = 0;
		return threads_at(t->level, inherited);
	}
	int *list = w->asked_listed ? w->asked_list : up->list, listed = w->asked_listed ? w->asked_listed : up->listed;
	/* The last value is for all deeper levels. */
	int drop = !w->asked_listed && listed > 1;
	t->listed = listed - drop;
	memmove(t->list, list + drop, t->listed * sizeof *list);
	return t->list[0];
}

struct member *enter_serial(struct member *m)
{
	struct worker *w = m->worker;
	struct team *t = w->serial;
	if (t) w->serial = t->next;
	else t = new_team(1);
	struct member *inner = t->members;
	adopt(inner, w, m);
	t->icvs = m->task->icvs;
	t->icvs.threads = hand_threads_down(m, t, t->icvs.threads);
	begin_implicit(inner);
	w->asked_threads = w->asked_strict = w->asked_bind = w->asked_listed = 0;
	return current_member = inner;
}

void leave_serial(struct member *inner)
{
	struct team *t = inner->team;
	struct worker *w = inner->worker;
	barrier(inner);
	current_member = t->up;
	t->next = w->serial;
	w->serial = t;
}

void __kmpc_serialized_parallel(struct ident *source, int gtid)
{
	enter_serial(self());
}

void __kmpc_end_serialized_parallel(struct ident *source, int gtid)
{
	leave_serial(self());
}

int __kmpc_global_thread_num(struct ident *source)
{
	return self()->worker->gtid;
}

int __kmpc_global_num_threads(struct ident *source)
{
	return self()->size;
}

int __kmpc_bound_thread_num(struct ident *source)
{
	return self()->tid;
}

int __kmpc_bound_num_threads(struct ident *source)
{
	return self()->size;
}

int __kmpc_in_parallel(struct ident *source)
{
	return self()->size > 1;
}

int __kmpc_ok_to_fork(struct ident *source)
{
	return 1;
}

void __kmpc_begin(struct ident *source, int flags) { }
void __kmpc_end(struct ident *source) { }
