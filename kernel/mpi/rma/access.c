/* Where an operation reaches, and how bytes get there. */
#include <stdlib.h>
#include "coll/fast.h"
#include "rma.h"
#include "type/run.h"

int rma_failed(struct win *w, int error)
{
	if (likely(!error)) return MPI_SUCCESS;
	return fail_win(w, error, "%s", error == MPI_ERR_NO_MEM ? "no memory for the operation: give the isle more with --mem" :
		error == MPI_ERR_TRUNCATE ? "the two sides have different numbers of bytes" : "the target has ended, or the address is outside its memory");
}

struct win *check_win(MPI_Win handle, int *error)
{
	struct win *w = win_of(handle);
	if (!w) *error = fail_win(0, MPI_ERR_WIN, handle ? "%p is no window, or one that was freed" : "expected a window, got MPI_WIN_NULL", (void *)handle);
	return w;
}

int check_target(struct win *w, int rank, int *error)
{
	if (rank == MPI_PROC_NULL || (unsigned)rank < (unsigned)w->comm->size) return 1;
	*error = fail_win(w, MPI_ERR_RANK, "expected a rank from 0 to %d, got %d", w->comm->size - 1, rank);
	return 0;
}

int check_assertion(struct win *w, int assertion, int allowed, int *error)
{
	if (!(assertion & ~allowed)) return 1;
	*error = fail_win(w, MPI_ERR_ASSERT, "expected a sum of the assertions that this function knows, got %#x", assertion);
	return 0;
}

/* ---- Dynamic windows: the list of what is attached there, fetched when it has changed ---- */

static int fetch_list(struct peer *p, struct target *t)
{
	struct header h;
	if (transport_get(p, t->header, &h, sizeof h)) return MPI_ERR_OTHER;
	if (h.version == t->version) return MPI_SUCCESS;
	size_t bytes = h.attached_count * sizeof *t->list;
	struct attached *list = realloc(t->list, bytes ? bytes : 1);
	if (!list) return MPI_ERR_NO_MEM;
	t->list = list;
	t->count = h.attached_count;
	t->version = h.version;
	return bytes && transport_get(p, h.attached, list, bytes) ? MPI_ERR_OTHER : MPI_SUCCESS;
}

static int attached_there(struct win *w, int rank, uint32_t first, uint32_t length)
{
	struct target *t = &w->state->targets[rank];
	struct peer *p = remote(self(), comm_process(w->comm, rank));
	if (!p || fetch_list(p, t)) return 0;
	/* What was attached in several pieces that adjoin may be accessed as one. */
	for (int i = 0; i < t->count; i++) {
		uint32_t skip = first - t->list[i].base;
		if (first < t->list[i].base || skip >= t->list[i].size) continue;
		if (length <= t->list[i].size - skip) return 1;
		length -= t->list[i].size - skip;
		first = t->list[i].base + t->list[i].size;
		i = -1;
	}
	return 0;
}

/* ---- Checks ---- */

static int in_epoch(const struct win *w, int rank)
{
	const struct win_state *s = w->state;
	return s->targets[rank].hold || s->locked_all || s->targets[rank].started || s->fenced;
}

/* What the checks found, to the window's handler. */
static int said(struct win *w, const void *buffer, int count, MPI_Datatype type, int *error)
{
	*error = fail_win(w, *error, "expected a count from 0 on, a committed datatype and memory of this process, got count %d, datatype %p, buffer %p", count,
		(void *)type, buffer);
	return 0;
}

int check_access(struct win *w, int rank, MPI_Aint offset, int count, MPI_Datatype type, struct side *there, int *error)
{
	const struct target *t = &w->state->targets[rank];
	if (!check_count(w->comm, count, error) || !(there->type = check_type(w->comm, type, error))) return said(w, 0, count, type, error);
	if (unlikely(!in_epoch(w, rank))) {
		*error = fail_win(w, MPI_ERR_RMA_SYNC, "there is no epoch for rank %d: call MPI_Win_fence, MPI_Win_start or MPI_Win_lock first", rank);
		return 0;
	}
	there->count = count;
	there->buffer = (char *)t->base + offset * t->unit;
	MPI_Aint before;
	size_t span = type_span(there->type, count, &before);
	if (!span) return 1;
	int64_t first = (w->flavor == MPI_WIN_FLAVOR_DYNAMIC ? (int64_t)(uint32_t)offset : (int64_t)offset * t->unit) + before;
	if (w->flavor == MPI_WIN_FLAVOR_DYNAMIC ? attached_there(w, rank, first, span) : first >= 0 && first + (int64_t)span <= t->size) return 1;
	if (w->flavor == MPI_WIN_FLAVOR_DYNAMIC)
		*error = fail_win(w, MPI_ERR_RMA_RANGE, "the %zu bytes from address %#lx on are not attached to the window of rank %d", span, (unsigned long)first, rank);
	else
		*error = fail_win(w, MPI_ERR_RMA_RANGE, "expected an access within the %u bytes of rank %d's window, got %zu bytes from byte %lld on", (unsigned)t->size, rank,
			span, (long long)first);
	return 0;
}

int check_origin(struct win *w, const void *buffer, int count, MPI_Datatype type, struct side *here, int *error)
{
	here->buffer = (char *)buffer;
	here->count = count;
	return (check_count(w->comm, count, error) && (here->type = check_type(w->comm, type, error)) && check_buffer(w->comm, buffer, count, here->type, error))
		|| said(w, buffer, count, type, error);
}

/* ---- Bytes ---- */

struct walk { struct peer *peer; char *packed; size_t left; int put; };

static int block(struct walk *k, uint32_t address, size_t length)
{
	if (length > k->left) length = k->left;
	int error = k->put ? transport_put(k->peer, address, k->packed, length) : transport_get(k->peer, address, k->packed, length);
	k->packed += length;
	k->left -= length;
	return error ? MPI_ERR_OTHER : MPI_SUCCESS;
}

static int walk(struct walk *k, uint32_t at, const struct run *runs, int n)
{
	int error = MPI_SUCCESS;
	for (const struct run *r = runs; r < runs + n && k->left && !error; r++) {
		if (!r->body && r->stride == (MPI_Aint)r->length) {
			error = block(k, at + r->at, r->count * r->length);
			continue;
		}
		for (size_t i = 0; i < r->count && k->left && !error; i++) {
			uint32_t piece = at + r->at + i * r->stride;
			error = r->body ? walk(k, piece, r->body, r->body_count) : block(k, piece, r->length);
		}
	}
	return error;
}

static int access(struct peer *p, const struct side *there, char *packed, size_t length, int put)
{
	struct walk k = { p, packed, length, put };
	void *whole = type_whole(there->type, there->buffer, there->count);
	if (likely(whole != 0 || !length)) return length ? block(&k, (uint32_t)whole, length) : MPI_SUCCESS;
	struct run elements = { .stride = there->type->extent, .count = there->count, .length = there->type->size, .body = there->type->runs,
		.body_count = there->type->run_count };
	return walk(&k, (uint32_t)there->buffer, &elements, 1);
}

int access_put(struct peer *p, const struct side *there, const char *packed, size_t length) { return access(p, there, (char *)packed, length, 1); }
int access_get(struct peer *p, const struct side *there, char *packed, size_t length) { return access(p, there, packed, length, 0); }

int rma_barrier(struct win *w)
{
	struct coll_state *lines = fast_of(w->comm);
	if (lines) return fast_barrier(w->comm, lines);
	struct plan p;
	plan_open(&p, w->comm);
	plan_barrier(&p);
	return plan_finish(&p);
}
