/* TCP connections with isles. */
#include <string.h>
#include "lwip/priv/tcp_priv.h"
#include "gateway.h"

enum { THEIRS = 1, OURS = 2 }; /* ends that were said: their data has an end, ours has */

struct connection {
	struct tcp_pcb *pcb; /* NULL: lwIP is done with it, or goes on alone */
	struct pbuf *first,
		*last; /* data that the worker has not taken: linked by `next`, each with a length of its own */
	uint32_t taken; /* bytes of the first */
	uint8_t events;
	uint8_t ends;
	bool queued;
};

static struct connection connections[MAX_CONNECTIONS];
static uint16_t changed[MAX_CONNECTIONS]; /* a queue: each connection stands in it once at most */
static uint32_t changed_put, changed_took;

static void note(struct connection *c, uint8_t event)
{
	c->events |= event;
	if (c->queued) return;
	c->queued = true;
	changed[changed_put++ % MAX_CONNECTIONS] = c - connections;
}

/* The next connection with news and what they are, in bits from EVENT_SHIFT on; -1: none. */
EXPORT("next_change") int32_t next_change(void)
{
	if (changed_took == changed_put) return -1;
	uint32_t number = changed[changed_took++ % MAX_CONNECTIONS];
	struct connection *c = &connections[number];
	int32_t news = number | c->events << EVENT_SHIFT;
	c->events = 0;
	c->queued = false;
	return news;
}

/* lwIP goes on alone with what is left of the connection. */
static void part(struct connection *c)
{
	struct tcp_pcb *pcb = c->pcb;
	c->pcb = NULL;
	if (!pcb) return;
	tcp_arg(pcb, NULL);
	tcp_recv(pcb, NULL);
	tcp_sent(pcb, NULL);
	tcp_err(pcb, NULL);
}

static void end(struct connection *c, uint8_t whose)
{
	c->ends |= whose;
	if (c->ends == (THEIRS | OURS)) part(c);
}

static err_t on_received(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t error)
{
	struct connection *c = arg;
	if (p) {
		if (c->first) c->last->next = p;
		else c->first = p;
		while (p->next) p = p->next;
		c->last = p;
	} else end(c, THEIRS);
	note(c, EVENT_RECEIVED);
	return ERR_OK;
}

static err_t on_sent(void *arg, struct tcp_pcb *pcb, u16_t length)
{
	note(arg, EVENT_SENT);
	return ERR_OK;
}

static void on_failed(void *arg, err_t error)
{
	struct connection *c = arg;
	c->pcb = NULL;
	note(c, EVENT_FAILED);
}

static err_t on_connected(void *arg, struct tcp_pcb *pcb, err_t error)
{
	note(arg, EVENT_CONNECTED);
	return ERR_OK;
}

static void adopt(struct connection *c, struct tcp_pcb *pcb)
{
	uint8_t queued = c->queued;
	memset(c, 0, sizeof *c);
	c->queued = queued;
	c->pcb = pcb;
	tcp_arg(pcb, c);
	tcp_recv(pcb, on_received);
	tcp_sent(pcb, on_sent);
	tcp_err(pcb, on_failed);
	tcp_nagle_disable(pcb);
}

void connection_accept(uint32_t number, struct tcp_pcb *pcb)
{
	adopt(&connections[number], pcb);
	note(&connections[number], EVENT_CONNECTED);
}

/* Begins to connect to an isle. 0, or lwIP's error: then there is no such connection. */
EXPORT("connection_open") int connection_open(uint32_t number, uint32_t address, uint32_t port)
{
	struct tcp_pcb *pcb = tcp_new_ip_type(IPADDR_TYPE_V4);
	if (!pcb) return ERR_MEM;
	adopt(&connections[number], pcb);
	/* Isles' connections to the gateway's address may have the same port: they are told apart by both ends. */
	ip_set_option(pcb, SOF_REUSEADDR);
	ip_addr_t to = host_address(address);
	err_t failed = tcp_connect(pcb, &to, port, on_connected);
	if (failed) {
		part(&connections[number]);
		tcp_close(pcb);
	}
	return failed;
}

/* Takes bytes to send: how many of them there was room for. connection_flush lets them go. */
EXPORT("connection_send")
uint32_t connection_send(uint32_t number, const uint8_t *data, uint32_t length)
{
	struct tcp_pcb *pcb = connections[number].pcb;
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

EXPORT("connection_flush") void connection_flush(uint32_t number)
{
	if (connections[number].pcb) tcp_output(connections[number].pcb);
}

/* Bytes that came and were not taken yet, as far as they lie together: their number, and where. */
EXPORT("connection_length") uint32_t connection_length(uint32_t number)
{
	struct connection *c = &connections[number];
	return c->first ? c->first->len - c->taken : 0;
}

EXPORT("connection_data") const void *connection_data(uint32_t number)
{
	struct connection *c = &connections[number];
	return (const uint8_t *)c->first->payload + c->taken;
}

/* The worker is done with this many of them: they are acknowledged as taken, and their memory is free. */
EXPORT("connection_took") void connection_took(uint32_t number, uint32_t length)
{
	struct connection *c = &connections[number];
	c->taken += length;
	while (c->first && c->taken >= c->first->len) {
		struct pbuf *p = c->first;
		c->taken -= p->len;
		c->first = p->next;
		p->next = NULL;
		pbuf_free(p);
	}
	/* lwIP counts in 16 bits here. */
	for (uint32_t part; c->pcb && length; length -= part) {
		part = length < 0x8000 ? length : 0x8000;
		tcp_recved(c->pcb, part);
	}
}

/* Whether the isle will send no more than what connection_length says. */
EXPORT("connection_ended") int connection_ended(uint32_t number)
{
	return (connections[number].ends & THEIRS) != 0;
}

/* No more bytes will be sent: what was taken still is. */
EXPORT("connection_end") void connection_end(uint32_t number)
{
	struct connection *c = &connections[number];
	if (c->ends & OURS) return;
	if (c->pcb) tcp_shutdown(c->pcb, 0, 1);
	end(c, OURS);
}

/* Forgets the connection, with a reset if it is still there. The number may be given again. */
EXPORT("connection_drop") void connection_drop(uint32_t number)
{
	struct connection *c = &connections[number];
	struct tcp_pcb *pcb = c->pcb;
	part(c);
	if (pcb) tcp_abort(pcb);
	for (struct pbuf *p = c->first, *next; p; p = next) {
		next = p->next;
		p->next = NULL;
		pbuf_free(p);
	}
	c->first = NULL;
	c->events = 0;
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
