/* sendto and recvfrom, which send and recv are in libc: the fast way. */
#include "socket_calls.h"

SYSCALL(sendto)
{
	struct held h;
	struct iovec v = { (void *)b, c };
	if (unlikely((c && range_bad((void *)b, c)) || (e && f && range_bad((void *)e, f)))) return -EFAULT;
	if (unlikely(e && (uint32_t)f > sizeof(struct sockaddr_storage))) return -EINVAL;
	long r = socket_get(a, &h);
	if (unlikely(r)) return r;
	struct message m = { .vectors = &v, .count = 1, .size = c, .flags = d, .name = e && f ? (void *)e : 0, .name_size = e ? f : 0 };
	r = socket_send(&h, &m);
	file_put(h.file);
	return r;
}

SYSCALL(recvfrom)
{
	struct held h;
	struct iovec v = { (void *)b, c };
	socklen_t *size = (socklen_t *)f;
	if (unlikely(c && range_bad((void *)b, c))) return -EFAULT;
	struct message m = { .vectors = &v, .count = 1, .size = c, .flags = d };
	if (e) {
		if (range_bad(size, 4)) return -EFAULT;
		if ((int)*size < 0) return -EINVAL;
		if (*size && range_bad((void *)e, *size)) return -EFAULT;
		m.name = (void *)e;
		m.name_room = *size;
	}
	long r = socket_get(a, &h);
	if (unlikely(r)) return r;
	r = socket_receive(&h, &m);
	file_put(h.file);
	if (e && r >= 0) *size = m.name_size;
	return r;
}
