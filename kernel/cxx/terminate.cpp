/* The handler that std::terminate has by default: says why, and aborts. */
#include "abort_message.h"
#include "cxa_exception.h"
#include "cxxabi.h"
#include "private_typeinfo.h"
#include <exception>
#include <typeinfo>

using namespace __cxxabiv1;

extern thread_local _Unwind_Exception *__hermit_thrown;
extern "C" char *__hermit_type_name(const char *mangled, char *, size_t *, int *);

/* The exception that is being handled, else one on its way; NULL: neither. */
static __cxa_exception *current()
{
	__cxa_eh_globals *globals = __cxa_get_globals_fast();
	if (!globals) return 0;
	if (globals->caughtExceptions) return globals->caughtExceptions;
	if (!globals->uncaughtExceptions || !__hermit_thrown) return 0;
	return reinterpret_cast<__cxa_exception *>(__hermit_thrown + 1) - 1;
}

extern "C" [[noreturn]] void __hermit_terminate()
{
	__cxa_exception *header = current();
	if (!header) abort_message("std::terminate was called, and no exception is active");
	_Unwind_Exception *unwinding = &header->unwindHeader;
	if (!__isOurExceptionClass(unwinding)) abort_message("terminating due to a foreign exception");
	void *thrown = __getExceptionClass(unwinding) == kOurDependentExceptionClass
		? reinterpret_cast<__cxa_dependent_exception *>(header)->primaryException
		: header + 1;
	auto type = static_cast<const __shim_type_info *>(header->exceptionType);
	auto known = static_cast<const __shim_type_info *>(&typeid(std::exception));
	const char *name = __hermit_type_name(type->name(), 0, 0, 0);
	if (!name) name = type->name();
	if (known->can_catch(type, thrown))
		abort_message("terminating due to uncaught exception of type %s: %s", name,
			static_cast<const std::exception *>(thrown)->what());
	abort_message("terminating due to uncaught exception of type %s", name);
}
