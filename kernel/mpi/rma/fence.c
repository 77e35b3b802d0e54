/* Active synchronisation: a fence is a barrier; post, start, complete and wait are messages between those concerned. */
#include <stdlib.h>
#include "coll/coll.h"
#include "p2p/p2p.h"
#include "rma.h"

int rma_barrier(struct win *w) { return coll_synchronize(w->comm); }

/* The window's communicator carries nothing else with these tags. */
enum { TAG_POSTED = 1, TAG_COMPLETED };

static int rank_of(const struct win *w, int process)
{
	return group_rank_of(w->comm->group, process);
}

static int tell(struct win *w, int rank, int tag)
{
	return p2p_send(0, 0, MPI_BYTE, rank, tag, w->comm, w->comm->context);
}

int rma_post(struct win *w, struct group *g, int told)
{
	struct win_state *s = w->state;
	s->completions = calloc(g->size ? g->size : 1, sizeof *s->completions);
	if (!s->completions) return MPI_ERR_NO_MEM;
	s->posted = g;
	group_keep(g);
	int error = MPI_SUCCESS;
	for (int i = 0; i < g->size && !error; i++) {
		int rank = rank_of(w, g->process[i]);
		error = p2p_irecv(
			0, 0, MPI_BYTE, rank, TAG_COMPLETED, w->comm, w->comm->context, &s->completions[i]);
		if (!error && told) error = tell(w, rank, TAG_POSTED);
	}
	return error;
}

int rma_start(struct win *w, struct group *g, int told)
{
	struct win_state *s = w->state;
	s->fenced = 0;
	s->started = g;
	group_keep(g);
	int error = MPI_SUCCESS;
	for (int i = 0; i < g->size && !error; i++) {
		int rank = rank_of(w, g->process[i]);
		s->targets[rank].started = 1;
		if (told)
			error = p2p_recv(
				0, 0, MPI_BYTE, rank, TAG_POSTED, w->comm, w->comm->context, MPI_STATUS_IGNORE);
	}
	return error;
}

int rma_complete(struct win *w)
{
	struct win_state *s = w->state;
	struct group *g = s->started;
	int error = MPI_SUCCESS;
	for (int i = 0; i < g->size; i++) {
		int rank = rank_of(w, g->process[i]), e = tell(w, rank, TAG_COMPLETED);
		s->targets[rank].started = 0;
		if (!error) error = e;
	}
	s->started = 0;
	group_release(g);
	return error;
}

int rma_wait(struct win *w)
{
	struct win_state *s = w->state;
	int error = request_wait_all(s->posted->size, s->completions);
	free(s->completions);
	s->completions = 0;
	group_release(s->posted);
	s->posted = 0;
	return error;
}

int rma_test(const struct win *w)
{
	const struct win_state *s = w->state;
	for (int i = 0; i < s->posted->size; i++)
		if (s->completions[i] && !s->completions[i]->complete) return 0;
	return 1;
}
