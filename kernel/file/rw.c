/* read, write and their kin: to the proxy, or to an object of the kernel. */
#include "fd.h"
#include "proxy.h"
#include "signals.h"

#define MAX_VECTORS 1024

weak long broken_pipe(long result)
{
	if (result == -EPIPE) signal_end(13);
	return result;
}

int vectors_bad(const struct iovec *v, int n)
{
	if (n < 0 || n > MAX_VECTORS) return -EINVAL;
	if (!n) return 0;
	if (range_bad(v, n * sizeof *v)) return -EFAULT;
	uint32_t all = 0;
	for (int i = 0; i < n; i++) {
		if (v[i].iov_len && range_bad(v[i].iov_base, v[i].iov_len)) return -EFAULT;
		if (__builtin_add_overflow(all, (uint32_t)v[i].iov_len, &all) || all > INT32_MAX) return -EINVAL;
	}
	return 0;
}

static noinline long object_read(int fd, const struct iovec *v, int n)
{
	struct file *f = file_get(fd);
	if (!f) return -EBADF;
	long r = vectors_bad(v, n);
	if (!r) r = !f->ops || (f->flags & O_ACCMODE) == O_WRONLY ? -EBADF : f->ops->read ? f->ops->read(f, v, n) : -EINVAL;
	file_put(f);
	return r;
}

static noinline long object_write(int fd, const struct iovec *v, int n)
{
	struct file *f = file_get(fd);
	if (!f) return -EBADF;
	long r = vectors_bad(v, n);
	if (!r) r = !f->ops || (f->flags & O_ACCMODE) == O_RDONLY ? -EBADF : f->ops->write ? f->ops->write(f, v, n) : -EINVAL;
	file_put(f);
	return broken_pipe(r);
}

SYSCALL(read)
{
	int handle = fd_handle(a);
	if (handle < 0) return object_read(a, &(struct iovec){ (void *)b, c }, 1);
	return proxy_call(__NR_read, handle, b, c, 0, 0, 0);
}

SYSCALL(write)
{
	int handle = fd_handle(a);
	if (handle < 0) return object_write(a, &(struct iovec){ (void *)b, c }, 1);
	return broken_pipe(proxy_call(__NR_write, handle, b, c, 0, 0, 0));
}

SYSCALL(readv)
{
	int handle = fd_handle(a);
	if (handle < 0) return object_read(a, (const struct iovec *)b, c);
	return proxy_call(__NR_readv, handle, b, c, 0, 0, 0);
}

SYSCALL(writev)
{
	int handle = fd_handle(a);
	if (handle < 0) return object_write(a, (const struct iovec *)b, c);
	return broken_pipe(proxy_call(__NR_writev, handle, b, c, 0, 0, 0));
}

/* Calls with a position: objects of the kernel have none. */
static inline int seekable(int fd)
{
	int handle = fd_handle(fd);
	return handle == -EINVAL ? -ESPIPE : handle;
}

SYSCALL(_llseek)
{
	int handle = seekable(a);
	return handle < 0 ? handle : proxy_call(__NR__llseek, handle, b, c, d, e, 0);
}

SYSCALL(pread64)
{
	int handle = seekable(a);
	return handle < 0 ? handle : proxy_call(__NR_pread64, handle, b, c, d, e, 0);
}

SYSCALL(pwrite64)
{
	int handle = seekable(a);
	return handle < 0 ? handle : proxy_call(__NR_pwrite64, handle, b, c, d, e, 0);
}

SYSCALL(preadv)
{
	int handle = seekable(a);
	return handle < 0 ? handle : proxy_call(__NR_preadv, handle, b, c, d, e, 0);
}

SYSCALL(pwritev)
{
	int handle = seekable(a);
	return handle < 0 ? handle : proxy_call(__NR_pwritev, handle, b, c, d, e, 0);
}
