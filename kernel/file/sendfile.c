/* sendfile: between files the proxy's; to a socket or pipe of the kernel's, piece by piece through a buffer. */
#include <string.h>
#include <unistd.h>
#include "fd.h"
#include "pages.h"
#include "proxy.h"

#define PIECE 65536u

/* A piece of the file: from its own position, or from *at. */
static long read_piece(int handle, void *to, uint32_t n, const int64_t *at)
{
	return at ? proxy_call(__NR_pread64, handle, (long)to, n, (uint32_t)*at, *at >> 32, 0)
			  : proxy_call(__NR_read, handle, (long)to, n, 0, 0, 0);
}

/* Writes all of a piece if it can: bytes written, or an error if there are none. */
static long write_piece(struct file *out, char *from, uint32_t n)
{
	uint32_t done = 0;
	while (done < n) {
		long r = out->ops->write(out, &(struct iovec){ from + done, n - done }, 1);
		if (r < 0) return done ? (long)done : broken_pipe(r);
		done += r;
	}
	return done;
}

static long to_object(struct file *out, int in, int64_t *offset, uint32_t count)
{
	char *buffer = pages_alloc(PIECE / PAGE_SIZE_, 1, 0);
	int64_t at = offset ? *offset : 0;
	uint32_t done = 0;
	long r = 0;
	if (!buffer) return -ENOMEM;
	while (done < count) {
		uint32_t n = count - done < PIECE ? count - done : PIECE;
		long got = read_piece(in, buffer, n, offset ? &at : 0);
		if ((r = got) <= 0) break;
		r = write_piece(out, buffer, got);
		long sent = r < 0 ? 0 : r;
		done += sent;
		at += sent;
		if (sent == got) continue;
		/* What was read and not written stands before the file's position again. */
		if (!offset) {
			int64_t position, back = sent - got;
			proxy_call(__NR__llseek, in, back >> 32, (uint32_t)back, (long)&position, SEEK_CUR, 0);
		}
		break;
	}
	pages_free(buffer, PIECE / PAGE_SIZE_);
	if (offset) *offset = at;
	return done ? (long)done : r;
}

SYSCALL(sendfile64)
{
	int from = fd_handle(in);
	if (from < 0) return from;
	struct file *to = file_get(out);
	if (!to) return -EBADF;
	long r;
	if (!to->ops) r = proxy_call(__NR_sendfile64, to->handle, from, (long)offset, count, 0, 0);
	else if ((to->flags & O_ACCMODE) == O_RDONLY) r = -EBADF;
	else if (!to->ops->write || (offset && *offset < 0)) r = -EINVAL;
	else r = to_object(to, from, offset, count > INT32_MAX ? INT32_MAX : count);
	file_put(to);
	return r;
}
