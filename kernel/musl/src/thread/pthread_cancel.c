/*
 * Deferred cancellation. Cancellation points test before the call and, when it was interrupted, after it (arch/wasm32/syscall_arch.h);
 * a thread that waits in the kernel, in the proxy or in a socket is reached by an interrupt of its core. Asynchronous cancellation
 * of a thread that makes no call takes effect at its next one.
 */
#include "pthread_impl.h"
#include "lock.h"
#include "syscall.h"

hidden long __cancel(void);

long __cancel(void)
{
	pthread_t self = __pthread_self();
	if (self->canceldisable == PTHREAD_CANCEL_ENABLE || self->cancelasync)
		pthread_exit(PTHREAD_CANCELED);
	self->canceldisable = PTHREAD_CANCEL_DISABLE;
	return -ECANCELED;
}

static int due(pthread_t self)
{
	return self->cancel && self->canceldisable != PTHREAD_CANCEL_DISABLE;
}

long __cancel_point(long r) { return due(__pthread_self()) ? __cancel() : r; }

int cancel_due(void) { return due(__pthread_self()); }

void __testcancel(void)
{
	pthread_t self = __pthread_self();
	if (self->cancel && !self->canceldisable) __cancel();
}

int pthread_cancel(pthread_t t)
{
	a_store(&t->cancel, 1);
	if (t == pthread_self()) {
		if (t->canceldisable == PTHREAD_CANCEL_ENABLE && t->cancelasync)
			pthread_exit(PTHREAD_CANCELED);
		return 0;
	}
	LOCK(t->killlock);
	if (t->tid) __syscall(SYS_tkill, t->tid, SIGCANCEL);
	UNLOCK(t->killlock);
	return 0;
}
