/* What a sigevent asks for, for timers and message queues. */
#include <unistd.h>
#include <stdlib.h>
#include "pthread_impl.h"
#include "timers.h"

struct called {
	void (*function)(union sigval);
	union sigval value;
};

static void *call(void *given)
{
	struct called called = *(struct called *)given;
	free(given);
	called.function(called.value);
	return 0;
}

void __notify_thread(const struct sigevent *event)
{
	struct called *called = malloc(sizeof *called);
	pthread_attr_t attributes;
	pthread_t thread;
	sigset_t none, before;
	if (!called) return;
	*called = (struct called){ event->sigev_notify_function, event->sigev_value };
	if (event->sigev_notify_attributes) attributes = *event->sigev_notify_attributes;
	else pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	/* The thread that notifies has all signals blocked. */
	sigemptyset(&none);
	pthread_sigmask(SIG_SETMASK, &none, &before);
	if (pthread_create(&thread, &attributes, call, called)) free(called);
	pthread_sigmask(SIG_SETMASK, &before, 0);
}

void __notify_signal(const struct sigevent *event, int code)
{
	siginfo_t info = { .si_signo = event->sigev_signo, .si_code = code };
	info.si_value = event->sigev_value;
	__syscall(SYS_rt_sigqueueinfo, getpid(), event->sigev_signo, &info);
}
