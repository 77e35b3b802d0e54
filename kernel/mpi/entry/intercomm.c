/* Inter-communicators (MPI-3.1, 6.6.2). */
#include <string.h>
#include "arguments.h"
#include "comm/make.h"
#include "comm/talk.h"
#include "p2p/p2p.h"

/* What the leaders tell each other, and then their groups. */
struct hello {
	int error, size, context, process;
};

static int overlap(const struct group *a, const struct group *b)
{
	for (int i = 0; i < a->size; i++)
		if (group_rank_of(b, a->process[i]) != MPI_UNDEFINED) return 1;
	return 0;
}

/* The leader's part: arguments that only it has are checked by it alone, so it tells its group also what is wrong. */
static struct group *meet(
	struct comm *c, MPI_Comm peers, int remote_leader, int tag, struct hello *theirs)
{
	struct comm *p = comm_of(peers);
	theirs->error = MPI_ERR_COMM;
	if (!p)
		return (void)fail(c, MPI_ERR_COMM,
				   "expected a communicator with the other group's leader, got %p", (void *)peers),
			   NULL;
	theirs->error = MPI_ERR_RANK;
	if (remote_leader < 0 || remote_leader >= comm_remote_size(p))
		return (void)fail(c, MPI_ERR_RANK, "expected a remote leader from 0 to %d, got %d",
				   comm_remote_size(p) - 1, remote_leader),
			   NULL;
	if (comm_process(p, remote_leader) == self()->number)
		return (void)fail(c, MPI_ERR_RANK,
				   "expected two different leaders, got this process as the remote one, too"),
			   NULL;
	struct hello mine = { MPI_SUCCESS, c->size, comm_new_context(), self()->number };
	tag = INTERCOMM_TAGS | (tag & (INTERCOMM_TAGS - 1));
	int error = p2p_sendrecv(&mine, sizeof mine, MPI_BYTE, remote_leader, tag, theirs,
		sizeof *theirs, MPI_BYTE, remote_leader, tag, p, p->context + 1, MPI_STATUS_IGNORE);
	struct group *remote = error ? 0 : group_new(theirs->size);
	if (!error && !remote) error = MPI_ERR_NO_MEM;
	if (!error)
		error = p2p_sendrecv(c->group->process, c->size, MPI_INT, remote_leader, tag,
			remote->process, theirs->size, MPI_INT, remote_leader, tag, p, p->context + 1,
			MPI_STATUS_IGNORE);
	theirs->error = error;
	if (error) return fail_noted(c, error), remote;
	/* The number that counts is that of the leader who comes first in MPI_COMM_WORLD. */
	if (mine.process < theirs->process) theirs->context = mine.context;
	if (overlap(c->group, remote))
		theirs->error = fail(c, MPI_ERR_COMM, "expected two groups without a common process");
	return remote;
}

MPI_CALL(Intercomm_create,
	(MPI_Comm local, int local_leader, MPI_Comm peers, int remote_leader, int tag, MPI_Comm *comm))
{
	ENTER(Intercomm_create);
	INTRACOMM_ARGUMENT(c, local);
	EXPECT(c, local_leader >= 0 && local_leader < c->size, MPI_ERR_RANK,
		"expected a local leader from 0 to %d, got %d", c->size - 1, local_leader);
	EXPECT(c, tag >= 0, MPI_ERR_TAG, "expected a tag of 0 or more, got %d", tag);
	EXPECT_PLACE(c, comm, "the communicator");
	*comm = MPI_COMM_NULL;
	struct participants all = participants_of(c);
	struct {
		struct hello theirs;
		int local_context;
	} told = { 0 };
	struct group *remote = 0;
	int leads = c->rank == local_leader;
	if (leads) {
		remote = meet(c, peers, remote_leader, tag, &told.theirs);
		told.local_context = comm_new_context();
	}
	int error = talk_all(&all, local_leader, &told, sizeof told);
	if (!error && told.theirs.error) {
		if (remote) group_release(remote);
		return leads
			? told.theirs.error
			: fail(c, told.theirs.error, "the local leader could not reach the other group");
	}
	if (!error && !leads) remote = group_new(told.theirs.size);
	if (!error && !remote) error = MPI_ERR_NO_MEM;
	if (!error)
		error = talk_all(&all, local_leader, remote->process, told.theirs.size * sizeof(int));
	struct comm *made = error ? 0 : comm_new_inter(c, c->group, remote);
	if (remote) group_release(remote);
	if (error) return fail_noted(c, error);
	EXPECT(c, made, MPI_ERR_NO_MEM, "for a communicator");
	made->context = told.theirs.context;
	made->local->context = told.local_context;
	*comm = comm_handle(made);
	return MPI_SUCCESS;
}

MPI_CALL(Intercomm_merge, (MPI_Comm old, int high, MPI_Comm *comm))
{
	ENTER(Intercomm_merge);
	COMM_ARGUMENT(c, old);
	EXPECT(c, c->remote, MPI_ERR_COMM, "expected an inter-communicator, got an intra-communicator");
	EXPECT_PLACE(c, comm, "the communicator");
	*comm = MPI_COMM_NULL;
	int theirs;
	high = !!high;
	int error = talk_across(c, &high, sizeof(int), &theirs, sizeof(int));
	if (error) return fail_noted(c, error);
	/* Groups that say the same stand in the order of their first processes. */
	int first = high != theirs ? !high : c->group->process[0] < c->remote->process[0];
	const struct group *low = first ? c->group : c->remote, *up = first ? c->remote : c->group;
	struct group *g = group_new(low->size + up->size);
	EXPECT(c, g, MPI_ERR_NO_MEM, "for a group");
	memcpy(g->process, low->process, low->size * sizeof(int));
	memcpy(g->process + low->size, up->process, up->size * sizeof(int));
	group_find_rank(g);
	struct comm *made;
	error = comm_make(c, g, &made);
	group_release(g);
	if (error) return fail_noted(c, error);
	*comm = comm_handle(made);
	return MPI_SUCCESS;
}
