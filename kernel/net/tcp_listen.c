/* TCP sockets that listen, and the connections that come to them. */
#include "tcp.h"
#include "lwip/priv/tcp_priv.h"

/* As Linux: a port that is listened on is taken, unless both share it. With the stack's lock. */
int tcp_listened_on(const struct tcp *t, const ip_addr_t *ip, uint16_t port)
{
	for (struct tcp_pcb_listen *l = tcp_listen_pcbs.listen_pcbs; l && port; l = l->next) {
		const struct tcp *other = l->callback_arg;
		/* IPv4's ports and those of IPv6 alone are apart. */
		int apart = !IP_IS_ANY_TYPE_VAL(l->local_ip) && !IP_IS_ANY_TYPE_VAL(*ip) &&
			IP_IS_V6(ip) != IP_IS_V6(&l->local_ip);
		if (l->local_port == port && !apart &&
			(ip_addr_isany(ip) || ip_addr_isany(&l->local_ip) || ip_addr_cmp(ip, &l->local_ip)) &&
			!(other && other->reuse_port && t->reuse_port))
			return 1;
	}
	return 0;
}

/* With the stack's lock. */
static err_t connection(void *socket, struct tcp_pcb *pcb, err_t err)
{
	/* Not `socket`: that was the listener when the connection began, and may be closed now. */
	struct tcp *listener = pcb && pcb->listener ? pcb->listener->callback_arg : 0;
	if (err != ERR_OK || !listener) return ERR_VAL;
	/* The next one is for the next of them. */
	tcp_arg(listener->pcb, listener->group);
	struct tcp *t = tcp_make(listener->base.family);
	if (!t) return ERR_MEM;
	t->keep_alive = listener->keep_alive;
	t->no_delay = listener->no_delay;
	t->linger = listener->linger;
	t->reuse = listener->reuse;
	t->send_size = listener->send_size;
	t->receive_size = listener->receive_size;
	t->stage = TCP_CONNECTED;
	t->bound = 1;
	tcp_attach(t, pcb);
	tcp_remember_names(t);
	tcp_backlog_delayed(pcb);
	if (listener->last) listener->last->next = t;
	else listener->first = t;
	listener->last = t;
	socket_changed(&listener->base, POLLIN | POLLRDNORM);
	return ERR_OK;
}

/* SO_REUSEPORT: listens with another socket that has the port and the option too. With the stack's lock. */
static long join(struct tcp *t)
{
	for (struct tcp_pcb_listen *l = tcp_listen_pcbs.listen_pcbs; l; l = l->next) {
		struct tcp *other = l->callback_arg;
		if (l->local_port != t->pcb->local_port || !ip_addr_cmp(&l->local_ip, &t->pcb->local_ip))
			continue;
		if (!other || !other->reuse_port || !t->reuse_port) break;
		tcp_arg(t->pcb, 0);
		tcp_err(t->pcb, 0);
		tcp_abort(t->pcb);
		t->pcb = (struct tcp_pcb *)l;
		t->stage = TCP_LISTENING;
		t->group = other->group;
		other->group = t;
		return 0;
	}
	return -EADDRINUSE;
}

/* Gives up its part of the control block: the last one closes it. With the stack's lock. */
void tcp_stop_listening(struct tcp *t)
{
	struct tcp *before = t->group;
	while (before->group != t) before = before->group;
	before->group = t->group;
	if (before == t) {
		tcp_arg(t->pcb, 0);
		tcp_close(t->pcb);
	} else tcp_arg(t->pcb, before);
	t->pcb = 0;
}

long tcp_listen_socket(struct socket *s, int backlog)
{
	struct tcp *t = tcp_of(s);
	uint8_t length = backlog < 1 ? 1 : backlog > 254 ? 255 : backlog + 1;
	long r = ipstack_enter();
	if (t->stage == TCP_LISTENING) tcp_backlog_set(t->pcb, length);
	else if (t->stage != TCP_FRESH) r = -EINVAL;
	else if (t->pcb || !(r = tcp_attach(t, 0))) {
		if (!t->bound) {
			ip_addr_t any = t->base.family == AF_INET ? *IP4_ADDR_ANY
				: t->only_6                           ? *IP6_ADDR_ANY
													  : *IP_ANY_TYPE;
			tcp_bind(t->pcb, &any, 0);
		}
		err_t err = ERR_OK;
		struct tcp_pcb *pcb = tcp_listen_with_backlog_and_err(t->pcb, length, &err);
		if (!pcb && err == ERR_USE) r = join(t);
		else if (!pcb) r = -ENOBUFS;
		else {
			t->group = t;
			t->pcb = pcb;
			t->stage = TCP_LISTENING;
			tcp_arg(pcb, t);
			tcp_accept(pcb, connection);
		}
	}
	ipstack_leave();
	return r;
}

long tcp_accept_socket(struct socket *s, struct socket **made)
{
	struct tcp *t = tcp_of(s), *c;
	ipstack_enter();
	if (t->stage == TCP_LISTENING && !t->first) ipstack_turn(0);
	long r = t->stage != TCP_LISTENING ? -EINVAL : (c = t->first) ? 0 : -EAGAIN;
	if (!r) {
		if (!(t->first = c->next)) t->last = 0;
		c->next = 0;
		if (c->pcb) tcp_backlog_accepted(c->pcb);
		*made = &c->base;
	}
	ipstack_leave();
	return r;
}
