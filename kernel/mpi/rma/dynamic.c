/* What is attached to a dynamic window: a list in each process, which the others fetch when its version has changed. */
#include <stdlib.h>
#include <string.h>
#include "p2p/meet.h"
#include "rma.h"

/* Makes room for one more. Before the entries stands one that links old lists, which others may be reading still. */
static int room(struct win_state *s)
{
	if (s->list_count < s->list_room) return 1;
	int more = s->list_room ? 2 * s->list_room : 15;
	struct attached *list = calloc(more + 1, sizeof *list);
	if (!list) return 0;
	if (s->list) {
		memcpy(list + 1, s->list, s->list_count * sizeof *list);
		void **old = (void **)(s->list - 1);
		*old = s->old_lists;
		s->old_lists = old;
	}
	s->list = list + 1;
	s->list_room = more;
	return 1;
}

static void publish(struct win_state *s)
{
	s->header->attached = (int)s->list;
	s->header->attached_count = s->list_count;
	add(&s->header->version, 1);
}

const struct attached *rma_overlap(const struct win *w, uint32_t base, uint32_t size)
{
	const struct win_state *s = w->state;
	for (const struct attached *a = s->list; a < s->list + s->list_count; a++)
		if (a->size && base < a->base + a->size && a->base < base + size) return a;
	return 0;
}

int rma_attach(struct win *w, uint32_t base, uint32_t size)
{
	struct win_state *s = w->state;
	int at = 0;
	while (at < s->list_count && s->list[at].size) at++;
	if (at == s->list_count) {
		if (!room(s)) return MPI_ERR_NO_MEM;
		s->list_count++;
	}
	s->list[at] = (struct attached){ base, size };
	publish(s);
	return MPI_SUCCESS;
}

int rma_detach(struct win *w, uint32_t base)
{
	struct win_state *s = w->state;
	for (int i = 0; i < s->list_count; i++)
		if (s->list[i].size && s->list[i].base == base) {
			s->list[i] = (struct attached){ 0, 0 };
			publish(s);
			return 1;
		}
	return 0;
}

/* ---- The lists of others ---- */

static int fetch_list(struct peer *p, struct target *t)
{
	struct win_header h;
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

int rma_is_attached(struct win *w, int rank, uint32_t first, uint32_t length)
{
	struct target *t = &w->state->targets[rank];
	struct peer *p = p2p_peer(self(), comm_process(w->comm, rank));
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
