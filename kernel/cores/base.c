/*
 * What is below every thread of a program with C++ exceptions: one that nobody catches terminates the program (cxx/exception.cpp), and
 * pthread_exit runs the destructors of the frames that it leaves while the thread is still whole.
 */
#include <setjmp.h>
#include "core.h"
#include "hooks.h"

/* What cxx/exception.cpp asks for, so that this file is there. */
const int __hermit_base = 1;

int __hermit_guarded(int (*run)(void *), void *argument);
int __hermit_caught(void (*run)(void *), void *argument, char *text, size_t size);
/* Weak: without pthread_exit it is not there, and neither is anybody who longjmps. */
weak _Noreturn void __hermit_unwound(void);

int __hermit_thread(int (*run)(void *), void *argument)
{
	jmp_buf here;
	thread_current()->base = &here;
	/* The frame above has the try block: in one function with setjmp a longjmp would pass it by. */
	if (setjmp(here)) __hermit_unwound();
	return __hermit_guarded(run, argument);
}

void __hermit_unwind(void)
{
	jmp_buf *base = thread_current()->base;
	thread_current()->base = 0;
	if (base) longjmp(*base, 1);
}

struct call {
	int function;
	void *frame;
};

static void make(void *given)
{
	struct call *call = given;
	hv_call(call->function, call->frame);
}

int __hermit_call(int function, void *frame, char *text, size_t size)
{
	struct call call = { function, frame };
	return __hermit_caught(make, &call, text, size);
}
