#include <string.h>
#include <sys/stat.h>
#include "vectors.h"

uint32_t vectors_size(const struct iovec *v, int n)
{
	uint32_t all = 0;
	for (int i = 0; i < n; i++) all += v[i].iov_len;
	return all;
}

void vectors_put(const struct iovec *v, const void *from, uint32_t size)
{
	for (uint32_t done = 0; done < size; v++) {
		uint32_t part = v->iov_len < size - done ? v->iov_len : size - done;
		memcpy(v->iov_base, (const char *)from + done, part);
		done += part;
	}
}

void vectors_get(const struct iovec *v, void *to, uint32_t size)
{
	for (uint32_t done = 0; done < size; v++) {
		uint32_t part = v->iov_len < size - done ? v->iov_len : size - done;
		memcpy((char *)to + done, v->iov_base, part);
		done += part;
	}
}

long anonymous_stat(struct file *f, void *kstat)
{
	struct stat *st = memset(kstat, 0, sizeof *st);
	st->st_dev = 3;
	st->st_ino = (uint32_t)f->object;
	st->st_mode = 0600;
	st->st_nlink = 1;
	st->st_uid = *word(BOOT_UID);
	st->st_gid = *word(BOOT_GID);
	st->st_blksize = PAGE_SIZE_;
	return 0;
}

long fd_of_object(const struct file_ops *ops, void *object, int flags, int close_on_exec)
{
	struct file *f = file_new();
	if (!f) {
		struct file none = { .ops = ops, .object = object };
		ops->close(&none);
		return -ENFILE;
	}
	f->object = object;
	f->flags = flags;
	f->ops = ops;
	int fd = fd_install(f, 0, close_on_exec);
	if (fd < 0) file_put(f);
	return fd;
}
