// What the machine and the process say about themselves.
// covers: uname sysinfo getpid getppid gettid getrusage times cputime getpriority setpriority prlimit64 getrandom prctl
#include "check.h"
#include <sched.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

static volatile double sink;

static void burn(void)
{
	clock_t start = clock();
	while (clock() - start < CLOCKS_PER_SEC / 20)
		for (int i = 0; i < 10000; i++) sink += i * 0.5;
}

static void time_used(void)
{
	struct rusage before, after;
	struct tms t;
	SHOW(getrusage(RUSAGE_SELF, &before));
	SHOW(getrusage(RUSAGE_CHILDREN, &after));
	SHOW(getrusage(77, &after));
	OKAY(times(&t));
	burn();
	SHOW(getrusage(RUSAGE_SELF, &after));
	YES(timercmp(&after.ru_utime, &before.ru_utime, >) || timercmp(&after.ru_stime, &before.ru_stime, >));
	YES(after.ru_maxrss > 0);
	SHOW(getrusage(RUSAGE_THREAD, &after));
	struct timespec cpu;
	SHOW(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu));
	YES(cpu.tv_sec > 0 || cpu.tv_nsec >= 50000000);
	SHOW(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu));
	YES(cpu.tv_sec > 0 || cpu.tv_nsec >= 40000000);
	clock_t ticks = times(&t);
	YES(ticks != (clock_t)-1 && t.tms_utime + t.tms_stime >= 3);
	YES(sysconf(_SC_CLK_TCK) == 100);
}

static void limits(void)
{
	struct rlimit r;
	SHOW(getrlimit(RLIMIT_NOFILE, &r));
	YES(r.rlim_cur >= 256 && r.rlim_cur <= r.rlim_max);
	SHOW(getrlimit(RLIMIT_STACK, &r));
	YES(r.rlim_cur >= 1 << 20);
	SHOW(getrlimit(RLIMIT_CORE, &r));
	SHOW(getrlimit(99, &r));
	r.rlim_cur = 5;
	r.rlim_max = 4;
	SHOW(setrlimit(RLIMIT_NOFILE, &r));
}

int main(void)
{
	struct utsname u;
	SHOW(uname(&u));
	printf("%s\n", u.sysname);
	YES(u.nodename[0] && u.release[0] && u.version[0] && u.machine[0]);
	char host[256];
	SHOW(gethostname(host, sizeof host));
	YES(!strcmp(host, u.nodename));

	struct sysinfo s;
	SHOW(sysinfo(&s));
	YES(s.uptime > 0 && s.totalram > 0 && s.mem_unit > 0);

	YES(getpid() > 0 && getppid() > 0 && getpid() != getppid());
	YES(gettid() > 0);
	YES(getpid() == getpid());
	YES(sysconf(_SC_PAGESIZE) >= 4096);
	YES(sysconf(_SC_NPROCESSORS_ONLN) >= 1);

	time_used();
	limits();

	errno = 0;
	int priority = getpriority(PRIO_PROCESS, 0);
	YES(errno == 0 && priority >= -20 && priority <= 19);
	SHOW(setpriority(PRIO_PROCESS, 0, priority));
	SHOW(getpriority(77, 0));
	SHOW(setpriority(77, 0, 0));

	unsigned char a[32] = { 0 }, b[32] = { 0 };
	SHOW(getrandom(a, sizeof a, 0));
	SHOW(getrandom(b, sizeof b, GRND_NONBLOCK));
	YES(memcmp(a, b, sizeof a));
	SHOW(getrandom(a, 0, 0));
	SHOW(getrandom(a, 1, 0x80));
	SHOW(getentropy(a, 32));
	SHOW(getentropy(a, 257));

	char name[16];
	SHOW(prctl(PR_SET_NAME, "a-name-that-is-too-long"));
	SHOW(prctl(PR_GET_NAME, name));
	printf("%s\n", name);
	SHOW(prctl(7777, 0, 0, 0, 0));
	return 0;
}
