// flags: -lrt
// timer_create: signals with values, threads, intervals, overruns, what is left.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile int handled, value, code;
static void handler(int signal, siginfo_t *info, void *context)
{
	handled++;
	value = info->si_value.sival_int;
	code = info->si_code;
}

static sem_t called;
static pthread_t main_thread;
static void in_thread(union sigval v)
{
	*(int *)v.sival_ptr += !pthread_equal(pthread_self(), main_thread);
	sem_post(&called);
}

static struct itimerspec after(long first_ms, long interval_ms)
{
	return (struct itimerspec){ { interval_ms / 1000, interval_ms % 1000 * 1000000 },
		{ first_ms / 1000, first_ms % 1000 * 1000000 } };
}

static void wait_for(volatile int *count, int n)
{
	while (*count < n) usleep(1000);
}

int main(void)
{
	timer_t timer, other;
	struct itimerspec spec, old;
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	main_thread = pthread_self();
	sem_init(&called, 0, 0);
	sigaction(SIGUSR1, &action, 0);
	sigaction(SIGALRM, &action, 0);

	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 42 };
	printf("create %d\n", timer_create(CLOCK_MONOTONIC, &event, &timer));
	timer_gettime(timer, &spec);
	printf("not armed: %ld %ld\n", (long)spec.it_value.tv_sec, spec.it_value.tv_nsec);
	spec = after(10, 0);
	printf("set %d\n", timer_settime(timer, 0, &spec, &old));
	wait_for(&handled, 1);
	printf("signal with %d, SI_TIMER %d, overrun %d\n", value, code == SI_TIMER, timer_getoverrun(timer));

	spec = after(5, 5);
	timer_settime(timer, 0, &spec, 0);
	wait_for(&handled, 4);
	spec = after(0, 0);
	timer_settime(timer, 0, &spec, &old);
	printf("interval %ld\n", old.it_interval.tv_nsec);
	int before = handled;
	usleep(30000);
	printf("disarmed: %d more\n", handled - before);

	spec = after(100000, 7000);
	timer_settime(timer, 0, &spec, 0);
	timer_gettime(timer, &spec);
	printf("left %d, interval %ld\n", spec.it_value.tv_sec >= 90 && spec.it_value.tv_sec <= 100,
		(long)spec.it_interval.tv_sec);

	/* While its signal is blocked a timer runs over. */
	sigset_t set, was;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &was);
	spec = after(1, 1);
	before = handled;
	timer_settime(timer, 0, &spec, 0);
	usleep(50000);
	spec = after(0, 0);
	printf("while blocked: %d\n", handled - before);
	sigprocmask(SIG_SETMASK, &was, 0);
	wait_for(&handled, before + 1);
	printf("overrun %d\n", timer_getoverrun(timer) > 0);
	timer_settime(timer, 0, &spec, 0);

	/* By the default event. */
	timer_create(CLOCK_REALTIME, 0, &other);
	before = handled;
	clock_gettime(CLOCK_REALTIME, &spec.it_value);
	timer_settime(other, TIMER_ABSTIME, &spec, 0);
	wait_for(&handled, before + 1);
	printf("SIGALRM at a time that is past\n");
	timer_delete(other);

	int count = 0;
	event = (struct sigevent){ .sigev_notify = SIGEV_THREAD, .sigev_value.sival_ptr = &count };
	event.sigev_notify_function = in_thread;
	timer_create(CLOCK_MONOTONIC, &event, &other);
	spec = after(2, 2);
	timer_settime(other, 0, &spec, 0);
	for (int i = 0; i < 3; i++) sem_wait(&called);
	spec = after(0, 0);
	timer_settime(other, 0, &spec, 0);
	printf("in threads: %d\n", count >= 3);
	printf("delete %d\n", timer_delete(other));

	event = (struct sigevent){ .sigev_notify = SIGEV_NONE };
	timer_create(CLOCK_MONOTONIC, &event, &other);
	spec = after(1, 0);
	timer_settime(other, 0, &spec, 0);
	do timer_gettime(other, &spec);
	while (spec.it_value.tv_sec || spec.it_value.tv_nsec);
	printf("none\n");

	spec = after(1, 0);
	spec.it_value.tv_nsec = 1000000000;
	printf("wrong time %d", timer_settime(timer, 0, &spec, 0));
	printf(" %d\n", errno == EINVAL);
	event = (struct sigevent){ .sigev_notify = SIGEV_SIGNAL, .sigev_signo = 1000 };
	printf("wrong signal %d", timer_create(CLOCK_MONOTONIC, &event, &other));
	printf(" %d\n", errno == EINVAL);
	printf("wrong clock %d", timer_create(1000, 0, &other));
	printf(" %d\n", errno == EINVAL);
}
