// Clocks, sleeping, and interval timers.
// covers: clock_gettime64 clock_settime64 clock_getres_time64 clock_nanosleep_time64 getitimer setitimer set_timer
#include "check.h"
#include <signal.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long long now(clockid_t clock)
{
	struct timespec t;
	return clock_gettime(clock, &t) ? -1 : t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void reading(void)
{
	struct timespec t;
	SHOW(clock_gettime(CLOCK_REALTIME, &t));
	YES(t.tv_sec > 1700000000 && t.tv_nsec >= 0 && t.tv_nsec < 1000000000);
	SHOW(clock_gettime(CLOCK_MONOTONIC, &t));
	SHOW(clock_gettime(CLOCK_MONOTONIC_RAW, &t));
	SHOW(clock_gettime(CLOCK_BOOTTIME, &t));
	SHOW(clock_gettime(CLOCK_REALTIME_COARSE, &t));
	SHOW(clock_gettime(CLOCK_MONOTONIC_COARSE, &t));
	SHOW(clock_gettime(77, &t));
	long long last = now(CLOCK_MONOTONIC);
	int back = 0;
	for (int i = 0; i < 100000; i++) {
		long long n = now(CLOCK_MONOTONIC);
		back += n < last;
		last = n;
	}
	printf("%d steps back\n", back);
	YES(now(CLOCK_REALTIME) / 1000000000 - time(NULL) <= 1);
	struct timeval tv;
	SHOW(gettimeofday(&tv, NULL));
	YES(tv.tv_sec - time(NULL) <= 1 && tv.tv_sec - time(NULL) >= -1);
	SHOW(clock_getres(CLOCK_MONOTONIC, &t));
	YES(t.tv_sec == 0 && t.tv_nsec > 0 && t.tv_nsec <= 10000000);
	SHOW(clock_getres(CLOCK_REALTIME, NULL));
	SHOW(clock_getres(77, &t));
	SHOW(clock_settime(CLOCK_MONOTONIC, &t));
	YES(clock() != (clock_t)-1);
	SHOW(timespec_get(&t, TIME_UTC));
}

static void sleeping(void)
{
	struct timespec t = { 0, 30000000 }, left;
	long long start = now(CLOCK_MONOTONIC);
	SHOW(nanosleep(&t, NULL));
	long long took = now(CLOCK_MONOTONIC) - start;
	YES(took >= 30000000 && took < 3000000000LL);
	SHOW(usleep(1000));
	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_nsec += 20000000;
	if (t.tv_nsec >= 1000000000) t.tv_sec++, t.tv_nsec -= 1000000000;
	RETURNS(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL));
	YES(now(CLOCK_MONOTONIC) >= t.tv_sec * 1000000000LL + t.tv_nsec);
	RETURNS(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &(struct timespec){ 1, 0 }, NULL));
	RETURNS(clock_nanosleep(CLOCK_REALTIME, 0, &(struct timespec){ 0, 1000000 }, NULL));
	RETURNS(clock_nanosleep(CLOCK_REALTIME, 0, &(struct timespec){ 0, -1 }, NULL));
	RETURNS(clock_nanosleep(CLOCK_REALTIME, 0, &(struct timespec){ -1, 0 }, NULL));
	RETURNS(clock_nanosleep(77, 0, &(struct timespec){ 0, 0 }, NULL));
	SHOW(nanosleep(&(struct timespec){ 0, 1000000000 }, &left));
}

static volatile sig_atomic_t ticks;

static void on_tick(int n)
{
	(void)n;
	ticks++;
}

static void timers(void)
{
	struct itimerval v, old;
	signal(SIGALRM, on_tick);
	SHOW(getitimer(ITIMER_REAL, &v));
	printf("%d %d\n", (int)v.it_value.tv_sec, (int)v.it_value.tv_usec);
	v = (struct itimerval){ .it_value = { 100, 0 }, .it_interval = { 7, 5 } };
	SHOW(setitimer(ITIMER_REAL, &v, &old));
	SHOW(getitimer(ITIMER_REAL, &v));
	YES(v.it_value.tv_sec >= 99 && v.it_value.tv_sec <= 100);
	printf("%d %d\n", (int)v.it_interval.tv_sec, (int)v.it_interval.tv_usec);
	v = (struct itimerval){ .it_value = { 0, 10000 }, .it_interval = { 0, 10000 } };
	SHOW(setitimer(ITIMER_REAL, &v, &old));
	YES(old.it_value.tv_sec >= 98);
	while (ticks < 3) pause();
	v = (struct itimerval){ { 0, 0 }, { 0, 0 } };
	SHOW(setitimer(ITIMER_REAL, &v, NULL));
	YES(ticks >= 3);
	ticks = 0;
	SHOW(alarm(50));
	YES(alarm(0) >= 49);
	SHOW(alarm(0));
	struct timespec left = { 0, 0 };
	ualarm(20000, 0);
	SHOW(nanosleep(&(struct timespec){ 50, 0 }, &left));
	YES(left.tv_sec >= 45 && left.tv_sec < 50);
	SHOW(ticks);
	ualarm(20000, 0);
	YES(sleep(20) >= 18);
	SHOW(ticks);
	v.it_value.tv_usec = 1000000;
	SHOW(setitimer(ITIMER_REAL, &v, NULL));
	SHOW(setitimer(77, &v, NULL));
	SHOW(getitimer(77, &v));
}

int main(void)
{
	reading();
	sleeping();
	timers();
	return 0;
}
