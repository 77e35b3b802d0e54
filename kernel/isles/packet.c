/* Packets: put into the peer's queue, taken out of this isle's. */
#include <string.h>
#include "channel.h"

#define HEADER 4   /* bytes: the packet's length */

/* Bytes that a packet takes in a queue. */
static uint32_t room_for(uint32_t length) { return HEADER + ((length + 3) & -4u); }

/* Bytes in the peer's queue that it has not taken yet; more than CHANNEL_QUEUE only if it says nonsense. */
static uint32_t outstanding(const struct end *e)
{
	return e->sent - (uint32_t)load(end_word(e, END_TAKEN));
}

static int over(struct end *e)
{
	return load(&e->state) != END_IN_USE || load(end_word(e, END_CLOSED));
}

static int can_send(const void *what)
{
	struct end *e = (struct end *)what;
	uint32_t bytes = outstanding(e);
	return over(e) || bytes > CHANNEL_QUEUE || CHANNEL_QUEUE - bytes >= e->needed;
}

static int can_receive(const void *what)
{
	struct end *e = (struct end *)what;
	return (uint32_t)load(end_word(e, END_PUT)) != e->taken || over(e);
}

/* Puts bytes into the peer's queue where its byte `at` lies, around its end if need be. */
static int put(const struct end *e, uint32_t at, const void *from, uint32_t length)
{
	uint32_t place = at % CHANNEL_QUEUE, first = CHANNEL_QUEUE - place;
	if (first > length) first = length;
	int r = hv_put(e->capability, e->peer + END_QUEUE + place, from, first, HV_NO_BELL);
	if (r || first == length) return r;
	return hv_put(
		e->capability, e->peer + END_QUEUE, (const char *)from + first, length - first, HV_NO_BELL);
}

static int send(struct end *e, const void *data, uint32_t length, int64_t deadline)
{
	e->needed = room_for(length);
	int r = e->broken ? -EPROTO : channel_await(end_bell(e), can_send, e, e->capability, deadline);
	if (r) return r;
	if (load(&e->state) != END_IN_USE) return -EBADF;
	if (load(end_word(e, END_CLOSED))) return -EPIPE;
	if (outstanding(e) > CHANNEL_QUEUE) {
		e->broken = 1;
		return -EPROTO;
	}
	r = put(e, e->sent, &length, HEADER);
	if (!r && length) r = put(e, e->sent + HEADER, data, length);
	if (r) return r;
	/* Stored after the packet, in release order, so that who sees it sees the packet. */
	e->sent += e->needed;
	return hv_put(e->capability, e->peer + END_PUT, &e->sent, sizeof e->sent, e->peer + END_BELL);
}

int hermit_send(int channel, const void *data, size_t length, int64_t ns)
{
	if (length > CHANNEL_PACKET_MAX) return -EMSGSIZE;
	struct end *e = end_enter(channel);
	if (!e) return -EBADF;
	int r = -EBUSY;
	if (!cas(&e->sending, 0, 1)) {
		r = send(e, data, length, deadline_in(ns));
		store(&e->sending, 0);
	}
	end_leave(e);
	return r;
}

static void take(const struct end *e, uint32_t at, void *to, uint32_t length)
{
	const char *queue = end_at(e) + END_QUEUE;
	uint32_t place = at % CHANNEL_QUEUE, first = CHANNEL_QUEUE - place;
	if (first > length) first = length;
	memcpy(to, queue + place, first);
	memcpy((char *)to + first, queue, length - first);
}

static int receive(struct end *e, void *data, uint32_t size, int64_t deadline)
{
	int r = e->broken ? -EPROTO
					  : channel_await(end_bell(e), can_receive, e, e->capability, deadline);
	if (r) return r;
	if (load(&e->state) != END_IN_USE) return -EBADF;
	uint32_t available = (uint32_t)load(end_word(e, END_PUT)) - e->taken;
	/* Whoever closes has put all its packets before, but this isle may have looked for them before that. */
	if (!available) available = (uint32_t)load_sync(end_word(e, END_PUT)) - e->taken;
	if (!available) return -EPIPE;
	uint32_t length = *(volatile uint32_t *)(end_at(e) + END_QUEUE + e->taken % CHANNEL_QUEUE);
	if (available > CHANNEL_QUEUE || available % 4 || length > CHANNEL_PACKET_MAX ||
		room_for(length) > available) {
		e->broken = 1;
		return -EPROTO;
	}
	if (length > size) return -EMSGSIZE;
	take(e, e->taken + HEADER, data, length);
	e->taken += room_for(length);
	/* Credit. What came before the peer's end is received even so. */
	hv_put(e->capability, e->peer + END_TAKEN, &e->taken, sizeof e->taken, e->peer + END_BELL);
	return length;
}

int hermit_receive(int channel, void *data, size_t size, int64_t ns)
{
	struct end *e = end_enter(channel);
	if (!e) return -EBADF;
	int r = -EBUSY;
	if (!cas(&e->receiving, 0, 1)) {
		r = receive(e, data, size, deadline_in(ns));
		store(&e->receiving, 0);
	}
	end_leave(e);
	return r;
}
