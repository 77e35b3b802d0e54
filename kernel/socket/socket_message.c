/* sendmsg and recvmsg, and several of them in one call. */
#define _GNU_SOURCE
#include <string.h>
#include <sys/socket.h>
#include "clock.h"
#include "socket_calls.h"

#define MESSAGES_MAX 1024   /* in one call: Linux's limit */

/* Checks a caller's message and makes one for the family of it. */
static long translate(const struct msghdr *h, int flags, struct message *m)
{
	long r = h->msg_iovlen > 1024 || h->msg_iovlen < 0 ? -EMSGSIZE
		: h->msg_iovlen                                ? vectors_bad(h->msg_iov, h->msg_iovlen)
													   : 0;
	if (r) return r;
	if (h->msg_name && h->msg_namelen && range_bad(h->msg_name, h->msg_namelen)) return -EFAULT;
	if (h->msg_control && h->msg_controllen && range_bad(h->msg_control, h->msg_controllen))
		return -EFAULT;
	*m = (struct message){ .vectors = h->msg_iov, .count = h->msg_iovlen, .flags = flags };
	for (int i = 0; i < m->count; i++) m->size += m->vectors[i].iov_len;
	if (h->msg_control && h->msg_controllen)
		m->control = h->msg_control, m->control_size = h->msg_controllen;
	return 0;
}

static long send_one(const struct held *held, const struct msghdr *h, int flags)
{
	struct message m;
	if (h->msg_name && h->msg_namelen > sizeof(struct sockaddr_storage)) return -EINVAL;
	long r = translate(h, flags, &m);
	if (r) return r;
	if (h->msg_name && h->msg_namelen) m.name = h->msg_name, m.name_size = h->msg_namelen;
	return socket_send(held, &m);
}

static long receive_one(const struct held *held, struct msghdr *h, int flags)
{
	struct message m;
	if (h->msg_name && (int)h->msg_namelen < 0) return -EINVAL;
	long r = translate(h, flags, &m);
	if (r) return r;
	if (h->msg_name) m.name = h->msg_name, m.name_room = h->msg_namelen;
	socklen_t room = m.control_size;
	r = socket_receive(held, &m);
	if (r < 0) return r;
	if (h->msg_name) h->msg_namelen = m.name_size;
	h->msg_controllen = room - m.control_size;
	h->msg_flags = m.result | (flags & MSG_CMSG_CLOEXEC);
	return r;
}

void message_control(struct message *m, int level, int type, const void *data, socklen_t size)
{
	struct cmsghdr *c = m->control;
	uint32_t need = CMSG_LEN(size), space = CMSG_SPACE(size);
	if (!c || m->control_size < sizeof *c) {
		m->result |= MSG_CTRUNC;
		return;
	}
	if (need > m->control_size) need = m->control_size, m->result |= MSG_CTRUNC;
	if (space > m->control_size) space = m->control_size;
	*c = (struct cmsghdr){ .cmsg_len = need, .cmsg_level = level, .cmsg_type = type };
	memcpy(CMSG_DATA(c), data, need - sizeof *c);
	m->control = (char *)c + space;
	m->control_size -= space;
}

SYSCALL(sendmsg)
{
	struct held h;
	long r = socket_get(fd, &h);
	if (r) return r;
	r = send_one(&h, message, flags);
	file_put(h.file);
	return r;
}

SYSCALL(recvmsg)
{
	struct held h;
	long r = socket_get(fd, &h);
	if (r) return r;
	r = receive_one(&h, message, flags);
	file_put(h.file);
	return r;
}

SYSCALL(sendmmsg)
{
	struct held h;
	uint32_t most = n < MESSAGES_MAX ? n : MESSAGES_MAX, i = 0;
	if (most && range_bad(messages, most * sizeof *messages)) return -EFAULT;
	long r = socket_get(fd, &h);
	if (r) return r;
	for (; i < most && (r = send_one(&h, &messages[i].msg_hdr, flags)) >= 0; i++)
		messages[i].msg_len = r;
	file_put(h.file);
	return i ? (long)i : r;
}

/* The timeout is looked at after each message only, as on Linux. */
SYSCALL(recvmmsg_time64)
{
	struct held h;
	uint32_t most = n < MESSAGES_MAX ? n : MESSAGES_MAX, i = 0;
	if (most && range_bad(messages, most * sizeof *messages)) return -EFAULT;
	if (timeout && (timeout->tv_sec < 0 || (unsigned long)timeout->tv_nsec >= 1000000000))
		return -EINVAL;
	int64_t deadline = timeout ? clock_ns(CLOCK_MONOTONIC) + timespec_ns(timeout) : NEVER;
	long r = socket_get(fd, &h);
	if (r) return r;
	for (int each = flags & ~MSG_WAITFORONE;
		i < most && (r = receive_one(&h, &messages[i].msg_hdr, each)) >= 0;) {
		messages[i++].msg_len = r;
		if (flags & MSG_WAITFORONE) each |= MSG_DONTWAIT;
		if (timeout && clock_ns(CLOCK_MONOTONIC) >= deadline) break;
	}
	file_put(h.file);
	if (timeout) {
		int64_t left = deadline - clock_ns(CLOCK_MONOTONIC);
		ns_timespec(left > 0 ? left : 0, timeout);
	}
	return i ? (long)i : r;
}
