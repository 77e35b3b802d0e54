/* musl's own is __pthread_exit; before it, the frames are left whose destructors have to run. */
#include "pthread_impl.h"

_Noreturn void __pthread_exit(void *);

/* Leaves the frames of this thread for __hermit_unwound, which goes on. Without C++ exceptions there is none to leave. */
weak void __hermit_unwind(void) {}

_Noreturn void __hermit_unwound(void) { __pthread_exit(__pthread_self()->result); }

_Noreturn void pthread_exit(void *result)
{
	pthread_t self = __pthread_self();
	self->canceldisable = 1;
	self->cancelasync = 0;
	self->result = result;
	/* Handlers lie in the frames. */
	while (self->cancelbuf) {
		struct __ptcb *handler = self->cancelbuf;
		self->cancelbuf = handler->__next;
		handler->__f(handler->__x);
	}
	__hermit_unwind();
	__pthread_exit(result);
}
