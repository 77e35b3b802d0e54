/* TCP sockets: how connections begin and end. */
#include <string.h>
#include <sys/ioctl.h>
#include "tcp.h"
#include "lwip/priv/tcp_priv.h"

/* With the stack's lock. */
void tcp_remember_names(struct tcp *t)
{
	t->local = t->pcb->local_ip;
	t->local_port = t->pcb->local_port;
	t->peer = t->pcb->remote_ip;
	t->peer_port = t->pcb->remote_port;
}

static int error_number(const struct tcp *t, err_t err)
{
	if (tcp_end_reason) return tcp_end_reason;
	if (err == ERR_RST) return t->stage == TCP_CONNECTING ? ECONNREFUSED : ECONNRESET;
	return err == ERR_ABRT ? ETIMEDOUT : -lwip_error(err);
}

/* lwIP has given up the control block. With the stack's lock. */
static void ended(void *socket, err_t err)
{
	struct tcp *t = socket;
	if (!t) return;
	t->pcb = 0;
	/* After both sides have closed there is nothing more to say. */
	if (err != ERR_CLSD && !(t->peer_closed && tcp_end_reason))
		t->base.error = error_number(t, err);
	t->stage = t->stage == TCP_CONNECTING ? TCP_FRESH : TCP_OVER;
	t->bound = 0;
	socket_changed(&t->base, -1);
}

/* With the stack's lock. */
long tcp_attach(struct tcp *t, struct tcp_pcb *pcb)
{
	if (!pcb && !(pcb = tcp_new_ip_type(address_type(&t->base, t->only_6)))) return -ENOMEM;
	t->pcb = pcb;
	tcp_arg(pcb, t);
	tcp_err(pcb, ended);
	tcp_recv(pcb, tcp_arrived);
	tcp_sent(pcb, tcp_acknowledged);
	tcp_apply_options(t);
	return 0;
}

/* With the stack's lock. */
struct tcp *tcp_make(int family)
{
	struct tcp *t = net_calloc(1, sizeof *t);
	if (!t) return 0;
	t->base.ops = &tcp_ops;
	t->base.family = family;
	t->base.type = SOCK_STREAM;
	t->base.protocol = IPPROTO_TCP;
	t->linger = -1;
	t->send_size = TCP_SND_BUF;
	t->receive_size = TCP_WND;
	return t;
}

long tcp_socket(int family, struct socket **made)
{
	long r = ipstack_enter();
	if (r) return r;
	struct tcp *t = tcp_make(family);
	if (t && tcp_attach(t, 0)) {
		net_free(t);
		t = 0;
	}
	ipstack_leave();
	if (!t) return -ENOBUFS;
	*made = &t->base;
	return 0;
}

static long stream_bind(struct socket *s, const struct sockaddr *to, socklen_t size)
{
	struct tcp *t = tcp_of(s);
	ip_addr_t ip;
	uint16_t port;
	long r = address_in(s, to, size, &ip, &port);
	if (r) return r;
	ipstack_enter();
	if (t->stage != TCP_FRESH || t->bound) r = -EINVAL;
	else if (!address_own(&ip)) r = -EADDRNOTAVAIL;
	else if (tcp_listened_on(t, &ip, port)) r = -EADDRINUSE;
	else if (t->pcb || !(r = tcp_attach(t, 0))) {
		if (t->base.family == AF_INET6 && ip_addr_isany(&ip) && !t->only_6) ip = *IP_ANY_TYPE;
		r = lwip_error(tcp_bind(t->pcb, &ip, port));
		if (r == -ENOBUFS) r = -EADDRINUSE;
		t->bound = !r;
	}
	ipstack_leave();
	return r;
}

/* ---- Connecting --------------------------------------------------------------------------------------------------------- */

/* With the stack's lock. */
static err_t established(void *socket, struct tcp_pcb *pcb, err_t err)
{
	struct tcp *t = socket;
	if (!t) return ERR_OK;
	t->stage = TCP_CONNECTED;
	tcp_remember_names(t);
	socket_changed(&t->base, POLLOUT | POLLWRNORM);
	return ERR_OK;
}

static long stream_connect(struct socket *s, const struct sockaddr *to, socklen_t size)
{
	struct tcp *t = tcp_of(s);
	ip_addr_t ip;
	uint16_t port;
	long r = address_in(s, to, size, &ip, &port);
	if (r) return r;
	ipstack_enter();
	/* As BSD: any address is this host's. */
	if (address_any(&ip)) {
		if (IP_IS_V4(&ip)) ip_addr_set_loopback_val(0, ip);
		else ip_addr_set_loopback_val(1, ip);
	}
	if (t->stage == TCP_CONNECTED) r = -EISCONN;
	else if (t->stage == TCP_CONNECTING) r = -EALREADY;
	else if (t->stage == TCP_LISTENING) r = -EISCONN;
	else if (t->stage == TCP_OVER || t->base.error)
		r = t->base.error ? -swap(&t->base.error, 0) : -ECONNABORTED;
	else if (!(r = ipstack_reaches(&ip)) && (t->pcb || !(r = tcp_attach(t, 0)))) {
		t->stage = TCP_CONNECTING;
		err_t err = tcp_connect(t->pcb, &ip, port, established);
		if (err != ERR_OK) t->stage = TCP_FRESH;
		else tcp_remember_names(t);
		r = err == ERR_OK ? -EINPROGRESS : err == ERR_BUF ? -EADDRNOTAVAIL : lwip_error(err);
	}
	ipstack_leave();
	return r;
}

static long connected(struct socket *s)
{
	ipstack_enter();
	if (tcp_of(s)->stage == TCP_CONNECTING) ipstack_turn(0);
	enum tcp_stage stage = tcp_of(s)->stage;
	ipstack_leave();
	return stage == TCP_CONNECTING ? -EINPROGRESS : socket_error(s);
}

/* ---- The rest ----------------------------------------------------------------------------------------------------------- */

static long name(struct socket *s, int of_peer, struct sockaddr *to, socklen_t *size)
{
	struct tcp *t = tcp_of(s);
	long r = ipstack_enter();
	if (of_peer && (t->stage != TCP_CONNECTED || !t->pcb)) r = -ENOTCONN;
	else if (of_peer) *size = address_out(s, &t->peer, t->peer_port, to);
	else if (t->pcb) *size = address_out(s, &t->pcb->local_ip, t->pcb->local_port, to);
	else *size = address_out(s, &t->local, t->local_port, to);
	ipstack_leave();
	return r;
}

static long stream_shutdown(struct socket *s, int how)
{
	struct tcp *t = tcp_of(s);
	long r = ipstack_enter();
	if (t->stage == TCP_LISTENING && how != SHUT_WR) {
		/* As Linux: no more connections, and who waits for one is told. */
		while (t->first) {
			struct tcp *c = t->first;
			t->first = c->next;
			c->base.ops->close(&c->base);
		}
		t->last = 0;
		tcp_stop_listening(t);
		t->stage = TCP_OVER;
	} else if (t->stage != TCP_CONNECTED && t->stage != TCP_OVER) r = -ENOTCONN;
	else {
		if (how != SHUT_WR) t->read_shut = 1;
		if (how != SHUT_RD && !t->write_shut) {
			t->write_shut = 1;
			if (t->pcb && tcp_shutdown(t->pcb, 0, 1) == ERR_MEM) r = -ENOBUFS;
		}
	}
	socket_changed(s, -1);
	ipstack_leave();
	return r;
}

static int stream_poll(struct socket *s)
{
	struct tcp *t = tcp_of(s);
	int r = 0;
	ipstack_enter();
	switch (t->stage) {
	case TCP_FRESH: r = POLLOUT | POLLWRNORM | POLLHUP; break;
	case TCP_LISTENING:
		if (t->first) r = POLLIN | POLLRDNORM;
		break;
	case TCP_CONNECTING: break;
	case TCP_CONNECTED:
	case TCP_OVER:
		if (t->fill || t->peer_closed || t->read_shut || !t->pcb) r |= POLLIN | POLLRDNORM;
		if (t->peer_closed || !t->pcb || t->read_shut) r |= POLLRDHUP;
		if (!t->pcb || ((t->peer_closed || t->read_shut) && t->write_shut)) r |= POLLHUP;
		if (!t->pcb || t->write_shut || tcp_writable(t)) r |= POLLOUT | POLLWRNORM;
		else t->want_room = 1;
	}
	if (t->base.error) r |= POLLERR | POLLIN | POLLRDNORM;
	ipstack_leave();
	return r;
}

static long stream_ioctl(struct socket *s, long request, void *argument)
{
	struct tcp *t = tcp_of(s);
	if (request != FIONREAD && request != TIOCOUTQ) return -ENOTTY;
	long r = ipstack_enter();
	if (t->stage == TCP_LISTENING) r = -EINVAL;
	else
		*(int *)argument = request == FIONREAD ? t->fill
			: t->pcb                           ? t->send_size - t->pcb->snd_buf
											   : 0;
	ipstack_leave();
	return r;
}

/* With the stack's lock. */
static void free_socket(struct tcp *t)
{
	if (t->ring) net_free(t->ring);
	net_free(t);
}

/* With the stack's lock. */
static void end(struct tcp *t)
{
	struct tcp_pcb *pcb = t->pcb;
	while (t->first) {
		struct tcp *c = t->first;
		t->first = c->next;
		c->linger = 0;
		end(c);
	}
	if (pcb && t->stage == TCP_LISTENING) tcp_stop_listening(t);
	else if (pcb) {
		tcp_arg(pcb, 0);
		tcp_recv(pcb, 0);
		tcp_sent(pcb, 0);
		tcp_err(pcb, 0);
		/* Data that nobody has read makes it a reset (RFC 2525, 2.17): lwIP sees that from the window. */
		if (t->linger == 0 || tcp_close(pcb) != ERR_OK) tcp_abort(pcb);
	}
	free_socket(t);
}

static void stream_close(struct socket *s)
{
	ipstack_enter();
	end(tcp_of(s));
	ipstack_leave();
}

const struct socket_ops tcp_ops = {
	.bind = stream_bind,
	.listen = tcp_listen_socket,
	.accept = tcp_accept_socket,
	.connect = stream_connect,
	.connected = connected,
	.name = name,
	.send = tcp_send_data,
	.receive = tcp_receive_data,
	.set_option = tcp_set_option,
	.get_option = tcp_get_option,
	.shutdown = stream_shutdown,
	.poll = stream_poll,
	.ioctl = stream_ioctl,
	.close = stream_close,
};
