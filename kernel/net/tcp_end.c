/* Connections that end without their program's doing: because the other end has gone, or because the program has ended. */
#include "hooks.h"
#include "device.h"
#include "tcp.h"
#include "thread.h"
#include "lwip/priv/tcp_priv.h"

int tcp_end_reason;

/* With the stack's lock. */
static void end_with(struct tcp_pcb *pcb, int reason)
{
	tcp_end_reason = reason;
	tcp_abort(pcb);
	tcp_end_reason = 0;
}

/* Ends those of which `which` tells the reason; the list may change with each. With the stack's lock. */
static void end_those(int (*which)(const struct tcp_pcb *))
{
	struct tcp_pcb *pcb = tcp_active_pcbs;
	while (pcb) {
		int reason = which(pcb);
		if (reason) end_with(pcb, reason);
		pcb = reason ? tcp_active_pcbs : pcb->next;
	}
}

static int gone(const struct tcp_pcb *pcb)
{
	return ipstack_reaches(&pcb->remote_ip) >= 0 ? 0
		: pcb->state == SYN_SENT                 ? EHOSTUNREACH
												 : ECONNRESET;
}

static int unanswered(const struct tcp_pcb *pcb)
{
	return pcb->state == SYN_SENT && pcb->unsent &&
			(tcp_ticks - pcb->tmr) * TCP_SLOW_INTERVAL >= NET_ABSENT
		? EHOSTUNREACH
		: 0;
}

/* With the stack's lock. */
void tcp_peers_gone(void) { end_those(gone); }
void tcp_absent(void) { end_those(unanswered); }

/* ---- The program's end -------------------------------------------------------------------------------------------------- */

/* Bytes that peers have not acknowledged, ends of streams among them. With the stack's lock. */
static uint32_t undelivered(void)
{
	uint32_t bytes = 0;
	for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb; pcb = pcb->next)
		for (int i = 0; i < 2; i++)
			for (struct tcp_seg *seg = i ? pcb->unacked : pcb->unsent; seg; seg = seg->next)
				bytes += TCP_TCPLEN(seg);
	return bytes;
}

/* With the stack's lock: closes every connection as the end of a process does. */
static void close_all(void)
{
	struct tcp_pcb *next;
	for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb; pcb = next) {
		next = pcb->next;
		tcp_arg(pcb, 0);
		tcp_recv(pcb, 0);
		tcp_err(pcb, 0);
		/* Those that the program has closed are on their way. */
		if ((pcb->state == ESTABLISHED || pcb->state == CLOSE_WAIT) && tcp_close(pcb) != ERR_OK)
			tcp_abort(pcb);
	}
	/* Whoever calls from now on is refused. Other threads may still know the listeners, so they are not freed. */
	tcp_listen_pcbs.listen_pcbs = 0;
}

/* What was sent goes on its way although the program ends, as a system's kernel would see to it, until nothing more moves. */
void net_finish(void)
{
	if (!ipstack_up()) return;
	ipstack_enter();
	ipstack_end();
	close_all();
	uint32_t left = undelivered();
	ipstack_leave();
	double moved = monotonic_ns();
	while (left && monotonic_ns() - moved < NET_FINISH * 1e6) {
		int seen = device_bell();
		ipstack_service();
		ipstack_enter();
		uint32_t now = undelivered();
		ipstack_leave();
		if (now != left) moved = monotonic_ns();
		else if (!device_pending()) device_wait(seen, 1000000);
		left = now;
	}
}
