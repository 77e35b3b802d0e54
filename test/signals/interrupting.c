// An alarm ends every wait with EINTR.
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t rings;
static int waits;

static void on_alarm(int n)
{
	(void)n;
	rings++;
}

static void once(void)
{
	struct itimerval v = { .it_value = { 0, 20000 } };
	setitimer(ITIMER_REAL, &v, NULL);
}

/* Again and again: on a slow machine the first ring may come before the wait. */
static void soon(void)
{
	struct itimerval v = { { 0, 50000 }, { 0, 20000 } };
	setitimer(ITIMER_REAL, &v, NULL);
}

static void calm(void)
{
	struct itimerval never = { 0 };
	setitimer(ITIMER_REAL, &never, NULL);
	waits += rings > 0;
	rings = 0;
}

int main(void)
{
	struct sigaction sa = { .sa_handler = on_alarm };
	struct timespec t = { 100, 0 };
	sigset_t none, all;
	sem_t s;
	int ends[2];
	char c, block[65536] = { 0 };
	sigemptyset(&none);
	sigfillset(&all);
	sem_init(&s, 0, 0);
	pipe(ends);
	sigaction(SIGALRM, &sa, NULL);
	soon();
	SHOW(pause());
	calm();
	soon();
	SHOW(sigsuspend(&none));
	calm();
	soon();
	SHOW(nanosleep(&t, NULL));
	calm();
	soon();
	RETURNS(clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL));
	calm();
	soon();
	SHOW(usleep(100000000));
	calm();
	soon();
	SHOW(sem_wait(&s));
	calm();
	soon();
	SHOW(read(ends[0], &c, 1));
	calm();
	soon();
	SHOW(poll(NULL, 0, -1));
	calm();
	write(ends[1], block, sizeof block);
	soon();
	SHOW(write(ends[1], block, sizeof block));
	calm();
	SHOW(waits);

	/* Blocked for a while: it comes when it is let in. */
	sigprocmask(SIG_SETMASK, &all, NULL);
	once();
	SHOW(nanosleep(&(struct timespec){ 0, 50000000 }, NULL));
	SHOW(rings);
	sigprocmask(SIG_SETMASK, &none, NULL);
	SHOW(rings);

	/* A loop that only computes is interrupted too, at its next call. */
	once();
	while (rings < 2) getppid();
	SHOW(rings);
	return 0;
}
