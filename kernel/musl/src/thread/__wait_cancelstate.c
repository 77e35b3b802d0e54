/*
 * What musl's waits for locks call in place of pthread_setcancelstate, which keeps them from being cancellation points. One that is to be
 * cancelled asynchronously is cancelled there as anywhere: on Linux by a signal's handler.
 */
#include "pthread_impl.h"

int __pthread_setcancelstate(int, int *);

int __wait_cancelstate(int state, int *before)
{
	pthread_t self = __pthread_self();
	if (!self->cancelasync || self->canceldisable != PTHREAD_CANCEL_ENABLE)
		return __pthread_setcancelstate(state, before);
	if (before) *before = PTHREAD_CANCEL_ENABLE;
	return 0;
}
