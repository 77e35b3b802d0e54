// Handlers: when they run, what they may do, and to which thread they go.
// cores: 2
#include "check.h"
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t order[16], entered, depth, deepest;
static sigjmp_buf back;
static pthread_t target;
static volatile int ran_in_target;

static void nested(int n)
{
	order[entered++] = n == SIGUSR1 ? 1 : 2;
	if (++depth > deepest) deepest = depth;
	if (n == SIGUSR1) raise(SIGUSR2);
	depth--;
	order[entered++] = n == SIGUSR1 ? -1 : -2;
}

static void show_order(void)
{
	for (int i = 0; i < entered; i++) printf("%d ", order[i]);
	printf("depth %d\n", deepest);
	entered = deepest = 0;
}

static void jump(int n)
{
	siglongjmp(back, n == SIGUSR1 ? 5 : 6);
}

static void keep_errno(int n)
{
	(void)n;
	errno = EDOM;
}

static void in_thread(int n)
{
	(void)n;
	ran_in_target = pthread_equal(pthread_self(), target);
}

static void *wait_for_it(void *arg)
{
	while (!ran_in_target) usleep(1000);
	return arg;
}

static void *busy(void *arg)
{
	volatile long n = 0;
	while (!ran_in_target) n++, sched_yield();
	return arg;
}

static void restart(int n)
{
	(void)n;
	entered++;
}

static int ends[2];

static void *late(void *arg)
{
	usleep(60000);
	write(ends[1], "x", 1);
	return arg;
}

int main(void)
{
	struct sigaction sa = { .sa_handler = nested };
	sigaction(SIGUSR1, &sa, NULL);
	sigaction(SIGUSR2, &sa, NULL);
	SHOW(raise(SIGUSR1));
	show_order();
	sigaddset(&sa.sa_mask, SIGUSR2);
	sigaction(SIGUSR1, &sa, NULL);
	SHOW(raise(SIGUSR1));
	show_order();

	sa.sa_handler = jump;
	sigaction(SIGUSR1, &sa, NULL);
	volatile int times = 0;
	int r = sigsetjmp(back, 1);
	printf("sigsetjmp %d\n", r);
	if (times++ < 2) raise(SIGUSR1);
	sigset_t now;
	sigprocmask(SIG_BLOCK, NULL, &now);
	SHOW(sigismember(&now, SIGUSR1));

	signal(SIGUSR1, keep_errno);
	errno = 0;
	raise(SIGUSR1);
	SHOW(errno == EDOM || errno == 0);

	pthread_t t;
	signal(SIGUSR1, in_thread);
	for (int i = 0; i < 2; i++) {
		ran_in_target = 0;
		pthread_create(&t, NULL, i ? busy : wait_for_it, NULL);
		target = t;
		usleep(20000);
		RETURNS(pthread_kill(t, SIGUSR1));
		pthread_join(t, NULL);
		SHOW(ran_in_target);
	}
	RETURNS(pthread_kill(pthread_self(), 77));
	RETURNS(pthread_kill(pthread_self(), 0));

	/* SA_RESTART: the read goes on after the handler. */
	entered = 0;
	sa = (struct sigaction){ .sa_handler = restart, .sa_flags = SA_RESTART };
	sigaction(SIGALRM, &sa, NULL);
	pipe(ends);
	pthread_create(&t, NULL, late, NULL);
	sigset_t alarm_only;
	sigemptyset(&alarm_only);
	sigaddset(&alarm_only, SIGALRM);
	ualarm(20000, 0);
	char c;
	SHOW(read(ends[0], &c, 1));
	pthread_join(t, NULL);
	SHOW(entered);

	/* A blocked signal to the process waits until somebody takes it. */
	entered = 0;
	pthread_sigmask(SIG_BLOCK, &alarm_only, NULL);
	kill(getpid(), SIGALRM);
	SHOW(entered);
	RETURNS(pthread_sigmask(SIG_UNBLOCK, &alarm_only, NULL));
	SHOW(entered);
	RETURNS(pthread_sigmask(77, &alarm_only, NULL));
	return 0;
}
