#include "fd.h"
#include "fds.h"
#include "pollers.h"
#include "proxy.h"

static struct file standard[3] = { { .handle = 0, .references = 1 },
	{ .handle = 1, .references = 1 }, { .handle = 2, .references = 1 } };
struct fds fds_own;
volatile int fds_lock, fds_private;

void fd_setup(void)
{
	for (int fd = 0; fd < 3; fd++) fds_own.files[fd] = &standard[fd];
	fds_own.highest = 3;
}

static struct file *at(int fd)
{
	return (unsigned)fd < MAX_FDS ? __atomic_load_n(&fds_mine()->files[fd], __ATOMIC_SEQ_CST) : 0;
}

int file_hold(struct file *f)
{
	for (int n = load_sync(&f->references), now; n; n = now)
		if ((now = cas(&f->references, n, n + 1)) == n) return 1;
	return 0;
}

/*
 * Without the lock: a file's memory is only ever a file's, so it can be held first and then be found to be another one by now.
 * While the table still names it the table's own reference counts, so the one added here did not come too late.
 */
struct file *file_get(int fd)
{
	for (;;) {
		struct file *f = at(fd);
		if (!f) return 0;
		if (!file_hold(f)) continue;
		if (likely(at(fd) == f)) return f;
		file_put(f);
	}
}

/* Overridden when an image can open more than the three standard files: files.c. */
weak void file_free(struct file *f) {}
/* Overridden when it can poll or watch files: watched.c, epoll.c. */
weak void file_ready(struct file *f, int events) {}
weak void file_unwatch(struct file *f) {}

void file_put(struct file *f)
{
	if (add(&f->references, -1) != 1) return;
	if (f->watched) file_unwatch(f);
	if (!f->ops) proxy_request(__NR_close, f->handle, 0, 0, 0, 0, 0);
	else if (f->ops->close) f->ops->close(f);
	file_free(f);
}

int fd_handle(int fd)
{
	struct file *f = at(fd);
	return !f ? -EBADF : f->ops ? -EINVAL : f->handle;
}

int fd_dir_handle(int fd)
{
	if (fd == AT_FDCWD) return fd;
	int handle = fd_handle(fd);
	return handle == -EBADF ? handle : handle < 0 ? -ENOTDIR : handle;
}

/* With the lock. */
static void mark(struct fds *t, int fd, int close_on_exec)
{
	uint32_t bit = 1u << fd % 32;
	t->on_exec[fd / 32] = (t->on_exec[fd / 32] & ~bit) | (close_on_exec ? bit : 0);
}

int fd_install(struct file *f, int from, int close_on_exec)
{
	int limit = *word(BOOT_FILES);
	struct fds *t = fds_mine();
	lock(&fds_lock);
	for (int fd = from; fd < limit; fd++)
		if (!t->files[fd]) {
			__atomic_store_n(&t->files[fd], f, __ATOMIC_SEQ_CST);
			mark(t, fd, close_on_exec);
			if (fd >= t->highest) t->highest = fd + 1;
			unlock(&fds_lock);
			return fd;
		}
	unlock(&fds_lock);
	return -EMFILE;
}

int fd_close(int fd)
{
	lock(&fds_lock);
	struct file *f = at(fd);
	if (f) __atomic_store_n(&fds_mine()->files[fd], 0, __ATOMIC_SEQ_CST);
	unlock(&fds_lock);
	if (!f) return -EBADF;
	file_put(f);
	return 0;
}

SYSCALL(close) { return fd_close(fd); }

int fd_close_on_exec(int fd)
{
	return at(fd) ? fds_mine()->on_exec[fd / 32] >> fd % 32 & 1 : -EBADF;
}

int fd_set_close_on_exec(int fd, int on)
{
	lock(&fds_lock);
	int r = at(fd) ? 0 : -EBADF;
	if (!r) mark(fds_mine(), fd, on);
	unlock(&fds_lock);
	return r;
}

int fd_duplicate_to(int from, int to, int close_on_exec)
{
	if ((unsigned)to >= (unsigned)*word(BOOT_FILES)) return -EBADF;
	struct fds *t = fds_mine();
	lock(&fds_lock);
	struct file *f = at(from), *old = at(to);
	if (f) {
		add(&f->references, 1);
		__atomic_store_n(&t->files[to], f, __ATOMIC_SEQ_CST);
		mark(t, to, close_on_exec);
		if (to >= t->highest) t->highest = to + 1;
	}
	unlock(&fds_lock);
	if (!f) return -EBADF;
	if (old) file_put(old);
	return to;
}

int fd_limit(void) { return fds_mine()->highest; }
