/* What the files of the socket calls share. */
#ifndef HERMIT_SOCKET_CALLS_H
#define HERMIT_SOCKET_CALLS_H
#include "socket.h"

extern const struct file_ops socket_file_ops;

/* A socket that a call works on, and its file, which is held. */
struct held {
	struct file *file;
	struct socket *socket;
};

static inline long socket_get(int fd, struct held *h)
{
	struct file *f = file_get(fd);
	if (unlikely(!f)) return -EBADF;
	if (unlikely(f->ops != &socket_file_ops)) {
		file_put(f);
		return -ENOTSOCK;
	}
	*h = (struct held){ f, f->object };
	return 0;
}

/* A message out or in, waiting as flags and timeouts say. socket_send raises SIGPIPE where it is due. */
long socket_send(const struct held *, struct message *);
long socket_receive(const struct held *, struct message *);
/* Waits for a change after `seen`: 0, -EINTR, or -EAGAIN at the deadline. */
long socket_wait(struct socket *, int seen, int64_t deadline);
/* When a call that begins now with this timeout of a socket ends. */
int64_t socket_deadline(int64_t timeout);

#endif
