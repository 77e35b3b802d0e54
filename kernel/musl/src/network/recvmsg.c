/* musl's looks into the message before the call and again for times in Linux's older form; the kernel checks the pointer and has none of
 * those. */
#include <sys/socket.h>
#include "syscall.h"

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
	return socketcall_cp(recvmsg, fd, message, flags, 0, 0, 0);
}
