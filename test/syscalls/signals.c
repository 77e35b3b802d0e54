// The calls about signals, one by one.
// covers: kill tkill tgkill sigaltstack rt_sigsuspend rt_sigaction rt_sigprocmask rt_sigpending rt_sigqueueinfo rt_sigtimedwait_time64
#include "check.h"
#include "raw.h"
#include <signal.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t count, last, value;

static void on_signal(int n)
{
	count++;
	last = n;
}

static void on_info(int n, siginfo_t *info, void *context)
{
	(void)context;
	count++;
	last = n;
	value = info->si_value.sival_int;
}

static void actions(void)
{
	struct sigaction sa = { .sa_handler = on_signal }, old;
	SHOW(sigaction(SIGUSR1, NULL, &old));
	YES(old.sa_handler == SIG_DFL);
	SHOW(sigaction(SIGUSR1, &sa, &old));
	SHOW(sigaction(SIGUSR1, NULL, &old));
	YES(old.sa_handler == on_signal);
	SHOW(sigaction(SIGKILL, &sa, NULL));
	SHOW(sigaction(SIGSTOP, &sa, NULL));
	SHOW(sigaction(0, &sa, NULL));
	SHOW(sigaction(65, &sa, NULL));
	SHOW(kill(getpid(), SIGUSR1));
	printf("count %d last %d\n", count, last == SIGUSR1);
	SHOW(syscall(SYS_tkill, gettid(), SIGUSR1));
	SHOW(syscall(SYS_tgkill, getpid(), gettid(), SIGUSR1));
	SHOW(count);
	SHOW(kill(getpid(), 0));
	SHOW(kill(getpid(), 77));
	SHOW(syscall(SYS_tkill, -1, SIGUSR1));
	SHOW(syscall(SYS_tgkill, getpid(), 0, SIGUSR1));
	SHOW(count);
	sa.sa_flags = SA_RESETHAND;
	SHOW(sigaction(SIGUSR1, &sa, NULL));
	SHOW(raise(SIGUSR1));
	SHOW(sigaction(SIGUSR1, NULL, &old));
	YES(old.sa_handler == SIG_DFL);
	SHOW(raise(SIGCHLD));
	SHOW(raise(SIGURG));
	YES(signal(SIGUSR2, SIG_IGN) == SIG_DFL);
	SHOW(raise(SIGUSR2));
	YES(signal(SIGUSR2, on_signal) == SIG_IGN);
	YES(signal(SIGKILL, on_signal) == SIG_ERR);
}

static void masks(void)
{
	sigset_t set, old, pending;
	count = 0;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	SHOW(sigprocmask(SIG_BLOCK, &set, &old));
	SHOW(sigismember(&old, SIGUSR2));
	SHOW(raise(SIGUSR2));
	SHOW(raise(SIGUSR2));
	SHOW(count);
	SHOW(sigpending(&pending));
	SHOW(sigismember(&pending, SIGUSR2));
	SHOW(sigprocmask(SIG_UNBLOCK, &set, &old));
	SHOW(sigismember(&old, SIGUSR2));
	SHOW(count);
	SHOW(sigpending(&pending));
	SHOW(sigismember(&pending, SIGUSR2));
	SHOW(sigprocmask(SIG_SETMASK, &set, NULL));
	SHOW(sigprocmask(SIG_BLOCK, NULL, &old));
	SHOW(sigismember(&old, SIGUSR2));
	SHOW(sigprocmask(77, &set, NULL));
	SHOW(kill(getpid(), SIGUSR2));
	SHOW(count);
	sigset_t none;
	sigemptyset(&none);
	SHOW(sigsuspend(&none));
	SHOW(count);
	SHOW(sigprocmask(SIG_BLOCK, NULL, &old));
	SHOW(sigismember(&old, SIGUSR2));
}

static void waiting(void)
{
	sigset_t set;
	siginfo_t info;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	SHOW(sigtimedwait(&set, &info, &(struct timespec){ 0, 1000000 }));
	SHOW(sigtimedwait(&set, &info, &(struct timespec){ 0, 0 }));
	raise(SIGUSR1);
	SHOW(sigtimedwait(&set, &info, &(struct timespec){ 1, 0 }) == SIGUSR1);
	SHOW(info.si_signo == SIGUSR1);
	raise(SIGUSR1);
	SHOW(sigwaitinfo(&set, &info) == SIGUSR1);
	raise(SIGUSR1);
	int n = 0;
	SHOW(sigwait(&set, &n));
	SHOW(n == SIGUSR1);
	struct sigaction sa = { .sa_sigaction = on_info, .sa_flags = SA_SIGINFO };
	SHOW(sigaction(SIGUSR1, &sa, NULL));
	count = 0;
	SHOW(sigqueue(getpid(), SIGUSR1, (union sigval){ .sival_int = 4242 }));
	SHOW(count);
	SHOW(sigprocmask(SIG_UNBLOCK, &set, NULL));
	printf("count %d value %d\n", count, value);
	SHOW(sigqueue(getpid(), 77, (union sigval){ .sival_int = 1 }));
}

int main(void)
{
	actions();
	masks();
	waiting();
	static char alt[65536];
	stack_t ss = { .ss_sp = alt, .ss_size = sizeof alt }, old;
	SHOW(sigaltstack(NULL, &old));
	SHOW(old.ss_flags == SS_DISABLE);
	SHOW(sigaltstack(&ss, NULL));
	SHOW(sigaltstack(NULL, &old));
	YES(old.ss_sp == alt && old.ss_size == sizeof alt);
	ss.ss_size = 1;
	SHOW(sigaltstack(&ss, NULL));
	ss.ss_flags = 0x77;
	SHOW(sigaltstack(&ss, NULL));
	return 0;
}
