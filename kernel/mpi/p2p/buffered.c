/*
 * Buffered sends (MPI-3.1, 3.6): the message is copied into the buffer that the program attached, and sent from there. Each copy has a
 * header; the list of them is in the order of addresses, and a new one goes into the first gap that is large enough.
 */
#include <stdlib.h>
#include "progress.h"
#include "transfer.h"

struct segment {
	_Alignas(8) struct segment *next;
	uint32_t size;         /* with this header */
};
_Static_assert(sizeof(struct segment) + 2 * 7 <= MPI_BSEND_OVERHEAD,
	"header and alignment stay below what programs reckon with");

struct bsend_buffer {
	void *given;
	int size;
	uint32_t start, end;   /* aligned */
	struct segment *first;
};

static struct segment *take(struct bsend_buffer *b, uint64_t bytes)
{
	uint64_t need = (sizeof(struct segment) + bytes + 7) & -8ull;
	uint32_t at = b->start;
	struct segment **link = &b->first;
	for (; *link && (uint32_t)*link - at < need; link = &(*link)->next)
		at = (uint32_t)*link + (*link)->size;
	if (!*link && b->end - at < need) return 0;
	struct segment *s = (struct segment *)at;
	s->next = *link;
	s->size = need;
	return *link = s;
}

static void give_back(struct bsend_buffer *b, struct segment *s)
{
	struct segment **link = &b->first;
	while (*link != s) link = &(*link)->next;
	*link = s->next;
}

static void segment_free(request *r)
{
	give_back(self()->buffered, (struct segment *)((struct transfer *)r)->buffer - 1);
}

/* What has been delivered gives its room back only when progress is made: that has to be looked at before there is said to be none. */
static struct segment *take_or_reclaim(struct process *me, struct bsend_buffer *b, uint64_t bytes)
{
	struct segment *s = take(b, bytes);
	while (!s && p2p_progress(me)) s = take(b, bytes);
	return s;
}

static const struct request_kind buffered_kind = { "buffered send", 0, 0, 0, 0, segment_free };

int buffered_begin(struct process *me, struct transfer *t)
{
	struct bsend_buffer *b = me->buffered;
	uint64_t bytes = type_bytes(t->type, t->count);
	struct segment *s = b ? take_or_reclaim(me, b, bytes) : 0;
	if (!s && b)
		return error_note(me, MPI_ERR_BUFFER,
			"the attached buffer of %d bytes has no room for a message of %llu bytes", b->size,
			(unsigned long long)bytes);
	if (!s)
		return error_note(me, MPI_ERR_BUFFER,
			"no buffer is attached: call MPI_Buffer_attach before a buffered send");
	type_pack(s + 1, t->buffer, t->count, t->type, 0, bytes);
	request *r = transfer_new(&buffered_kind, s + 1, bytes, MPI_BYTE, t->rank, t->tag, t->r.comm,
		t->context, SEND_STANDARD);
	if (!r) {
		give_back(b, s);
		return error_note(me, MPI_ERR_NO_MEM, "no memory for a request");
	}
	struct transfer *copy = (struct transfer *)r;
	transfer_set(copy, s + 1, bytes, MPI_BYTE, t->rank, t->tag, r->comm, t->context);
	int error = p2p_send_begin(me, copy);
	if (error) r->complete = 1;
	request_release(r);
	if (!error) transfer_done(me, t, MPI_SUCCESS);
	return error;
}

static int empty(void *b) { return !((struct bsend_buffer *)b)->first; }

void buffered_end(struct process *me)
{
	if (me->buffered) p2p_progress_until(me, empty, me->buffered);
}

int buffered_attach(struct process *me, void *buffer, int size)
{
	if (me->buffered)
		return error_note(
			me, MPI_ERR_BUFFER, "a buffer is attached already: call MPI_Buffer_detach first");
	struct bsend_buffer *b = malloc(sizeof *b);
	if (!b) return error_note(me, MPI_ERR_NO_MEM, "no memory to attach a buffer");
	b->given = buffer;
	b->size = size;
	b->start = ((uint32_t)buffer + 7) & -8;
	b->end = (uint32_t)buffer + size;
	if (b->start > b->end) b->start = b->end;
	b->first = 0;
	me->buffered = b;
	return MPI_SUCCESS;
}

int buffered_detach(struct process *me, void **buffer, int *size)
{
	struct bsend_buffer *b = me->buffered;
	if (!b) return error_note(me, MPI_ERR_BUFFER, "no buffer is attached");
	buffered_end(me);
	*buffer = b->given;
	*size = b->size;
	me->buffered = 0;
	free(b);
	return MPI_SUCCESS;
}
