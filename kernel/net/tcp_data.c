/* TCP sockets: bytes in and out. */
#include <string.h>
#include "device.h"
#include "tcp.h"

#define RING_MIN 8192u
/* An empty ring that is longer is given back. */
#define RING_KEPT 65536u
/* What a connection may keep each way while the network's memory is short. */
#define SHORT_BUFFER 16384u

static uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

/* ---- In ----------------------------------------------------------------------------------------------------------------- */

/* With the stack's lock. */
static int grow(struct tcp *t, uint32_t more)
{
	uint32_t size = t->ring_size ? t->ring_size : RING_MIN;
	while (size - t->fill < more) size *= 2;
	if (size == t->ring_size) return 1;
	/* One whose reader is late waits, so that others have room. */
	if (t->fill && size > SHORT_BUFFER && net_memory_is_short()) return 0;
	char *ring = net_malloc(size);
	if (!ring) return 0;
	uint32_t part = least(t->fill, t->ring_size - t->head);
	if (t->fill) {
		memcpy(ring, t->ring + t->head, part);
		memcpy(ring + part, t->ring, t->fill - part);
	}
	if (t->ring) net_free(t->ring);
	t->ring = ring;
	t->ring_size = size;
	t->head = 0;
	return 1;
}

/* With the stack's lock. */
static void keep(struct tcp *t, const char *from, uint32_t n)
{
	uint32_t tail = (t->head + t->fill) & (t->ring_size - 1), part = least(n, t->ring_size - tail);
	memcpy(t->ring + tail, from, part);
	memcpy(t->ring, from + part, n - part);
	t->fill += n;
}

/* With the stack's lock. */
err_t tcp_arrived(void *socket, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
	struct tcp *t = socket;
	if (!t || err != ERR_OK) {
		if (p) pbuf_free(p);
		return ERR_OK;
	}
	if (!p) {
		t->peer_closed = 1;
		socket_changed(&t->base, POLLIN | POLLRDNORM | POLLRDHUP | POLLHUP);
		return ERR_OK;
	}
	uint32_t ahead = t->direct && !t->fill ? t->direct->left : 0;
	/* lwIP keeps what is refused, and offers it again. */
	if (p->tot_len > ahead && !grow(t, p->tot_len - ahead)) return ERR_MEM;
	for (struct pbuf *q = p; q; q = q->next) {
		uint32_t done = ahead ? cursor_fill(t->direct, q->payload, q->len) : 0;
		if (done < q->len) keep(t, (char *)q->payload + done, q->len - done);
	}
	pbuf_free(p);
	if (t->fill || !ahead) socket_changed(&t->base, POLLIN | POLLRDNORM);
	return ERR_OK;
}

/* With the stack's lock. */
static uint32_t take(struct tcp *t, struct cursor *to, int flags)
{
	uint32_t head = t->head, fill = t->fill, done = 0;
	char *run;
	while (fill && (flags & MSG_TRUNC ? to->left : 1)) {
		uint32_t part = least(fill, t->ring_size - head);
		if (flags & MSG_TRUNC) part = cursor_next(to, &run, part);
		else part = cursor_fill(to, t->ring + head, part);
		if (!part) break;
		done += part;
		fill -= part;
		head = (head + part) & (t->ring_size - 1);
	}
	if (flags & MSG_PEEK) return done;
	t->head = head;
	t->fill = fill;
	if (!fill) {
		t->head = 0;
		if (t->ring_size > RING_KEPT) {
			net_free(t->ring);
			t->ring = 0;
			t->ring_size = 0;
		}
	}
	return done;
}

static struct cursor *looking;
static int filled(void) { return !looking->left; }

/* Looks at what has arrived, with the reader's buffers at hand: one copy less. With the stack's lock. */
static uint32_t take_arriving(struct tcp *t, struct cursor *to)
{
	uint32_t before = to->left;
	t->direct = looking = to;
	ipstack_turn(filled);
	t->direct = 0;
	return before - to->left;
}

/* With the stack's lock. */
static void open_window(struct tcp *t, uint32_t n)
{
	for (uint32_t part; n && t->pcb; n -= part) tcp_recved(t->pcb, part = least(n, 0xffff));
}

long tcp_receive_data(struct socket *s, struct message *m)
{
	struct tcp *t = tcp_of(s);
	struct cursor to = cursor_of(m);
	if (m->flags & MSG_OOB) return -EINVAL;
	ipstack_enter();
	uint32_t done = t->fill ? take(t, &to, m->flags) : 0;
	if (!done && t->stage == TCP_CONNECTED && t->pcb && m->size && device_pending()) {
		if (m->flags & (MSG_PEEK | MSG_TRUNC)) ipstack_turn(0);
		else done = take_arriving(t, &to);
		if (!done && t->fill) done = take(t, &to, m->flags);
	}
	long r = done;
	if (done && !(m->flags & MSG_PEEK)) open_window(t, done);
	if (!done) {
		if (t->base.error) r = socket_error(s);
		else if (t->stage == TCP_FRESH || t->stage == TCP_LISTENING) r = -ENOTCONN;
		else if (t->stage == TCP_CONNECTING) r = -EAGAIN;
		else r = t->peer_closed || t->read_shut || !t->pcb || !m->size ? 0 : -EAGAIN;
	}
	ipstack_leave();
	return r;
}

/* ---- Out ---------------------------------------------------------------------------------------------------------------- */

/* Bytes that may be queued at once: few while memory is short, because peers that do not read would keep all of it. */
static uint32_t capacity(const struct tcp *t)
{
	return net_memory_is_short() ? least(t->send_size, SHORT_BUFFER) : t->send_size;
}

/* With the stack's lock. Bytes that may be queued now. */
static uint32_t room(const struct tcp *t)
{
	uint32_t queued = t->send_size - t->pcb->snd_buf, most = capacity(t);
	return queued < most ? most - queued : 0;
}

int tcp_writable(const struct tcp *t) { return room(t) >= capacity(t) / 3; }

/* With the stack's lock. */
err_t tcp_acknowledged(void *socket, struct tcp_pcb *pcb, uint16_t n)
{
	struct tcp *t = socket;
	if (t && t->want_room && tcp_writable(t)) {
		t->want_room = 0;
		socket_changed(&t->base, POLLOUT | POLLWRNORM);
	}
	return ERR_OK;
}

/* Whole segments while there are as many bytes: lwIP makes no longer ones of two calls. */
static uint32_t portion(const struct tcp *t, uint32_t left)
{
	uint32_t mss = tcp_mss(t->pcb), most = 0xffff / mss * mss, space = room(t);
	if (left <= mss) return left <= space ? left : space;
	return space < mss && space < capacity(t) / 4
		? 0
		: least(least(left, most), space < mss ? space : space / mss * mss);
}

/* With the stack's lock. */
static uint32_t write(struct tcp *t, struct cursor *from)
{
	uint32_t done = 0, n;
	char *run;
	while (from->left && (n = portion(t, from->left))) {
		struct cursor before = *from;
		n = cursor_next(from, &run, n);
		err_t err = tcp_write(
			t->pcb, run, n, TCP_WRITE_FLAG_COPY | (from->left ? TCP_WRITE_FLAG_MORE : 0));
		if (err != ERR_OK) {
			*from = before;
			break;
		}
		done += n;
		tcp_output(t->pcb);
		if (!t->pcb) break;
	}
	return done;
}

long tcp_send_data(struct socket *s, struct message *m)
{
	struct tcp *t = tcp_of(s);
	struct cursor from = cursor_of(m);
	if (m->flags & MSG_OOB) return -EOPNOTSUPP;
	ipstack_enter();
	if (device_pending()) ipstack_turn(0);
	long r;
	if (t->base.error) r = socket_error(s);
	else if (t->stage == TCP_CONNECTING) r = -EAGAIN;
	else if (t->stage != TCP_CONNECTED || t->write_shut || !t->pcb) r = -EPIPE;
	else if (!m->size) r = 0;
	else if (!(r = write(t, &from))) {
		t->want_room = 1;
		r = -EAGAIN;
	}
	ipstack_leave();
	return r;
}
