// The futex call itself, and the words a thread leaves with the kernel.
// covers: futex_time64 set_tid_address set_robust_list get_robust_list exit
#include "check.h"
#include "raw.h"
#include <pthread.h>
#include <time.h>

enum { WAIT = 0, WAKE = 1, REQUEUE = 3, CMP_REQUEUE = 4, WAIT_BITSET = 9, WAKE_BITSET = 10, PRIVATE = 128 };

static int word, other;
static int woken;

static long futex(int *w, int op, int value, void *timeout, int *w2, int value3)
{
	return syscall(SYS_futex, w, op, value, timeout, w2, value3);
}

static void *waiter(void *arg)
{
	int *w = arg;
	while (!__atomic_load_n(w, __ATOMIC_SEQ_CST)) futex(w, WAIT, 0, NULL, NULL, 0);
	__atomic_fetch_add(&woken, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

static void pause_ms(int ms)
{
	nanosleep(&(struct timespec){ 0, ms * 1000000L }, NULL);
}

int main(void)
{
	struct timespec brief = { 0, 10000000 };
	word = 5;
	SHOW(futex(&word, WAIT, 4, NULL, NULL, 0));
	SHOW(futex(&word, WAIT, 5, &brief, NULL, 0));
	SHOW(futex(&word, WAIT | PRIVATE, 5, &brief, NULL, 0));
	SHOW(futex(&word, WAIT, 5, &(struct timespec){ 0, -1 }, NULL, 0));
	SHOW(futex(&word, WAIT, 5, &(struct timespec){ 0, 1000000000 }, NULL, 0));
	SHOW(futex(&word, WAKE, 1, NULL, NULL, 0));
	SHOW(futex(&word, 77, 1, NULL, NULL, 0));
	SHOW(futex((int *)((char *)&word + 1), WAIT, 5, &brief, NULL, 0));
	struct timespec deadline;
	clock_gettime(CLOCK_MONOTONIC, &deadline);
	SHOW(futex(&word, WAIT_BITSET, 5, &deadline, NULL, -1));
	SHOW(futex(&word, WAIT_BITSET, 5, &deadline, NULL, 0));
	SHOW(futex(&word, WAKE_BITSET, 1, NULL, NULL, -1));

	pthread_t t[4];
	word = 0;
	for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, waiter, &word);
	int first = 0;
	while (first < 2) {
		int n = futex(&word, WAKE, 2 - first, NULL, NULL, 0);
		if (n < 0 || n > 2 - first) printf("woke %d\n", n);
		first += n;
		pause_ms(5);
	}
	SHOW(futex(&word, CMP_REQUEUE, 1, (void *)(intptr_t)10, &other, 7));
	__atomic_store_n(&word, 1, __ATOMIC_SEQ_CST);
	int total = 0;
	while (total < 4) {
		int n = futex(&word, WAKE, 10, NULL, NULL, 0);
		if (n > 0) total += n;
		if (__atomic_load_n(&woken, __ATOMIC_SEQ_CST) == 4) break;
		pause_ms(1);
	}
	for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
	SHOW(woken);

	YES(syscall(SYS_set_tid_address, &other) == gettid());
	struct { void *next; long offset; void *pending; } head = { &head, 0, NULL };
	SHOW(syscall(SYS_set_robust_list, &head, sizeof head));
	SHOW(syscall(SYS_set_robust_list, &head, 1));
	void *list;
	size_t bytes;
	SHOW(syscall(SYS_get_robust_list, 0, &list, &bytes));
	return 0;
}
