#include <string.h>
#include "unix.h"

void unix_fill(struct unix_socket *u, const void *from, uint32_t n)
{
	uint32_t tail = (u->head + u->fill) % UNIX_QUEUE,
			 part = UNIX_QUEUE - tail < n ? UNIX_QUEUE - tail : n;
	memcpy(u->ring + tail, from, part);
	memcpy(u->ring, (const char *)from + part, n - part);
	u->fill += n;
}

void unix_look(struct unix_socket *u, uint32_t at, void *to, uint32_t n)
{
	uint32_t head = (u->head + at) % UNIX_QUEUE,
			 part = UNIX_QUEUE - head < n ? UNIX_QUEUE - head : n;
	memcpy(to, u->ring + head, part);
	memcpy((char *)to + part, u->ring, n - part);
}

void unix_drop(struct unix_socket *u, uint32_t n)
{
	u->head = (u->head + n) % UNIX_QUEUE;
	u->fill -= n;
	u->taken += n;
}

void unix_fill_vectors(struct unix_socket *u, const struct iovec *v, uint32_t n)
{
	for (; n; v++) {
		uint32_t part = v->iov_len < n ? v->iov_len : n;
		unix_fill(u, v->iov_base, part);
		n -= part;
	}
}

void unix_look_vectors(struct unix_socket *u, uint32_t at, const struct iovec *v, uint32_t n)
{
	for (; n; v++) {
		uint32_t part = v->iov_len < n ? v->iov_len : n;
		unix_look(u, at, v->iov_base, part);
		at += part;
		n -= part;
	}
}
