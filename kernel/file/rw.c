/* What read, write and their kin do on an object of the kernel; the calls themselves are generated. */
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
		if (__builtin_add_overflow(all, (uint32_t)v[i].iov_len, &all) || all > INT32_MAX)
			return -EINVAL;
	}
	return 0;
}

long object_read(int fd, const struct iovec *v, int n)
{
	struct file *f = file_get(fd);
	if (!f) return -EBADF;
	long r = vectors_bad(v, n);
	if (!r)
		r = !f->ops || (f->flags & O_ACCMODE) == O_WRONLY ? -EBADF
			: f->ops->read                                ? f->ops->read(f, v, n)
														  : -EINVAL;
	file_put(f);
	return r;
}

long object_write(int fd, const struct iovec *v, int n)
{
	struct file *f = file_get(fd);
	if (!f) return -EBADF;
	long r = vectors_bad(v, n);
	if (!r)
		r = !f->ops || (f->flags & O_ACCMODE) == O_RDONLY ? -EBADF
			: f->ops->write                               ? f->ops->write(f, v, n)
														  : -EINVAL;
	file_put(f);
	return broken_pipe(r);
}
