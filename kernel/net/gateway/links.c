/* TCP connections with isles. */
#include <string.h>
#include "lwip/priv/tcp_priv.h"
#include "gateway.h"

enum { CONNECTED = 1, RECEIVED = 2, SENT = 4, FAILED = 8 };
enum { THEIRS = 1, OURS = 2 }; /* ends that were said: their data has an end, ours has */

struct link {
	struct tcp_pcb *pcb; /* NULL: lwIP is done with it, or goes on alone */
	struct pbuf *first, *last; /* data that the worker has not taken: linked by `next`, each with a length of its own */
	uint32_t taken; /* bytes of the first */
	uint8_t events;
	uint8_t ends;
	bool queued;
};

static struct link links[MAX_LINKS];
static uint16_t changed[MAX_LINKS]; /* a queue: each link stands in it once at most */
static uint32_t changed_put, changed_took;

static void note(struct link *l, uint8_t event)
{
	l->events |= event;
	if (l->queued) return;
	l->queued = true;
	changed[changed_put++ % MAX_LINKS] = l - links;
}

/* The next link with news and what they are, in bits from 16 on; -1: none. */
EXPORT("next_change") int32_t next_change(void)
{
	if (changed_took == changed_put) return -1;
	uint32_t number = changed[changed_took++ % MAX_LINKS];
	struct link *l = &links[number];
	int32_t news = number | l->events << 16;
	l->events = 0;
	l->queued = false;
	return news;
}

/* lwIP goes on alone with what is left of the connection. */
static void part(struct link *l)
{
	struct tcp_pcb *pcb = l->pcb;
	l->pcb = NULL;
	if (!pcb) return;
	tcp_arg(pcb, NULL);
	tcp_recv(pcb, NULL);
	tcp_sent(pcb, NULL);
	tcp_err(pcb, NULL);
}

static void end(struct link *l, uint8_t whose)
{
	l->ends |= whose;
	if (l->ends == (THEIRS | OURS)) part(l);
}

static err_t on_received(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t error)
{
	struct link *l = arg;
	if (p) {
		if (l->first) l->last->next = p;
		else l->first = p;
		while (p->next) p = p->next;
		l->last = p;
	} else end(l, THEIRS);
	note(l, RECEIVED);
	return ERR_OK;
}

static err_t on_sent(void *arg, struct tcp_pcb *pcb, u16_t length)
{
	note(arg, SENT);
	return ERR_OK;
}

static void on_failed(void *arg, err_t error)
{
	struct link *l = arg;
	l->pcb = NULL;
	note(l, FAILED);
}

static err_t on_connected(void *arg, struct tcp_pcb *pcb, err_t error)
{
	note(arg, CONNECTED);
	return ERR_OK;
}

static void adopt(struct link *l, struct tcp_pcb *pcb)
{
	uint8_t queued = l->queued;
	memset(l, 0, sizeof *l);
	l->queued = queued;
	l->pcb = pcb;
	tcp_arg(pcb, l);
	tcp_recv(pcb, on_received);
	tcp_sent(pcb, on_sent);
	tcp_err(pcb, on_failed);
	tcp_nagle_disable(pcb);
}

void link_accept(uint32_t number, struct tcp_pcb *pcb)
{
	adopt(&links[number], pcb);
	note(&links[number], CONNECTED);
}

/* Begins to connect to an isle. 0, or lwIP's error: then there is no such link. */
EXPORT("link_connect") int link_connect(uint32_t number, uint32_t address, uint32_t port)
{
	struct tcp_pcb *pcb = tcp_new_ip_type(IPADDR_TYPE_V4);
	if (!pcb) return ERR_MEM;
	adopt(&links[number], pcb);
	/* Isles' connections to the gateway's address may have the same port: they are told apart by both ends. */
	ip_set_option(pcb, SOF_REUSEADDR);
	ip_addr_t to = host_address(address);
	err_t failed = tcp_connect(pcb, &to, port, on_connected);
	if (failed) {
		part(&links[number]);
		tcp_close(pcb);
	}
	return failed;
}

/* Takes bytes to send: how many of them there was room for. link_flush lets them go. */
EXPORT("link_send") uint32_t link_send(uint32_t number, const uint8_t *data, uint32_t length)
{
	struct tcp_pcb *pcb = links[number].pcb;
	uint32_t done = 0;
	while (pcb && done < length) {
		uint32_t part = length - done, room = tcp_sndbuf(pcb);
		if (part > room) part = room;
		if (part > 0x8000) part = 0x8000;
		if (part == 0 || tcp_write(pcb, data + done, part, TCP_WRITE_FLAG_COPY) != ERR_OK) break;
		done += part;
	}
	return done;
}

EXPORT("link_flush") void link_flush(uint32_t number)
{
	if (links[number].pcb) tcp_output(links[number].pcb);
}

/* Bytes that came and were not taken yet, as far as they lie together: their number, and where. */
EXPORT("link_length") uint32_t link_length(uint32_t number)
{
	struct link *l = &links[number];
	return l->first ? l->first->len - l->taken : 0;
}

EXPORT("link_data") const void *link_data(uint32_t number)
{
	struct link *l = &links[number];
	return (const uint8_t *)l->first->payload + l->taken;
}

/* The worker is done with this many of them: they are acknowledged as taken, and their memory is free. */
EXPORT("link_took") void link_took(uint32_t number, uint32_t length)
{
	struct link *l = &links[number];
	l->taken += length;
	while (l->first && l->taken >= l->first->len) {
		struct pbuf *p = l->first;
		l->taken -= p->len;
		l->first = p->next;
		p->next = NULL;
		pbuf_free(p);
	}
	/* lwIP counts in 16 bits here. */
	for (uint32_t part; l->pcb && length; length -= part) {
		part = length < 0x8000 ? length : 0x8000;
		tcp_recved(l->pcb, part);
	}
}

/* Whether the isle will send no more than what link_length says. */
EXPORT("link_ended") int link_ended(uint32_t number)
{
	return (links[number].ends & THEIRS) != 0;
}

/* No more bytes will be sent: what was taken still is. */
EXPORT("link_end") void link_end(uint32_t number)
{
	struct link *l = &links[number];
	if (l->ends & OURS) return;
	if (l->pcb) tcp_shutdown(l->pcb, 0, 1);
	end(l, OURS);
}

/* Forgets the link, with a reset if the connection is still there. The number may be given again. */
EXPORT("link_drop") void link_drop(uint32_t number)
{
	struct link *l = &links[number];
	struct tcp_pcb *pcb = l->pcb;
	part(l);
	if (pcb) tcp_abort(pcb);
	for (struct pbuf *p = l->first, *next; p; p = next) {
		next = p->next;
		p->next = NULL;
		pbuf_free(p);
	}
	l->first = NULL;
	l->events = 0;
}

/* An isle has ended: its connections have failed, and its address may be another's soon. */
EXPORT("forget") void forget(uint32_t address)
{
	ip_addr_t gone = host_address(address);
	struct tcp_pcb *next;
	for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb; pcb = next) {
		next = pcb->next;
		if (ip_addr_cmp(&pcb->remote_ip, &gone)) tcp_abandon(pcb, 0);
	}
	for (struct tcp_pcb *pcb = tcp_tw_pcbs; pcb; pcb = next) {
		next = pcb->next;
		if (ip_addr_cmp(&pcb->remote_ip, &gone)) tcp_abandon(pcb, 0);
	}
}
