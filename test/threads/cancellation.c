// Cancelling a thread wherever it waits.
// cores: 2
#include "check.h"
#include <pthread.h>
#include <semaphore.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static sem_t semaphore, ready;
static int ends[2];
static pthread_t sleeper;

static void cleanup(void *what)
{
	printf("  cleanup %s\n", (char *)what);
}

static void unlock(void *m)
{
	printf("  mutex held: %s\n", error_name(pthread_mutex_trylock(m)));
	pthread_mutex_unlock(m);
}

static void *in_cond_wait(void *arg)
{
	pthread_mutex_lock(&mutex);
	pthread_cleanup_push(unlock, &mutex);
	sem_post(&ready);
	for (;;) pthread_cond_wait(&cond, &mutex);
	pthread_cleanup_pop(1);
	return arg;
}

static void *in_cond_timedwait(void *arg)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_sec += 100;
	pthread_mutex_lock(&mutex);
	pthread_cleanup_push(unlock, &mutex);
	sem_post(&ready);
	pthread_cond_timedwait(&cond, &mutex, &t);
	pthread_cleanup_pop(1);
	return arg;
}

static void *in_sem_wait(void *arg)
{
	pthread_cleanup_push(cleanup, "sem_wait");
	sem_post(&ready);
	sem_wait(&semaphore);
	pthread_cleanup_pop(0);
	return arg;
}

static void *in_nanosleep(void *arg)
{
	pthread_cleanup_push(cleanup, "outer");
	pthread_cleanup_push(cleanup, "inner");
	sem_post(&ready);
	nanosleep(&(struct timespec){ 100, 0 }, NULL);
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return arg;
}

static void *in_read(void *arg)
{
	char c;
	sem_post(&ready);
	read(ends[0], &c, 1);
	return arg;
}

static void *in_join(void *arg)
{
	sem_post(&ready);
	pthread_join(sleeper, NULL);
	return arg;
}

static void *in_a_loop(void *arg)
{
	sem_post(&ready);
	for (;;) pthread_testcancel();
	return arg;
}

static int go;

static void *disabled_at_first(void *arg)
{
	int old;
	RETURNS(pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old));
	SHOW(old == PTHREAD_CANCEL_ENABLE);
	sem_post(&ready);
	while (!__atomic_load_n(&go, __ATOMIC_SEQ_CST)) usleep(1000);
	pthread_testcancel();
	printf("  not yet\n");
	RETURNS(pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL));
	pthread_testcancel();
	printf("  never\n");
	return arg;
}

static void *before_it_waits(void *arg)
{
	sem_post(&ready);
	while (!__atomic_load_n(&go, __ATOMIC_SEQ_CST)) continue;
	pthread_cleanup_push(cleanup, "pending");
	usleep(1);
	pthread_cleanup_pop(0);
	return arg;
}

static void *sleep_long(void *arg)
{
	nanosleep(&(struct timespec){ 100, 0 }, NULL);
	return arg;
}

static void test(const char *name, void *(*f)(void *), int early)
{
	pthread_t t;
	void *r = NULL;
	printf("%s\n", name);
	fflush(stdout);
	go = 0;
	pthread_create(&t, NULL, f, "by itself");
	sem_wait(&ready);
	if (!early) nanosleep(&(struct timespec){ 0, 30000000 }, NULL);
	int cancelled = pthread_cancel(t);
	__atomic_store_n(&go, 1, __ATOMIC_SEQ_CST);
	RETURNS(pthread_join(t, &r));
	RETURNS(cancelled);
	printf("  ended %s\n", r == PTHREAD_CANCELED ? "cancelled" : (char *)r);
}

int main(void)
{
	int old;
	sem_init(&semaphore, 0, 0);
	sem_init(&ready, 0, 0);
	pipe(ends);
	test("cond_wait", in_cond_wait, 0);
	test("cond_timedwait", in_cond_timedwait, 0);
	test("sem_wait", in_sem_wait, 0);
	test("nanosleep", in_nanosleep, 0);
	test("read of a pipe", in_read, 0);
	pthread_create(&sleeper, NULL, sleep_long, NULL);
	test("join", in_join, 0);
	pthread_cancel(sleeper);
	pthread_join(sleeper, NULL);
	test("testcancel", in_a_loop, 0);
	test("disabled", disabled_at_first, 0);
	test("pending before the wait", before_it_waits, 1);
	RETURNS(pthread_mutex_trylock(&mutex));
	RETURNS(pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, &old));
	SHOW(old == PTHREAD_CANCEL_DEFERRED);
	RETURNS(pthread_setcanceltype(77, &old));
	RETURNS(pthread_setcancelstate(77, &old));
	return 0;
}
