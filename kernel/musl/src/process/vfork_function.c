/* vfork by its address, or between parentheses: a function cannot return twice into its caller's frame. <unistd.h> has the macro that can. */
#define _GNU_SOURCE
#include <unistd.h>
#include "syscall.h"
#undef vfork

pid_t vfork(void) { return __syscall_ret(-ENOSYS); }
