/* TCP sockets: options. They are kept in the socket too, because the control block comes and goes. */
#include <netinet/tcp.h>
#include "tcp.h"
#include "lwip/ip.h"

/* Socket buffers: what may be asked for, as Linux doubles it. */
#define BUFFER_LEAST 4096u

/* With the stack's lock. */
static long set_send_size(struct tcp *t, uint32_t size)
{
	if (size < BUFFER_LEAST) size = BUFFER_LEAST;
	if (size > TCP_SND_BUF) size = TCP_SND_BUF;
	/* lwIP keeps what is left of it only. */
	if (t->pcb && t->stage != TCP_LISTENING) {
		uint32_t used = t->send_size - t->pcb->snd_buf;
		t->pcb->snd_buf = size > used ? size - used : 0;
	}
	t->send_size = size;
	return 0;
}

/* With the stack's lock. */
void tcp_apply_options(struct tcp *t)
{
	uint32_t size = t->send_size;
	t->send_size = TCP_SND_BUF;
	set_send_size(t, size);
	if (t->keep_alive) ip_set_option(t->pcb, SOF_KEEPALIVE);
	if (t->no_delay) tcp_nagle_disable(t->pcb);
	if (t->reuse || t->reuse_port) ip_set_option(t->pcb, SOF_REUSEADDR);
}

/* With the stack's lock. */
static long set_flag(struct tcp *t, uint8_t flag, int on)
{
	if (!t->pcb) return 0;
	if (on) ip_set_option(t->pcb, flag);
	else ip_reset_option(t->pcb, flag);
	return 0;
}

/* With the stack's lock. */
static long set_socket(
	struct tcp *t, int option, int n, const struct linger *linger, socklen_t size)
{
	switch (option) {
	case SO_REUSEADDR:
	case SO_REUSEPORT:
		if (option == SO_REUSEADDR) t->reuse = !!n;
		else t->reuse_port = !!n;
		return set_flag(t, SOF_REUSEADDR, t->reuse || t->reuse_port);
	case SO_KEEPALIVE: t->keep_alive = !!n; return set_flag(t, SOF_KEEPALIVE, n);
	case SO_SNDBUF: return set_send_size(t, n < 0 ? TCP_SND_BUF : 2 * (uint32_t)n);
	case SO_RCVBUF:
		t->receive_size = n < 0 || 2 * (uint32_t)n > TCP_WND ? TCP_WND : 2 * n;
		return 0;
	case SO_LINGER:
		if (size < sizeof *linger) return -EINVAL;
		t->linger = linger->l_onoff ? linger->l_linger : -1;
		return 0;
	}
	return inet_set_option(&t->base, (struct ip_pcb *)t->pcb, SOL_SOCKET, option, &n, size);
}

/* Milliseconds of a number of seconds, held within sense. */
static uint32_t milliseconds(int seconds) { return seconds < 32768 ? seconds * 1000 : 32767000; }

/* With the stack's lock. */
static long set_tcp(struct tcp *t, int option, int n)
{
	struct tcp_pcb *pcb = t->stage == TCP_LISTENING ? 0 : t->pcb;
	switch (option) {
	case TCP_NODELAY:
		t->no_delay = !!n;
		if (pcb && n) {
			tcp_nagle_disable(pcb);
			tcp_output(pcb);
		} else if (pcb) tcp_nagle_enable(pcb);
		return 0;
	case TCP_KEEPIDLE:
	case TCP_KEEPINTVL:
	case TCP_KEEPCNT:
		if (n < 1) return -EINVAL;
		if (!pcb) return 0;
		if (option == TCP_KEEPIDLE) pcb->keep_idle = milliseconds(n);
		else if (option == TCP_KEEPINTVL) pcb->keep_intvl = milliseconds(n);
		else pcb->keep_cnt = n;
		return 0;
	case TCP_MAXSEG:
		if (n < 88 || n > 32767) return -EINVAL;
		if (pcb && n < pcb->mss) pcb->mss = n;
		return 0;
	/* They only say how to be quick. */
	case TCP_QUICKACK:
	case TCP_CORK:
	case TCP_DEFER_ACCEPT:
	case TCP_SYNCNT:
	case TCP_USER_TIMEOUT:
	case TCP_NOTSENT_LOWAT: return 0;
	}
	return -ENOPROTOOPT;
}

long tcp_set_option(struct socket *s, int level, int option, const void *value, socklen_t size)
{
	struct tcp *t = tcp_of(s);
	if (size < sizeof(int) && level != IPPROTO_IP) return -EINVAL;
	int n = option_value(value, size);
	long r = ipstack_enter();
	if (level == SOL_SOCKET) r = set_socket(t, option, n, value, size);
	else if (level == IPPROTO_TCP) r = set_tcp(t, option, n);
	else if (level == IPPROTO_IPV6 && option == IPV6_V6ONLY) {
		if (t->base.family != AF_INET6) r = -EOPNOTSUPP;
		else if (t->stage != TCP_FRESH || t->bound) r = -EINVAL;
		else {
			t->only_6 = !!n;
			if (t->pcb) IP_SET_TYPE_VAL(t->pcb->local_ip, address_type(s, n));
		}
	} else r = inet_set_option(s, (struct ip_pcb *)t->pcb, level, option, value, size);
	ipstack_leave();
	return r;
}

/* With the stack's lock. */
static long get_tcp(const struct tcp *t, int option, void *value, socklen_t *size)
{
	const struct tcp_pcb *pcb = t->stage == TCP_LISTENING ? 0 : t->pcb;
	switch (option) {
	case TCP_NODELAY: return option_int(value, size, t->no_delay);
	case TCP_MAXSEG:
		return option_int(value, size, pcb && t->stage == TCP_CONNECTED ? tcp_mss(pcb) : 536);
	case TCP_KEEPIDLE: return option_int(value, size, pcb ? pcb->keep_idle / 1000 : 7200);
	case TCP_KEEPINTVL: return option_int(value, size, pcb ? pcb->keep_intvl / 1000 : 75);
	case TCP_KEEPCNT: return option_int(value, size, pcb ? (int)pcb->keep_cnt : 9);
	case TCP_QUICKACK: return option_int(value, size, 1);
	case TCP_CORK:
	case TCP_DEFER_ACCEPT:
	case TCP_USER_TIMEOUT: return option_int(value, size, 0);
	}
	return -ENOPROTOOPT;
}

/* With the stack's lock. */
static long get_socket(struct tcp *t, int option, void *value, socklen_t *size)
{
	switch (option) {
	case SO_ACCEPTCONN: return option_int(value, size, t->stage == TCP_LISTENING);
	case SO_REUSEADDR: return option_int(value, size, t->reuse);
	case SO_REUSEPORT: return option_int(value, size, t->reuse_port);
	case SO_KEEPALIVE: return option_int(value, size, t->keep_alive);
	case SO_SNDBUF: return option_int(value, size, t->send_size);
	case SO_RCVBUF: return option_int(value, size, t->receive_size);
	case SO_LINGER:
		if (*size > sizeof(struct linger)) *size = sizeof(struct linger);
		__builtin_memcpy(
			value, &(struct linger){ t->linger >= 0, t->linger < 0 ? 0 : t->linger }, *size);
		return 0;
	}
	return inet_get_option(&t->base, (struct ip_pcb *)t->pcb, SOL_SOCKET, option, value, size);
}

long tcp_get_option(struct socket *s, int level, int option, void *value, socklen_t *size)
{
	struct tcp *t = tcp_of(s);
	long r = ipstack_enter();
	if (level == SOL_SOCKET) r = get_socket(t, option, value, size);
	else if (level == IPPROTO_TCP) r = get_tcp(t, option, value, size);
	else if (level == IPPROTO_IPV6 && option == IPV6_V6ONLY && s->family == AF_INET6)
		r = option_int(value, size, t->only_6);
	else r = inet_get_option(s, (struct ip_pcb *)t->pcb, level, option, value, size);
	ipstack_leave();
	return r;
}
