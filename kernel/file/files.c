#define _GNU_SOURCE
#include <sys/mman.h>
#include "core.h"
#include "fd.h"
#include "proxy.h"

static struct file files[MAX_FDS];
static struct file *free_files;
static int fresh;
static volatile int files_lock;

struct file *file_new(void)
{
	lock(&files_lock);
	struct file *f = free_files;
	if (f) free_files = f->next;
	else if (fresh < MAX_FDS) f = &files[fresh++];
	unlock(&files_lock);
	if (f) *f = (struct file){ .references = 1 };
	return f;
}

void file_free(struct file *f)
{
	if (f < files || f >= files + MAX_FDS) return;
	lock(&files_lock);
	f->next = free_files;
	free_files = f;
	unlock(&files_lock);
}

/* Puts a handle that the proxy just made under a descriptor, or gives it back. */
int fd_from_handle(long handle, int close_on_exec)
{
	if (handle < 0) return handle;
	struct file *f = file_new();
	if (!f) {
		proxy_request(__NR_close, handle, 0, 0, 0, 0, 0);
		return -ENFILE;
	}
	f->handle = handle;
	int fd = fd_install(f, 0, close_on_exec);
	if (fd < 0) file_put(f);
	return fd;
}

SYSCALL(openat)
{
	return fd_from_handle(
		proxy_call(__NR_openat, fd_dir_handle(dir), (long)path, flags, mode, 0, 0),
		flags & O_CLOEXEC);
}

SYSCALL(memfd_create)
{
	return fd_from_handle(
		proxy_call(__NR_memfd_create, (long)name, flags, 0, 0, 0, 0), flags & MFD_CLOEXEC);
}
