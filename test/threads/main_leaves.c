// The first thread may leave; the program ends with the last one, with code 0.
#include "check.h"
#include <pthread.h>
#include <unistd.h>

static pthread_t first;

static void at_end(void)
{
	printf("atexit\n");
}

static void *stay(void *arg)
{
	RETURNS(pthread_join(first, NULL));
	printf("the last thread\n");
	return arg;
}

int main(void)
{
	pthread_t t;
	atexit(at_end);
	first = pthread_self();
	pthread_create(&t, NULL, stay, (void *)5);
	printf("the first leaves\n");
	pthread_exit((void *)9);
}
