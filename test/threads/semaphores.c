// Counting semaphores.
// cores: 2
#include "check.h"
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

static sem_t slots, items, turn[2];
static int in_use, most, order[200], ordered;

static void *borrow(void *arg)
{
	for (int i = 0; i < 100; i++) {
		sem_wait(&slots);
		int n = __atomic_add_fetch(&in_use, 1, __ATOMIC_SEQ_CST);
		int m = __atomic_load_n(&most, __ATOMIC_SEQ_CST);
		while (n > m && !__atomic_compare_exchange_n(&most, &m, n, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) continue;
		__atomic_sub_fetch(&in_use, 1, __ATOMIC_SEQ_CST);
		sem_post(&slots);
	}
	return arg;
}

static void *alternate(void *arg)
{
	int me = (int)(intptr_t)arg;
	for (int i = 0; i < 100; i++) {
		sem_wait(&turn[me]);
		order[ordered++] = me;
		sem_post(&turn[!me]);
	}
	return NULL;
}

static void on_alarm(int n)
{
	(void)n;
}

int main(void)
{
	int v;
	pthread_t t[8];
	SHOW(sem_init(&slots, 0, 3));
	SHOW(sem_init(&items, 0, (unsigned)SEM_VALUE_MAX + 1));
	for (int i = 0; i < 8; i++) pthread_create(&t[i], NULL, borrow, NULL);
	for (int i = 0; i < 8; i++) pthread_join(t[i], NULL);
	YES(most >= 1 && most <= 3);
	SHOW(sem_getvalue(&slots, &v));
	SHOW(v);

	sem_init(&turn[0], 0, 1);
	sem_init(&turn[1], 0, 0);
	for (int i = 0; i < 2; i++) pthread_create(&t[i], NULL, alternate, (void *)(intptr_t)i);
	for (int i = 0; i < 2; i++) pthread_join(t[i], NULL);
	int wrong = 0;
	for (int i = 0; i < 200; i++) wrong += order[i] != i % 2;
	SHOW(wrong);

	sem_init(&items, 0, 1);
	SHOW(sem_trywait(&items));
	SHOW(sem_trywait(&items));
	struct timespec soon;
	clock_gettime(CLOCK_REALTIME, &soon);
	soon.tv_nsec += 20000000;
	if (soon.tv_nsec >= 1000000000) soon.tv_sec++, soon.tv_nsec -= 1000000000;
	SHOW(sem_timedwait(&items, &soon));
	SHOW(sem_timedwait(&items, &(struct timespec){ 0, -1 }));
	struct sigaction sa = { .sa_handler = on_alarm };
	sigaction(SIGALRM, &sa, NULL);
	ualarm(20000, 0);
	SHOW(sem_wait(&items));
	SHOW(sem_destroy(&items));
	return 0;
}
