#include <string.h>
#include "kernel.h"

_Noreturn void panic(const char *what)
{
	hv_log(what, strlen(what));
	__builtin_trap();
}
