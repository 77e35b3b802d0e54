#include <sys/ioctl.h>
#include <sys/stat.h>
#include "core.h"
#include "fd.h"
#include "proxy.h"

#define CLOSE_RANGE_CLOEXEC 4   /* as linux/close_range.h */

SYSCALL(dup)
{
	struct file *file = file_get(fd);
	if (!file) return -EBADF;
	int copy = fd_install(file, 0, 0);
	if (copy < 0) file_put(file);
	return copy;
}

SYSCALL(dup3)
{
	return old == new || flags & ~O_CLOEXEC ? -EINVAL
											: fd_duplicate_to(old, new, flags & O_CLOEXEC);
}

SYSCALL(fcntl64)
{
	struct file *file;
	uint32_t number = (uint32_t)arg;
	int copy;
	switch (cmd) {
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		if (number >= (uint32_t)*word(BOOT_FILES))
			return fd_close_on_exec(fd) < 0 ? -EBADF : -EINVAL;
		if (!(file = file_get(fd))) return -EBADF;
		if ((copy = fd_install(file, number, cmd == F_DUPFD_CLOEXEC)) < 0) file_put(file);
		return copy;
	case F_GETFD: return fd_close_on_exec(fd);
	case F_SETFD: return fd_set_close_on_exec(fd, number & FD_CLOEXEC);
	}
	if (!(file = file_get(fd))) return -EBADF;
	long r = -EINVAL;
	if (!file->ops) r = proxy_call(__NR_fcntl64, file->handle, cmd, number, 0, 0, 0);
	else if (cmd == F_GETFL) r = file->flags;
	else if (cmd == F_SETFL)
		r = 0, file->flags = (file->flags & O_ACCMODE) | (number & (O_NONBLOCK | O_APPEND));
	file_put(file);
	return r;
}

static long set_nonblocking(struct file *file, int on)
{
	long flags = file->ops ? file->flags
						   : proxy_request(__NR_fcntl64, file->handle, F_GETFL, 0, 0, 0, 0);
	if (flags < 0) return flags;
	flags = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
	if (!file->ops) return proxy_request(__NR_fcntl64, file->handle, F_SETFL, flags, 0, 0, 0);
	file->flags = flags;
	return 0;
}

SYSCALL(ioctl)
{
	struct file *file = file_get(fd);
	if (!file) return -EBADF;
	long r;
	if (request == FIOCLEX || request == FIONCLEX) r = fd_set_close_on_exec(fd, request == FIOCLEX);
	else if (request == FIONBIO)
		r = range_bad(arg, sizeof(int)) ? -EFAULT : set_nonblocking(file, *(int *)arg);
	else if (!file->ops) r = proxy_call(__NR_ioctl, file->handle, request, (long)arg, 0, 0, 0);
	else r = file->ops->ioctl ? file->ops->ioctl(file, request, arg) : -ENOTTY;
	file_put(file);
	return r;
}

SYSCALL(fstat64)
{
	struct file *file = file_get(fd);
	if (!file) return -EBADF;
	long r;
	if (!file->ops) r = proxy_call(__NR_fstat64, file->handle, (long)st, 0, 0, 0, 0);
	else if (FAULTS_fstat64) r = -EFAULT;
	else r = file->ops->stat ? file->ops->stat(file, st) : -EBADF;
	file_put(file);
	return r;
}

SYSCALL(close_range)
{
	if (first > last || flags & ~CLOSE_RANGE_CLOEXEC) return -EINVAL;
	for (unsigned fd = first, end = fd_limit(); fd < end && fd <= last; fd++)
		if (flags) fd_set_close_on_exec(fd, 1);
		else fd_close(fd);
	return 0;
}
