// Making threads, ending them, and what each has of its own.
// cores: 2
#include "check.h"
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>

static _Thread_local int counter = 41;
static _Thread_local char text[16] = "initial";
static _Thread_local struct { double d; long long l; } zeroed;
static _Thread_local _Alignas(64) char aligned[64];

static void *own_storage(void *arg)
{
	int good = counter == 41 && !strcmp(text, "initial") && zeroed.d == 0 && zeroed.l == 0 && (uintptr_t)aligned % 64 == 0;
	counter += (int)(intptr_t)arg;
	snprintf(text, sizeof text, "%d", (int)(intptr_t)arg);
	zeroed.l = counter;
	aligned[5] = 1;
	sched_yield();
	errno = (int)(intptr_t)arg;
	sched_yield();
	good &= errno == (int)(intptr_t)arg && counter == 41 + (int)(intptr_t)arg && atoi(text) == (int)(intptr_t)arg;
	return (void *)(intptr_t)good;
}

static void *give_back(void *arg)
{
	return arg;
}

static void *leave(void *arg)
{
	pthread_exit((char *)arg + 1);
}

static void *know_myself(void *arg)
{
	*(pthread_t *)arg = pthread_self();
	return NULL;
}

static int detached_done;

static void *detached(void *arg)
{
	RETURNS(pthread_detach(pthread_self()));
	__atomic_store_n(&detached_done, 1, __ATOMIC_SEQ_CST);
	return arg;
}

static void *deep(void *arg)
{
	volatile char here[100000];
	here[0] = here[99999] = 1;
	int n = (int)(intptr_t)arg;
	return n ? deep((void *)(intptr_t)(n - 1)) : (void *)(intptr_t)here[99999];
}

static pthread_key_t key, second_key;
static int destroyed, destroyed_again;

static void destroy(void *value)
{
	__atomic_fetch_add(&destroyed, (int)(intptr_t)value, __ATOMIC_SEQ_CST);
	if ((intptr_t)value == 5) pthread_setspecific(key, (void *)100);
}

static void destroy_second(void *value)
{
	(void)value;
	destroyed_again++;
}

static void *with_keys(void *arg)
{
	int empty = pthread_getspecific(key) == NULL;
	pthread_setspecific(key, arg);
	pthread_setspecific(second_key, arg);
	return (void *)(intptr_t)(empty && pthread_getspecific(key) == arg);
}

static int initialised;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void initialise(void)
{
	nanosleep(&(struct timespec){ 0, 10000000 }, NULL);
	initialised++;
}

static void *use_once(void *arg)
{
	(void)arg;
	pthread_once(&once, initialise);
	return (void *)(intptr_t)initialised;
}

int main(void)
{
	pthread_t t[16], self;
	void *r;
	for (int i = 0; i < 16; i++) pthread_create(&t[i], NULL, own_storage, (void *)(intptr_t)(i + 1));
	int good = 0;
	for (int i = 0; i < 16; i++) pthread_join(t[i], &r), good += (int)(intptr_t)r;
	SHOW(good);
	SHOW(counter);

	RETURNS(pthread_create(&t[0], NULL, give_back, (void *)1234));
	RETURNS(pthread_join(t[0], &r));
	SHOW((intptr_t)r);
	pthread_create(&t[0], NULL, leave, (void *)7);
	RETURNS(pthread_join(t[0], &r));
	SHOW((intptr_t)r);
	pthread_create(&t[0], NULL, know_myself, &self);
	RETURNS(pthread_join(t[0], NULL));
	YES(pthread_equal(self, t[0]));
	YES(!pthread_equal(self, pthread_self()));

	pthread_create(&t[0], NULL, detached, NULL);
	while (!__atomic_load_n(&detached_done, __ATOMIC_SEQ_CST)) usleep(1000);

	pthread_attr_t a;
	size_t size;
	int state;
	RETURNS(pthread_attr_init(&a));
	RETURNS(pthread_attr_setstacksize(&a, 4 << 20));
	RETURNS(pthread_attr_getstacksize(&a, &size));
	SHOW(size);
	RETURNS(pthread_attr_setstacksize(&a, 1));
	RETURNS(pthread_attr_getdetachstate(&a, &state));
	SHOW(state == PTHREAD_CREATE_JOINABLE);
	RETURNS(pthread_create(&t[0], &a, deep, (void *)30));
	RETURNS(pthread_join(t[0], &r));
	SHOW((intptr_t)r);
	RETURNS(pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED));
	detached_done = 1;
	RETURNS(pthread_create(&t[0], &a, give_back, NULL));
	RETURNS(pthread_attr_setdetachstate(&a, 77));
	RETURNS(pthread_attr_destroy(&a));

	RETURNS(pthread_key_create(&key, destroy));
	RETURNS(pthread_key_create(&second_key, destroy_second));
	good = 0;
	for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, with_keys, (void *)(intptr_t)(i + 2));
	for (int i = 0; i < 4; i++) pthread_join(t[i], &r), good += (int)(intptr_t)r;
	SHOW(good);
	SHOW(destroyed);
	SHOW(destroyed_again);
	YES(pthread_getspecific(key) == NULL);
	RETURNS(pthread_key_delete(key));
	RETURNS(pthread_key_delete(second_key));

	int sum = 0;
	for (int i = 0; i < 8; i++) pthread_create(&t[i], NULL, use_once, NULL);
	for (int i = 0; i < 8; i++) pthread_join(t[i], &r), sum += (int)(intptr_t)r;
	SHOW(sum);
	SHOW(initialised);

	/* Far more threads than can exist at once, one batch after the other: what they used must come back. */
	sum = 0;
	for (int i = 0; i < 200; i++) {
		for (int k = 0; k < 8; k++) sum += !pthread_create(&t[k], NULL, give_back, (void *)1);
		for (int k = 0; k < 8; k++) pthread_join(t[k], NULL);
	}
	SHOW(sum);
	return 0;
}
