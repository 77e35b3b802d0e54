/* Threads of the program: each gets a seat of its own, outside of all regions, when it first needs the library. And what compilers ask of it. */
#include <pthread.h>
#include <stdlib.h>
#include "team/team.h"

_Thread_local struct member *current_member;

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
	if (!w) openmp_fail("no memory for a thread");
	struct member *m = new_team(1)->members;
	adopt(m, w, 0);
	m->team->icvs = settings.icvs;
	begin_implicit(m);
	w->initial = m;
	/* The first thread ends with the program. */
	if (w->gtid) pthread_setspecific(ending, w);
	return current_member = m;
}

/* Programs that never open a region show their environment, too. */
__attribute__((constructor)) static void at_start(void)
{
	if (getenv("OMP_DISPLAY_ENV")) self();
}

int __kmpc_global_thread_num(struct ident *source) { return self()->worker->gtid; }

int __kmpc_global_num_threads(struct ident *source) { return self()->size; }

int __kmpc_bound_thread_num(struct ident *source) { return self()->tid; }

int __kmpc_bound_num_threads(struct ident *source) { return self()->size; }

int __kmpc_in_parallel(struct ident *source) { return self()->size > 1; }

int __kmpc_ok_to_fork(struct ident *source) { return 1; }

void __kmpc_begin(struct ident *source, int flags) {}
void __kmpc_end(struct ident *source) {}
