/*
 * Workers: threads that were made for regions and stay for the next ones. A worker polls the word `go` on its own line, where the
 * one who forks also puts what to do. Between regions it belongs to the team it was in last, or to the list of idle ones.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "../env/settings.h"
#include "../team/team.h"

static volatile int list_lock;
static struct worker *idle, *spare;
static int gtids;

struct worker *new_worker(void)
{
	mutex_lock(&list_lock);
	struct worker *w = spare;
	if (w) spare = w->next;
	mutex_unlock(&list_lock);
	if (!w) {
		w = aligned_alloc(64, (sizeof *w + 63) & -64);
		if (!w) return 0;
		memset(w, 0, sizeof *w);
	}
	/* The lists of task records stay: others may still hand some back. Nobody polls the rest of a worker without a thread. */
	w->go = w->parked = 0;
	w->asked_threads = w->asked_bind = w->asked_strict = w->asked_teams = w->asked_limit = 0;
	w->initial = 0;
	w->serial = 0;
	w->gtid = __atomic_fetch_add(&gtids, 1, __ATOMIC_RELAXED);
	return w;
}

void keep_worker(struct worker *w)
{
	mutex_lock(&list_lock);
	w->next = spare;
	spare = w;
	mutex_unlock(&list_lock);
}

static void *work(void *argument)
{
	struct worker *w = argument;
	for (int seen = 0;;) {
		for (int left = spins(); left > 0 && load(&w->go) == seen; left--);
		while (load_sync(&w->go) == seen) {
			store(&w->parked, PARK_IDLE);
			if (load_sync(&w->go) == seen) sleep_on(&w->parked, PARK_IDLE);
			store(&w->parked, PARK_NO);
		}
		seen = w->go;
		struct member *m = w->member;
		current_member = m;
		begin_implicit(m);
		if (unlikely(settings.display_affinity)) display_thread();
		invoke(w->run, w->gtid, m->tid, w->argc, w->argc <= COPIED ? w->copied : w->arguments);
		join_as_worker(m);
	}
	return 0;
}

static struct worker *start_worker(void)
{
	struct worker *w = new_worker();
	if (!w) return 0;
	pthread_attr_t attributes;
	pthread_t thread;
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	int failed = pthread_attr_setstacksize(&attributes, settings.stack) || pthread_create(&thread, &attributes, work, w);
	pthread_attr_destroy(&attributes);
	if (!failed) return w;
	keep_worker(w);
	__atomic_fetch_sub(&gtids, 1, __ATOMIC_RELAXED);
	return 0;
}

/* Fills the places [from, to) of a team; returns how far it came. */
int take_workers(struct team *t, int from, int to)
{
	for (int i = from; i < to; i++) {
		mutex_lock(&list_lock);
		struct worker *w = idle;
		if (w) idle = w->next;
		mutex_unlock(&list_lock);
		if (!w && !(w = start_worker())) return i;
		t->workers[i] = t->members[i].worker = w;
	}
	return to;
}

void give_workers(struct team *t, int from, int to)
{
	mutex_lock(&list_lock);
	for (int i = from; i < to; i++) {
		struct worker *w = t->workers[i];
		t->workers[i] = t->members[i].worker = 0;
		w->next = idle;
		idle = w;
	}
	mutex_unlock(&list_lock);
}
