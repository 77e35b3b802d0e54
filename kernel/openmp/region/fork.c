/* Parallel regions: how many threads, forking, joining. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "env/settings.h"
#include "loop/loop.h"
#include "region/region.h"
#include "sync/barrier.h"
#include "task/task.h"
#include "team/sleep.h"
#include "team/team.h"

/* Threads of the region that m is about to fork, as far as clauses and ICVs decide. */
static int choose_size(struct member *m)
{
	struct worker *w = m->worker;
	struct icvs *v = &m->task->icvs;
	int n = w->asked_threads > 0 ? w->asked_threads : v->threads;
	if (n > v->thread_limit) n = v->thread_limit;
	if (v->dynamic && n > *word(BOOT_CPUS)) n = *word(BOOT_CPUS);
	return m->team->active >= v->max_levels ? 1 : n;
}

/* All members have met the same constructs: none, after threads came or left or a region was cancelled. */
static void resync(struct team *t)
{
	/* A cancelled region leaves threads at different epochs; none may come again. */
	int epoch = t->members->epoch;
	for (int i = 0; i < t->size; i++)
		if (t->members[i].epoch - epoch > 0) epoch = t->members[i].epoch;
	epoch++;
	for (int i = 0; i < t->size; i++) {
		struct member *m = &t->members[i];
		m->size = t->size;
		m->implicit.team = t;
		m->epoch = m->arrived = epoch;
		m->gathered = 0;
		m->loops = m->doacrosses = 0;
		m->singles = t->singles;
		m->loop = 0;
	}
	t->gathered = 0;
	t->release = epoch;
	t->cancelled = t->joined = 0;
	t->cancelled_loop = t->cancelled_sections = epoch - 1;
	reset_loops(t);
	if (unlikely(settings.cancellation)) forget_modifiers(t);
}

/* Makes m's team of n threads ready; it is the one of the last time if that had as many. Returns NULL if only one thread can be had. */
static noinline struct team *form(struct member *m, int n)
{
	struct team *t = m->child;
	if (t && t->capacity < n) {
		give_workers(t, 1, t->size);
		free_team(t);
		t = m->child = 0;
	}
	if (!t) {
		t = m->child = new_team(n);
		t->size = 1;
		t->up = m;
		t->level = m->team->level + 1;
		t->active = m->team->active + 1;
	}
	int before = t->size;
	if (n < before) {
		give_workers(t, n, before);
		t->size = n;
	} else if (n > before) {
		t->size = take_workers(t, before, n);
		if (t->size < n) {
			static int said;
			if (!said++)
				openmp_warn(
					"a region gets %d threads, not %d: no more can exist (--threads, --mem)",
					t->size, n);
		}
	}
	resync(t);
	return t->size > 1 ? t : 0;
}

static void run_alone(struct member *m, int argc, microtask run, void **arguments)
{
	struct member *inner = enter_serial(m);
	invoke(run, m->worker->gtid, 0, argc, arguments);
	leave_serial(inner);
}

/*
 * The worker polls the cache line that this writes, and each look takes it away between two writes. A region that is forked again
 * differs in nothing but `go`, so words are written only if they change.
 */
#define CHANGE(variable, value) \
	do { \
		if ((variable) != (value)) (variable) = (value); \
	} while (0)
static inline void start(
	struct worker *w, struct member *m, int argc, microtask run, void **arguments)
{
	CHANGE(w->run, run);
	CHANGE(w->argc, argc);
	CHANGE(w->member, m);
	if (argc <= COPIED)
		for (int i = 0; i < argc; i++) CHANGE(w->copied[i], arguments[i]);
	else CHANGE(w->arguments, arguments);
	store(&w->go, w->go + 1);
	if (unlikely(load_sync(&w->parked))) unpark(w);
}

/*
 * Takes up to n - 1 more threads out of what thread-limit-var leaves of the contention group. Around an outermost region there is
 * one thread alone, so only nested ones have to count with atomics.
 */
static noinline int claim(struct member *m, int n)
{
	volatile int *threads = &m->team->contention->threads;
	int beyond = add(threads, n - 1) + n - 1 - m->task->icvs.thread_limit;
	if (beyond <= 0) return n;
	if (beyond > n - 1) beyond = n - 1;
	add(threads, -beyond);
	return n - beyond;
}

static void fork_team(struct member *m, int argc, microtask run, void **arguments)
{
	struct worker *w = m->worker;
	struct team *t = m->child, *contention = m->team->contention;
	int n = choose_size(m), nested = m->team->active, claimed;
	if (n > 1 && unlikely(nested)) n = claim(m, n);
	claimed = n - 1;
	if (n > 1 && unlikely(!t || t->size != n)) t = form(m, n);
	if (n <= 1 || !t) {
		if (nested && claimed > 0) add(&contention->threads, -claimed);
		run_alone(m, argc, run, arguments);
		return;
	}
	n = t->size;
	if (unlikely(t->contention != contention)) t->contention = contention;
	if (!nested) CHANGE(contention->threads, n);
	struct icvs v = m->task->icvs;
	v.threads = hand_threads_down(m, t, v.threads);
	if (unlikely(w->asked_bind)) v.bind = w->asked_bind;
	if (memcmp(&t->icvs, &v, sizeof v)) t->icvs = v;
	if (unlikely(t->teams != m->team->teams || t->number != m->team->number)) {
		t->teams = m->team->teams;
		t->number = m->team->number;
	}
	int flat = n <= FLAT_TEAM && load(word(THREADS)) <= *word(BOOT_CPUS);
	if (flat != t->flat) t->flat = flat;
	if (unlikely(t->cancelled)) resync(t);
	forget_clauses(w);
	for (int i = 1; i < n; i++) start(t->workers[i], &t->members[i], argc, run, arguments);
	struct member *first = t->members;
	/* m may be another thread's seat by now than when the team was made. */
	CHANGE(first->worker, w);
	CHANGE(t->workers[0], w);
	current_member = first;
	begin_implicit(first);
	if (unlikely(settings.display_affinity)) display_thread();
	invoke(run, w->gtid, 0, argc, arguments);
	join_as_first(first);
	current_member = m;
	if (unlikely(nested)) add(&contention->threads, -claimed);
	/* With a CPU for each thread the team stays together; else others may need its threads. */
	if (unlikely(t->level > 1) && load(word(THREADS)) > *word(BOOT_CPUS)) {
		give_workers(t, 1, t->size);
		t->size = 1;
	}
}

/* Arguments of a variadic function lie one after the other, four bytes each: the list is what its pointer points to. */
void __kmpc_fork_call(struct ident *source, int argc, microtask run, ...)
{
	va_list more;
	va_start(more, run);
	fork_team(self(), argc, run, (void **)more);
	va_end(more);
}

void __kmpc_fork_call_if(
	struct ident *source, int argc, microtask run, int condition, void *arguments)
{
	void *list[] = { arguments };
	if (condition) fork_team(self(), argc, run, list);
	else run_alone(self(), argc, run, list);
}
