/* Descriptors: numbers of this program that point to open files; an open file is a handle of the proxy or an object of the kernel. */
#ifndef HERMIT_FD_H
#define HERMIT_FD_H
#include <sys/uio.h>
#include "hooks.h"

struct file;
/* What a kernel object does for a call; NULL: the call does not apply to it (the error stands beside). */
struct file_ops {
	long (*read)(struct file *, const struct iovec *, int n); /* EINVAL */
	long (*write)(struct file *, const struct iovec *, int n); /* EINVAL */
	long (*ioctl)(struct file *, long request, void *argument); /* ENOTTY */
	long (*stat)(struct file *, void *kstat);
	int (*poll)(struct file *); /* the POLL* that hold now; never waits */
	int64_t (*next)(
		struct file *); /* when poll's answer changes by itself; NULL: never. See pollers.h */
	void (*close)(struct file *);
};
struct file {
	const struct file_ops *ops; /* NULL: the proxy's */
	int handle; /* the proxy's */
	void *object;
	volatile int flags; /* O_NONBLOCK, O_APPEND, access mode: of kernel objects */
	volatile int references;
	volatile int watched; /* WATCHED_… of pollers.h: who must hear of changes */
	union {
		struct watch *watches; /* of the epoll sets that watch it: see file/epoll.c */
		struct file *next; /* while it is free */
	};
};

/* The file behind a descriptor, held until file_put; NULL if there is none. */
struct file *file_get(int fd);
void file_put(struct file *);
/* Holds a file whose last reference may be going, in memory that was a file's: 0 if it has gone. */
int file_hold(struct file *);
/* A new file with one reference; NULL: too many are open. */
struct file *file_new(void);
/* Puts the file under the lowest free number from `from` on, taking over its reference: the number, or -EMFILE. */
int fd_install(struct file *, int from, int close_on_exec);
/* The proxy's handle: -EBADF, or -EINVAL for an object of the kernel. */
int fd_handle(int fd);
/* The same for a directory argument, where AT_FDCWD stays itself. */
int fd_dir_handle(int fd);
int fd_close(int fd);
/* A descriptor for a handle that the proxy just made (negative: its error is returned). */
int fd_from_handle(long handle, int close_on_exec);
int fd_close_on_exec(int fd);
int fd_set_close_on_exec(int fd, int on);
/* Replaces `to` by a copy of `from`. */
int fd_duplicate_to(int from, int to, int close_on_exec);
/* This thread gets a copy of its descriptors, for itself: 0 or -ENOMEM. */
int fds_fork(void);
/* It gives them back, and has those from before. */
void fds_leave(void);
/* Numbers in use lie below this. */
int fd_limit(void);

/* read and write on a descriptor that is no handle of the proxy: an error, or the object's own answer. */
long object_read(int fd, const struct iovec *, int n);
long object_write(int fd, const struct iovec *, int n);
/* -EINVAL, -EFAULT or 0 for a caller's vectors. */
int vectors_bad(const struct iovec *, int n);

#endif
