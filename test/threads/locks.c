// Mutexes, conditions, read-write locks, barriers and spin locks, alone and fought over.
// cores: 2
#include "check.h"
#include <pthread.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 8, ROUNDS = 5000 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin;
static pthread_barrier_t barrier;
static long counted, spun, written, pair[2];

static struct timespec in_ms(clockid_t clock, int ms)
{
	struct timespec t;
	clock_gettime(clock, &t);
	t.tv_nsec += ms * 1000000L;
	t.tv_sec += t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
}

static void all(void *(*f)(void *), int n)
{
	pthread_t t[THREADS];
	for (int i = 0; i < n; i++) pthread_create(&t[i], NULL, f, (void *)(intptr_t)i);
	for (int i = 0; i < n; i++) pthread_join(t[i], NULL);
}

static void *count(void *arg)
{
	for (int i = 0; i < ROUNDS; i++) {
		pthread_mutex_lock(&mutex);
		counted++;
		pthread_mutex_unlock(&mutex);
	}
	return arg;
}

static void *count_spinning(void *arg)
{
	for (int i = 0; i < 500; i++) {
		pthread_spin_lock(&spin);
		spun++;
		pthread_spin_unlock(&spin);
	}
	return arg;
}

static void *read_or_write(void *arg)
{
	for (int i = 0; i < 1000; i++) {
		if ((i + (int)(intptr_t)arg) % 5 == 0) {
			pthread_rwlock_wrlock(&rwlock);
			pair[0]++;
			written++;
			pair[1]++;
			pthread_rwlock_unlock(&rwlock);
		} else {
			pthread_rwlock_rdlock(&rwlock);
			if (pair[0] != pair[1]) printf("a reader saw half a write\n");
			pthread_rwlock_unlock(&rwlock);
		}
	}
	return arg;
}

static int serial, phase[THREADS], early;

static void *meet(void *arg)
{
	for (int i = 1; i <= 300; i++) {
		phase[(intptr_t)arg] = i;
		if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD) __atomic_fetch_add(&serial, 1, __ATOMIC_SEQ_CST);
		for (int k = 0; k < THREADS; k++)
			if (phase[k] < i) __atomic_fetch_add(&early, 1, __ATOMIC_SEQ_CST);
		pthread_barrier_wait(&barrier);
	}
	return arg;
}

static int queue[16], queued, taken, sum;

static void *produce(void *arg)
{
	for (int i = 0; i < 2000; i++) {
		pthread_mutex_lock(&mutex);
		while (queued == 16) pthread_cond_wait(&cond, &mutex);
		queue[queued++] = i;
		pthread_cond_broadcast(&cond);
		pthread_mutex_unlock(&mutex);
	}
	return arg;
}

static void *consume(void *arg)
{
	for (;;) {
		pthread_mutex_lock(&mutex);
		while (!queued && taken < 4000) pthread_cond_wait(&cond, &mutex);
		if (!queued) {
			pthread_mutex_unlock(&mutex);
			return arg;
		}
		sum += queue[--queued];
		taken++;
		pthread_cond_broadcast(&cond);
		pthread_mutex_unlock(&mutex);
	}
}

static void *produce_or_consume(void *arg)
{
	return (intptr_t)arg < 2 ? produce(arg) : consume(arg);
}

static void *try_held(void *arg)
{
	(void)arg;
	RETURNS(pthread_mutex_trylock(&mutex));
	struct timespec t = in_ms(CLOCK_REALTIME, 20);
	RETURNS(pthread_mutex_timedlock(&mutex, &t));
	RETURNS(pthread_mutex_timedlock(&mutex, &(struct timespec){ 0, -1 }));
	RETURNS(pthread_rwlock_trywrlock(&rwlock));
	RETURNS(pthread_rwlock_tryrdlock(&rwlock));
	pthread_rwlock_unlock(&rwlock);
	t = in_ms(CLOCK_REALTIME, 20);
	RETURNS(pthread_rwlock_timedwrlock(&rwlock, &t));
	RETURNS(pthread_spin_trylock(&spin));
	return NULL;
}

static void *die_holding(void *arg)
{
	pthread_mutex_lock(arg);
	return NULL;
}

static void kinds(void)
{
	pthread_mutex_t m;
	pthread_mutexattr_t a;
	pthread_mutexattr_init(&a);
	RETURNS(pthread_mutexattr_settype(&a, PTHREAD_MUTEX_RECURSIVE));
	RETURNS(pthread_mutexattr_settype(&a, 77));
	pthread_mutex_init(&m, &a);
	RETURNS(pthread_mutex_lock(&m));
	RETURNS(pthread_mutex_lock(&m));
	RETURNS(pthread_mutex_trylock(&m));
	for (int i = 0; i < 3; i++) RETURNS(pthread_mutex_unlock(&m));
	RETURNS(pthread_mutex_unlock(&m));
	RETURNS(pthread_mutex_destroy(&m));

	pthread_mutexattr_settype(&a, PTHREAD_MUTEX_ERRORCHECK);
	pthread_mutex_init(&m, &a);
	RETURNS(pthread_mutex_lock(&m));
	RETURNS(pthread_mutex_lock(&m));
	RETURNS(pthread_mutex_trylock(&m));
	RETURNS(pthread_mutex_unlock(&m));
	RETURNS(pthread_mutex_unlock(&m));
	pthread_mutex_destroy(&m);

	pthread_mutexattr_settype(&a, PTHREAD_MUTEX_NORMAL);
	RETURNS(pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST));
	pthread_mutex_init(&m, &a);
	pthread_t t;
	pthread_create(&t, NULL, die_holding, &m);
	pthread_join(t, NULL);
	RETURNS(pthread_mutex_lock(&m));
	RETURNS(pthread_mutex_consistent(&m));
	RETURNS(pthread_mutex_unlock(&m));
	RETURNS(pthread_mutex_lock(&m));
	RETURNS(pthread_mutex_unlock(&m));
}

static void timed_conditions(void)
{
	struct timespec t = in_ms(CLOCK_REALTIME, 20);
	pthread_cond_t c;
	pthread_condattr_t a;
	pthread_mutex_lock(&mutex);
	RETURNS(pthread_cond_timedwait(&cond, &mutex, &t));
	RETURNS(pthread_cond_timedwait(&cond, &mutex, &(struct timespec){ 0, 1000000000 }));
	pthread_condattr_init(&a);
	RETURNS(pthread_condattr_setclock(&a, CLOCK_MONOTONIC));
	RETURNS(pthread_cond_init(&c, &a));
	t = in_ms(CLOCK_MONOTONIC, 20);
	RETURNS(pthread_cond_timedwait(&c, &mutex, &t));
	pthread_mutex_unlock(&mutex);
	RETURNS(pthread_cond_signal(&c));
	RETURNS(pthread_cond_destroy(&c));
}

int main(void)
{
	pthread_spin_init(&spin, 0);
	all(count, THREADS);
	SHOW(counted);
	all(count_spinning, 2);
	SHOW(spun);
	all(read_or_write, THREADS);
	SHOW(written);
	RETURNS(pthread_barrier_init(&barrier, NULL, 0));
	RETURNS(pthread_barrier_init(&barrier, NULL, THREADS));
	all(meet, THREADS);
	SHOW(serial);
	SHOW(early);
	RETURNS(pthread_barrier_destroy(&barrier));
	all(produce_or_consume, 4);
	SHOW(taken);
	SHOW(sum);

	pthread_mutex_lock(&mutex);
	pthread_rwlock_rdlock(&rwlock);
	pthread_spin_lock(&spin);
	all(try_held, 1);
	pthread_mutex_unlock(&mutex);
	pthread_rwlock_unlock(&rwlock);
	pthread_spin_unlock(&spin);
	kinds();
	timed_conditions();
	return 0;
}
