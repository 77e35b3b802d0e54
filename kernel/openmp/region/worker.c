/* Threads that are made for regions and stay for the next ones. */
#include <pthread.h>
#include "region/region.h"
#include "sync/barrier.h"
#include "team/sleep.h"

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
	int failed = pthread_attr_setstacksize(&attributes, settings.stack) ||
		pthread_create(&thread, &attributes, work, w);
	pthread_attr_destroy(&attributes);
	if (!failed) return w;
	discard_worker(w);
	return 0;
}

int take_workers(struct team *t, int from, int to)
{
	for (int i = from; i < to; i++) {
		struct worker *w = take_idle_worker();
		if (!w && !(w = start_worker())) return i;
		t->workers[i] = t->members[i].worker = w;
	}
	return to;
}
