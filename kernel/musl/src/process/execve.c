/* exec is for children that vfork has made: an isle itself cannot become another program. */
#include <errno.h>
#include <unistd.h>
#include "syscall.h"
#include "vfork.h"

weak int __vfork_exec(const char *path, char *const argv[], char *const envp[])
{
	return __syscall_ret(-ENOSYS);
}

int execve(const char *path, char *const argv[], char *const envp[])
{
	return __vfork_exec(path, argv, envp);
}
