/* sendto and recvfrom, which send and recv are in libc: the fast way. */
#include "socket_calls.h"

SYSCALL(sendto)
{
	struct held h;
	struct iovec v = { (void *)buf, size };
	if (unlikely(to && to_size && range_bad(to, to_size))) return -EFAULT;
	if (unlikely(to && to_size > sizeof(struct sockaddr_storage))) return -EINVAL;
	long r = socket_get(fd, &h);
	if (unlikely(r)) return r;
	struct message m = { .vectors = &v, .count = 1, .size = size, .flags = flags };
	if (to && to_size) m.name = to, m.name_size = to_size;
	r = socket_send(&h, &m);
	file_put(h.file);
	return r;
}

SYSCALL(recvfrom)
{
	struct held h;
	struct iovec v = { buf, size };
	struct message m = { .vectors = &v, .count = 1, .size = size, .flags = flags };
	if (from) {
		if (range_bad(from_size, sizeof *from_size)) return -EFAULT;
		if ((int)*from_size < 0) return -EINVAL;
		if (*from_size && range_bad(from, *from_size)) return -EFAULT;
		m.name = from;
		m.name_room = *from_size;
	}
	long r = socket_get(fd, &h);
	if (unlikely(r)) return r;
	r = socket_receive(&h, &m);
	file_put(h.file);
	if (from && r >= 0) *from_size = m.name_size;
	return r;
}
