/*
 * The tag of C++ exceptions, and what becomes of those that nobody catches. The object is in every image that throws or catches, because the
 * tag is, and nowhere else. `catch (...)` takes only this tag: a thread that ends and an isle that halts unwind with others.
 */
#include <exception>
#include <string.h>
#include <unwind.h>

__asm__(".globl __cpp_exception\n.tagtype __cpp_exception i32\n__cpp_exception:\n");

/* What this thread has thrown last: the pads of `noexcept` and of OpenMP's regions end the program without catching it. */
thread_local _Unwind_Exception *__hermit_thrown;

extern "C" {
_Unwind_Reason_Code _Unwind_RaiseException(_Unwind_Exception *exception)
{
	__hermit_thrown = exception;
	__builtin_wasm_throw(0, exception);
}

/* cores/base.c, which has the other half, comes along. */
extern const int __hermit_base;
__attribute__((used)) static const int *const base = &__hermit_base;

int __hermit_guarded(int (*run)(void *), void *argument)
{
	try {
		return run(argument);
	} catch (...) {
		std::terminate();
	}
}

/* Runs a call of Node's. 0, or what was thrown: its what() in `text`. */
int __hermit_caught(void (*run)(void *), void *argument, char *text, size_t size)
{
	try {
		run(argument);
		return 0;
	} catch (const std::exception &e) {
		strncpy(text, e.what(), size - 1);
	} catch (...) {
		strncpy(text, "an exception that is no std::exception", size - 1);
	}
	text[size - 1] = 0;
	return 1;
}
}
