/* Policies of scheduling, a process group of one, and what a signal says of where it comes from. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static volatile int code, count;
static void handler(int signal, siginfo_t *info, void *context)
{
	code = info->si_code;
	count++;
}

static void *blocked(void *mutex)
{
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, 0);
	pthread_mutex_lock(mutex);
	return 0;
}

static void policies(void)
{
	struct sched_param p = { .sched_priority = 7 };
	printf("policy %d\n", sched_getscheduler(0));
	int r = sched_getparam(0, &p);
	printf("getparam %d %d\n", r, p.sched_priority);
	printf("setparam %d\n", sched_setparam(0, &p));
	printf("other %d\n", sched_setscheduler(0, SCHED_OTHER, &p));
	p.sched_priority = 3;
	r = sched_setscheduler(0, SCHED_OTHER, &p);
	printf("other 3 %d %s\n", r, strerror(errno));
	r = sched_setscheduler(0, 77, &p);
	printf("unknown %d %s\n", r, strerror(errno));
	r = sched_getscheduler(1 << 28);
	printf("nobody %d %s\n", r, strerror(errno));
}

static void signals(void)
{
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	sigaction(SIGUSR1, &action, 0);
	raise(SIGUSR1);
	printf("raise %d\n", code == SI_TKILL);
	kill(getpid(), SIGUSR1);
	printf("kill %d\n", code == SI_USER);
	sigqueue(getpid(), SIGUSR1, (union sigval){ 0 });
	printf("queue %d, %d in all\n", code == SI_QUEUE, count);
}

static void pages(void)
{
	enum { SIZE = 1 << 20, HOLE = 1 << 16 };
	char *at = mmap(0, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memset(at, 1, SIZE);
	munmap(at + HOLE, HOLE);
	char *hole = mmap(at + HOLE, HOLE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	printf("into a hole %d %d %d %d\n", hole == at + HOLE, hole[5], hole[HOLE - 1], at[HOLE - 1]);
	void *again = mmap(at, HOLE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	printf("not over others %d %s\n", again == MAP_FAILED, strerror(errno));
}

int main(void)
{
	policies();
	signals();
	pages();
	pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	pthread_t thread;
	void *result;
	pthread_mutex_lock(&mutex);
	pthread_create(&thread, 0, blocked, &mutex);
	usleep(50000);
	pthread_cancel(thread);
	pthread_join(thread, &result);
	printf("cancelled in a lock %d\n", result == PTHREAD_CANCELED);
	void *found = dlsym(RTLD_DEFAULT, "no such thing");
	printf("dlsym %d %d\n", found == 0, dlerror() != 0);
	clock_t before = clock();
	for (int i = 0; i < 100000; i++) if (clock() < before) return 1;
	puts("clock goes on");
	return 0;
}
