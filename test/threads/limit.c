// Threads up to the limit, then EAGAIN, and all of it again.
// native: no
// run: --mem 1G
#include "check.h"
#include <pthread.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void *wait_at_gate(void *arg)
{
	pthread_mutex_lock(&gate);
	pthread_mutex_unlock(&gate);
	return arg;
}

int main(void)
{
	static pthread_t t[2000];
	pthread_attr_t a;
	pthread_attr_init(&a);
	pthread_attr_setstacksize(&a, 65536);
	for (int round = 0; round < 2; round++) {
		int n = 0, e = 0;
		pthread_mutex_lock(&gate);
		while (n < 2000 && !(e = pthread_create(&t[n], &a, wait_at_gate, NULL))) n++;
		pthread_mutex_unlock(&gate);
		for (int i = 0; i < n; i++) pthread_join(t[i], NULL);
		YES(n >= 64 && n < 2000);
		printf("then %s\n", error_name(e));
	}
	return 0;
}
