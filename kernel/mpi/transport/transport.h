/*
 * Transport: bytes into and out of other processes' memories. Everything that reaches another isle goes through this file's functions. It knows nothing
 * of what the bytes mean: who begins it registers two functions (struct transport_events), and polls with transport_next.
 *
 * An isle opens its whole memory as region MPI_REGION, so offsets are addresses. The word MPI_BOOK (layout.h) of its memory has the
 * address of a struct endpoint for each of its ranks. From there others find where to write.
 *
 * For each pair that talks in one direction, the receiver has a ring, written by the one sender. A cell's stamp counts positions, so it is
 * different on each lap and nothing needs to be cleared; it is stored last. The receiver polls its own memory only, and reports how far it
 * has read into the sender's memory each quarter ring. Processes of one isle do the same with plain stores.
 */
#ifndef MPI_TRANSPORT_H
#define MPI_TRANSPORT_H

#include <mpi.h>
#include "env/limits.h"
#include "hermit.h"
#include "kernel.h"

enum cell_kind {
	CELL_SHORT = 1,      /* the message is in the payload */
	CELL_LONG,           /* it is in the ring's bytes, from payload.word[0] on */
	CELL_READY, /* it lies at address payload.word[0] of the sender's memory, to be fetched */
	CELL_FETCHED, /* answer to CELL_READY */
	CELL_MATCHED, /* answer to a synchronous CELL_SHORT or CELL_LONG */
	CELL_PLACED, /* the message is where the receiver's hint asked for it, at address payload.word[0] */
	CELL_CANCEL, /* the sender wants the message of this token back, if no receive has met it */
	CELL_CANCELLED /* answer to that, if so; else the message's own answer comes */
};
enum { CELL_KIND = 63, CELL_SYNCHRONOUS = 64, CELL_RANK_SHIFT = 8 };

#define CELL_PAYLOAD 40u

struct cell {
	_Alignas(16) int stamp; /* position + 1 */
	int what; /* kind, flag, and from bit 8 the sender's rank in the communicator */
	int context, tag;
	uint32_t bytes; /* of the message */
	int token; /* names the sender's request in the answer; of messages that get none: cells that their sender has read */
	union {
		int word[CELL_PAYLOAD / 4];
		unsigned char byte[CELL_PAYLOAD];
	} payload;
};

struct ring {
	/*
	 * Where a message goes in place of its cell when all before it were read, as in a ping-pong: a cache line that is used again and again moves between
	 * two CPUs in less time than one of many (54 to 60 ns against 68 to 77 on one machine). Each cell tells how far its sender has read.
	 */
	struct cell turn;
	struct cell cell[RING_CELLS];
	unsigned char bytes[RING_BYTES];
};

/*
 * Who waits in a receive from one process alone, with no other receive posted, may tell that process where the message is to go; then it can
 * be put there, in one copy and with no question. It is good for the one message that the sender writes as the cell of this number: so
 * only if all cells before it were read when the receive began, and none of them was the message.
 */
struct hint {
	_Alignas(64) volatile int stamp; /* cells read + 1 */
	int context, tag;
	uint32_t address, room;
};

/* What a process keeps about another where that other can write. */
struct pair {
	struct hint hint; /* written by the other: where it wants the next message */
	_Alignas(
		64) volatile int cells_read; /* written by the other with the next, in one: how far it has read what was sent to it */
	volatile int bytes_read;
	volatile int wants; /* written by the other: it needs a ring here */
	volatile int left; /* written by the other: it has ended without MPI_Finalize */
	volatile int ring; /* written here: address of the ring for its messages, 0: none yet */
};

_Static_assert(sizeof(struct pair) == 128 &&
		offsetof(struct pair, bytes_read) == offsetof(struct pair, cells_read) + 4,
	"a hint is a cache line, and a report one put");

/* What a process that sleeps waits for: see p2p/stuck.c. */
enum asleep_kind { ASLEEP_OTHERWISE, ASLEEP_RECEIVING, ASLEEP_SENDING };
enum { ASLEEP_NO_TAG = -1000 };
struct asleep {
	volatile int turn; /* odd while it sleeps; all else is written before */
	int seen; /* count of the bell that it sleeps on */
	int single; /* no other thread of it can call MPI meanwhile */
	int kind, rank, tag;
	char function[32], comm[32];
};

/* What others must know of a process to reach it. */
struct endpoint {
	_Alignas(64) struct hermit_bell bell;
	volatile int pairs; /* address of struct pair[processes of the machine] */
	volatile int wanted; /* counted up by those that want a ring */
	volatile int left; /* counted up by those that end without MPI_Finalize */
	volatile int ended; /* it has left without MPI_Finalize */
	struct asleep asleep;
};

enum peer_state { PEER_UNKNOWN, PEER_MET, PEER_OPEN, PEER_GONE };
#define SAME_ISLE (-1)

struct outgoing;
struct transport;

/* Another process, as one sees it. */
struct peer {
	struct transport *transport; /* that this belongs to */
	int process, isle, state;
	int capability; /* or SAME_ISLE */
	uint32_t bell, pair,
		ring; /* addresses there: its bell, what it keeps about this process, the ring for this process's messages */
	uint32_t sent, limit,
		known; /* cells written; how many may be; how many the other is known to have read, by its cells */
	uint32_t bytes_sent;
	struct pair *mine; /* what is kept about it here */
	struct outgoing *first, **last; /* cells that found no room, in order */
	struct peer *next_waiting;
	int waiting, asked, reading;
	struct ring *in; /* its messages to this process; NULL: none yet */
	uint32_t read, reported, bytes_read, bytes_reported;
};

/* A cell that has to wait until there is room. */
struct outgoing {
	struct outgoing *next;
	void *owner; /* of who posted it */
	const void *bytes; /* of a CELL_LONG */
	struct cell cell;
};

/* What transport tells who began it. */
struct transport_events {
	/* A cell that had waited for room is written: it is its owner's again. */
	void (*written)(struct outgoing *o);
	/* The peer has ended, or cannot be reached: its state is PEER_GONE from now on. What it sent before can still be read; its cells in `first` are not sent. */
	void (*gone)(struct peer *p);
};

struct transport {
	const struct transport_events *events;
	int self, processes; /* number of this process, and how many there are */
	struct endpoint *endpoint;
	struct pair *pairs;
	struct peer *peers; /* by process */
	struct peer **heard; /* those with a ring here */
	int heard_count;
	struct peer *waiting; /* those with cells that found no room */
	int wanted, left, isles_ended; /* as last seen */
	int gone; /* processes that have ended */
};

/* ---- Memory of another process. 0, or an error number: -EPIPE when it is gone. What is put is known there when what is written later is. ---- */

static inline int transport_put(struct peer *p, uint32_t address, const void *from, uint32_t length)
{
	if (p->capability != SAME_ISLE)
		return hv_put(p->capability, address, from, length, HV_UNORDERED);
	__builtin_memcpy((void *)address, from, length);
	return 0;
}

static inline int transport_get(struct peer *p, uint32_t address, void *to, uint32_t length)
{
	if (p->capability != SAME_ISLE) return hv_get(p->capability, address, to, length);
	__builtin_memcpy(to, (const void *)address, length);
	return 0;
}

/* A cache line, 64 bytes, the first word last; then rings the process's bell if it sleeps. */
static inline int transport_write_quarters(
	struct peer *p, uint32_t address, hv_quarter a, hv_quarter b, hv_quarter c, hv_quarter d)
{
	if (likely(p->capability != SAME_ISLE))
		return hv_put_line(p->capability, address, p->bell, a, b, c, d);
	volatile int *word = (volatile int *)address;
	hv_quarter *quarter = (hv_quarter *)address;
	quarter[1] = b;
	quarter[2] = c;
	quarter[3] = d;
	word[1] = a[1];
	word[2] = a[2];
	word[3] = a[3];
	store(word, a[0]);
	hermit_bell_ring((struct hermit_bell *)p->bell);
	return 0;
}

/* Words of which the first is stored last, in release order; then rings the process's bell if it sleeps. */
static inline int transport_write(
	struct peer *p, uint32_t address, const void *from, uint32_t length)
{
	if (p->capability != SAME_ISLE) return hv_put(p->capability, address, from, length, p->bell);
	__builtin_memcpy((char *)address + 4, (const char *)from + 4, length - 4);
	store((volatile int *)address, *(const int *)from);
	hermit_bell_ring((struct hermit_bell *)p->bell);
	return 0;
}

/* The same for a whole cell, in less time. */
static inline int transport_cell(struct peer *p, uint32_t address, const struct cell *c)
{
	struct {
		hv_quarter a, b, c, d;
	} line;
	_Static_assert(sizeof line == sizeof *c, "a cell is a line");
	if (p->capability == SAME_ISLE) return transport_write(p, address, c, sizeof *c);
	__builtin_memcpy(&line, c, sizeof line);
	return hv_put_line(p->capability, address, p->bell, line.a, line.b, line.c, line.d);
}

/* The same for an int, atomically; what was there goes to *old. */
static inline int transport_fetch_add(struct peer *p, uint32_t address, int value, int *old)
{
	if (p->capability != SAME_ISLE) return hv_fetch_add(p->capability, address, value, old);
	*old = add((volatile int *)address, value);
	return 0;
}

/* Stores `desired` where `expected` is. */
static inline int transport_compare_swap(
	struct peer *p, uint32_t address, int expected, int desired, int *old)
{
	if (p->capability != SAME_ISLE)
		return hv_compare_swap(p->capability, address, expected, desired, old);
	*old = cas((volatile int *)address, expected, desired);
	return 0;
}

static inline void transport_ring(struct peer *p)
{
	if (p->capability != SAME_ISLE) hv_ring(p->capability, p->bell);
	else hermit_bell_ring((struct hermit_bell *)p->bell);
}

/* ---- Making contact (contact.c) ---- */

/* Of every process of this isle, before the region is open. NULL: no memory. */
struct transport *transport_new(
	int self, int processes, struct endpoint *endpoint, const struct transport_events *events);
/* Makes the peer PEER_MET (its memory can be written) if it can be done now; returns the state. */
int transport_meet(struct peer *p);
/* Makes it PEER_OPEN (there is a ring to write to) if it can be done now. */
int transport_open(struct peer *p);
/* Makes the rings that others asked for. */
void transport_make_rings(struct transport *t);
/* Reports how far the peer's ring was read. */
void transport_report(struct peer *p);
/* The peer has ended: tells so, once. */
void transport_gone(struct peer *p);
/* Looks for processes that have ended since it was last called. */
void transport_find_gone(struct transport *t);
/* Tells all others that this process ends without MPI_Finalize. */
void transport_leave(struct transport *t);

/* ---- Cells (cells.c) ---- */

/* Writes the cell, if there is room and nothing that waits before it: 1 written, 0 no room, -1: the peer is gone. */
int transport_send(struct peer *p, struct cell *c, const void *bytes);
/* The same, and if there is no room, queues it. */
int transport_post(struct peer *p, struct outgoing *o);
/* Tries again with what is queued; 1 if something was written. */
int transport_flush(struct transport *t);

/* Where the next cell goes there. */
static inline uint32_t transport_slot(const struct peer *p)
{
	if (p->known == p->sent) return p->ring + offsetof(struct ring, turn);
	return p->ring + offsetof(struct ring, cell) +
		(p->sent & (RING_CELLS - 1)) * sizeof(struct cell);
}

/*
 * A message of up to CELL_PAYLOAD bytes, made up in registers: nothing is written and read again. What lies behind it in memory goes along
 * and is ignored. 1 sent, 0 if it cannot be done now, for whatever reason: then transport_send finds that out.
 */
static inline int transport_send_short(
	struct peer *p, int what, int context, int tag, const void *buffer, uint32_t bytes)
{
	typedef uint64_t half __attribute__((aligned(1), may_alias));
	typedef hv_quarter quarter __attribute__((aligned(1), may_alias));
	if (unlikely(p->state != PEER_OPEN || p->first || p->sent == p->limit)) return 0;
	if (unlikely((uint32_t)buffer > (uint32_t)*word(BOOT_MEMORY_LIMIT) - CELL_PAYLOAD)) return 0;
	hv_quarter a = { p->sent + 1, what, context, tag };
	typedef uint64_t halves __attribute__((vector_size(16)));
	halves b = { bytes | (uint64_t)p->read << 32, *(const half *)buffer };
	hv_quarter c = *(const quarter *)((const char *)buffer + 8),
			   d = *(const quarter *)((const char *)buffer + 24);
	if (unlikely(transport_write_quarters(p, transport_slot(p), a, (hv_quarter)b, c, d))) return 0;
	p->sent++;
	return 1;
}

/* A message of any length to where the other's hint says, if there is one for it. 1 sent, 0 not. */
static inline int transport_send_placed(
	struct peer *p, int what, int context, int tag, const void *buffer, uint32_t bytes)
{
	struct hint *h = &p->mine->hint;
	if (load(&h->stamp) != (int)(p->sent + 1) || p->state != PEER_OPEN || p->first ||
		p->sent == p->limit)
		return 0;
	if (h->context != context || (h->tag != tag && (h->tag != MPI_ANY_TAG || tag < 0)) ||
		bytes > h->room)
		return 0;
	if (transport_put(p, h->address, buffer, bytes)) return 0;
	hv_quarter a = { p->sent + 1, what, context, tag }, b = { bytes, p->read, h->address, 0 },
			   nothing = { 0 };
	if (transport_write_quarters(p, transport_slot(p), a, b, nothing, nothing)) return 0;
	p->sent++;
	return 1;
}

/* Says where the peer's next message is to go. */
static inline void transport_hint(struct peer *p, int context, int tag, void *buffer, uint32_t room)
{
	if (p->state != PEER_OPEN && p->state != PEER_MET) return;
	hv_quarter a = { p->read + 1, context, tag, (int)buffer }, b = { room, 0, 0, 0 },
			   nothing = { 0 };
	transport_write_quarters(p, p->pair + offsetof(struct pair, hint), a, b, nothing, nothing);
}

/* The next cell of the peer's ring, or NULL. */
static inline struct cell *transport_next(struct peer *p)
{
	struct cell *turn = &p->in->turn, *c = &p->in->cell[p->read & (RING_CELLS - 1)];
	if (load(&turn->stamp) == (int)(p->read + 1)) return turn;
	return load(&c->stamp) == (int)(p->read + 1) ? c : 0;
}

/* It was read, and with it the ring's bytes up to p->bytes_read. */
static inline void transport_taken(struct peer *p)
{
	p->read++;
	if (unlikely(p->read - p->reported >= RING_CELLS / 4 ||
			p->bytes_read - p->bytes_reported >= RING_BYTES / 4))
		transport_report(p);
}

#endif
