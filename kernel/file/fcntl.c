#include <sys/ioctl.h>
#include "core.h"
#include "fd.h"
#include "proxy.h"

SYSCALL(dup)
{
	struct file *file = file_get(a);
	if (!file) return -EBADF;
	int fd = fd_install(file, 0, 0);
	if (fd < 0) file_put(file);
	return fd;
}

SYSCALL(dup3)
{
	return a == b || c & ~O_CLOEXEC ? -EINVAL : fd_duplicate_to(a, b, c & O_CLOEXEC);
}

SYSCALL(fcntl64)
{
	struct file *file;
	int fd;
	switch (b) {
	case F_DUPFD: case F_DUPFD_CLOEXEC:
		if ((unsigned long)c >= (unsigned long)*word(BOOT_FDS_MAX)) return fd_close_on_exec(a) < 0 ? -EBADF : -EINVAL;
		if (!(file = file_get(a))) return -EBADF;
		if ((fd = fd_install(file, c, b == F_DUPFD_CLOEXEC)) < 0) file_put(file);
		return fd;
	case F_GETFD:
		return fd_close_on_exec(a);
	case F_SETFD:
		return fd_set_close_on_exec(a, c & FD_CLOEXEC);
	}
	if (!(file = file_get(a))) return -EBADF;
	long r = -EINVAL;
	if (!file->ops) r = proxy_call(__NR_fcntl64, file->handle, b, c, 0, 0, 0);
	else if (b == F_GETFL) r = file->flags;
	else if (b == F_SETFL) r = 0, file->flags = (file->flags & O_ACCMODE) | (c & (O_NONBLOCK | O_APPEND));
	file_put(file);
	return r;
}

static long set_nonblocking(struct file *file, int on)
{
	long flags = file->ops ? file->flags : proxy_request(__NR_fcntl64, file->handle, F_GETFL, 0, 0, 0, 0);
	if (flags < 0) return flags;
	flags = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
	if (!file->ops) return proxy_request(__NR_fcntl64, file->handle, F_SETFL, flags, 0, 0, 0);
	file->flags = flags;
	return 0;
}

SYSCALL(ioctl)
{
	struct file *file = file_get(a);
	if (!file) return -EBADF;
	long r;
	if (b == FIOCLEX || b == FIONCLEX) r = fd_set_close_on_exec(a, b == FIOCLEX);
	else if (b == FIONBIO) r = range_bad((void *)c, 4) ? -EFAULT : set_nonblocking(file, *(int *)c);
	else if (!file->ops) r = proxy_call(__NR_ioctl, file->handle, b, c, 0, 0, 0);
	else r = file->ops->ioctl ? file->ops->ioctl(file, b, (void *)c) : -ENOTTY;
	file_put(file);
	return r;
}

SYSCALL(fstat64)
{
	struct file *file = file_get(a);
	if (!file) return -EBADF;
	long r;
	if (!file->ops) r = proxy_call(__NR_fstat64, file->handle, b, 0, 0, 0, 0);
	else if (range_bad((void *)b, 112)) r = -EFAULT;
	else r = file->ops->stat ? file->ops->stat(file, (void *)b) : -EBADF;
	file_put(file);
	return r;
}

SYSCALL(close_range)
{
	if ((unsigned long)a > (unsigned long)b || c & ~4) return -EINVAL;
	for (unsigned fd = a, end = fd_limit(); fd < end && fd <= (unsigned long)b; fd++)
		if (c) fd_set_close_on_exec(fd, 1);
		else fd_close(fd);
	return 0;
}
