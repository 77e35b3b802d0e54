// C11's names for threads.
// cores: 2
#include "check.h"
#include <stdatomic.h>
#include <threads.h>
#include <time.h>

static mtx_t m;
static cnd_t c;
static once_flag flag = ONCE_FLAG_INIT;
static tss_t slot;
static int ready, calls, freed;
static atomic_int added;
static atomic_llong wide;
static thread_local int mine = 3;

static void called_once(void)
{
	calls++;
}

static void on_free(void *p)
{
	freed += *(int *)p;
	free(p);
}

static int work(void *arg)
{
	call_once(&flag, called_once);
	int *p = malloc(sizeof *p);
	*p = 1;
	tss_set(slot, p);
	for (int i = 0; i < 1000; i++) {
		atomic_fetch_add(&added, 1);
		atomic_fetch_add_explicit(&wide, 1LL << 32, memory_order_relaxed);
	}
	mine += *(int *)arg;
	mtx_lock(&m);
	while (!ready) cnd_wait(&c, &m);
	mtx_unlock(&m);
	thrd_yield();
	if (*(int *)arg == 2) thrd_exit(77);
	return mine;
}

int main(void)
{
	thrd_t t[4];
	int arg[4] = { 0, 1, 2, 3 }, result;
	SHOW(mtx_init(&m, mtx_plain | mtx_timed) == thrd_success);
	SHOW(cnd_init(&c) == thrd_success);
	SHOW(tss_create(&slot, on_free) == thrd_success);
	for (int i = 0; i < 4; i++) SHOW(thrd_create(&t[i], work, &arg[i]) == thrd_success);
	mtx_lock(&m);
	struct timespec past = { 1, 0 };
	SHOW(cnd_timedwait(&c, &m, &past) == thrd_timedout);
	ready = 1;
	cnd_broadcast(&c);
	SHOW(mtx_trylock(&m) == thrd_busy);
	mtx_unlock(&m);
	for (int i = 0; i < 4; i++) {
		SHOW(thrd_join(t[i], &result) == thrd_success);
		SHOW(result);
	}
	SHOW(calls);
	SHOW(freed);
	SHOW(atomic_load(&added));
	SHOW(atomic_load(&wide) >> 32);
	SHOW(mine);
	mtx_t r;
	SHOW(mtx_init(&r, mtx_recursive) == thrd_success);
	SHOW(mtx_lock(&r) == thrd_success);
	SHOW(mtx_trylock(&r) == thrd_success);
	SHOW(thrd_sleep(&(struct timespec){ 0, 1000000 }, NULL));
	YES(thrd_equal(thrd_current(), thrd_current()));
	cnd_destroy(&c);
	mtx_destroy(&m);
	tss_delete(slot);
	return 0;
}
