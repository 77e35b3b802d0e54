/* Cells: writing them, waiting for room. */
#include "transport.h"

/* Room in the ring's bytes, not split at the ring's end. */
static int reserve(struct peer *p, uint32_t length, uint32_t *at)
{
	uint32_t start = p->bytes_sent & (RING_BYTES - 1), need = (length + 63) & -64;
	uint32_t skip = start + need > RING_BYTES ? RING_BYTES - start : 0;
	if (p->bytes_sent + skip + need - (uint32_t)load(&p->mine->bytes_read) > RING_BYTES) return 0;
	*at = p->bytes_sent + skip;
	return 1;
}

/* 1 written, 0 no room, -1 gone. What waits before it is not looked at. */
static int write_cell(struct peer *p, struct cell *c, const void *bytes)
{
	uint32_t at;
	if (p->state != PEER_OPEN && transport_open(p) != PEER_OPEN)
		return p->state == PEER_GONE ? -1 : 0;
	if (p->sent == p->limit &&
		p->sent == (p->limit = (uint32_t)load(&p->mine->cells_read) + RING_CELLS))
		return 0;
	int error = 0;
	if ((c->what & CELL_KIND) == CELL_LONG) {
		if (!reserve(p, c->bytes, &at)) return 0;
		c->payload.word[0] = at;
		error = transport_put(
			p, p->ring + offsetof(struct ring, bytes) + (at & (RING_BYTES - 1)), bytes, c->bytes);
		p->bytes_sent = at + ((c->bytes + 63) & -64);
	}
	int copied = (c->what & CELL_KIND) == CELL_SHORT || (c->what & CELL_KIND) == CELL_LONG;
	if (copied && !(c->what & CELL_SYNCHRONOUS)) c->token = p->read;
	c->stamp = p->sent + 1;
	const hv_quarter *quarter = (const hv_quarter *)c;
	if (!error)
		error = transport_write_quarters(
			p, transport_slot(p), quarter[0], quarter[1], quarter[2], quarter[3]);
	p->sent++;
	if (likely(!error)) return 1;
	transport_gone(p);
	return -1;
}

int transport_send(struct peer *p, struct cell *c, const void *bytes)
{
	return unlikely(p->first) ? 0 : write_cell(p, c, bytes);
}

int transport_post(struct peer *p, struct outgoing *o)
{
	int r = transport_send(p, &o->cell, o->bytes);
	if (r) return r;
	o->next = 0;
	if (!p->first) p->last = &p->first;
	*p->last = o;
	p->last = &o->next;
	if (!p->waiting) {
		p->waiting = 1;
		p->next_waiting = p->transport->waiting;
		p->transport->waiting = p;
	}
	return 0;
}

static int flush(struct peer *p)
{
	struct outgoing *o;
	int did = 0;
	while ((o = p->first) && write_cell(p, &o->cell, o->bytes) > 0) {
		p->first = o->next;
		did = 1;
		p->transport->events->written(o);
	}
	return did;
}

int transport_flush(struct transport *t)
{
	int did = 0;
	struct peer **link = &t->waiting, *p;
	while ((p = *link)) {
		did |= flush(p);
		if (p->first) link = &p->next_waiting;
		else {
			p->waiting = 0;
			*link = p->next_waiting;
		}
	}
	return did;
}
