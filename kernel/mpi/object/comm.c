/* Communicators: what they are, and the first two. Making others: comm/. */
#include <stdlib.h>
#include <string.h>
#include "comm.h"
#include "env/process.h"
#include "errhandler.h"
#include "info.h"
#include "topology.h"

weak void coll_release(struct coll_state *state) {}

struct comm *comm_of(MPI_Comm handle)
{
	if (likely(handle == MPI_COMM_WORLD)) return self()->world;
	if (handle == MPI_COMM_SELF) return self()->alone;
	return object_valid(handle, OBJECT_COMM) ? (struct comm *)handle : 0;
}

MPI_Comm comm_handle(struct comm *c)
{
	struct process *me = self();
	return c == me->world ? MPI_COMM_WORLD : c == me->alone ? MPI_COMM_SELF : (MPI_Comm)c;
}

struct comm *comm_new(struct group *group, struct group *remote, int context)
{
	struct comm *c = malloc(sizeof *c);
	if (!c) return 0;
	*c = (struct comm){ .object = { OBJECT_COMM, 1 },
		.context = context,
		.rank = group->rank,
		.size = group->size,
		.group = group,
		.remote = remote,
		.errors = &errors_are_fatal };
	group_keep(group);
	if (remote) group_keep(remote);
	struct process *me = self();
	c->next = me->comms;
	if (c->next) c->next->previous = c;
	me->comms = c;
	return c;
}

void comm_inherit(struct comm *c, const struct comm *old)
{
	errhandler_keep(old->errors);
	errhandler_release(c->errors);
	c->errors = old->errors;
}

int comm_hints(struct comm *c, const struct info *given)
{
	/* Those of MPI-4.0, 7.4.4, which many programs set. */
	static const char *const known[] = { "mpi_assert_no_any_tag", "mpi_assert_no_any_source",
		"mpi_assert_exact_length", "mpi_assert_allow_overtaking", 0 };
	if (!c->info) c->info = info_copy(0);
	return c->info ? info_take(c->info, given, known) : MPI_ERR_NO_MEM;
}

void comm_keep(struct comm *c) { c->object.references++; }

void comm_release(struct comm *c)
{
	if (--c->object.references) return;
	c->object.kind = 0;
	if (c->previous) c->previous->next = c->next;
	else self()->comms = c->next;
	if (c->next) c->next->previous = c->previous;
	if (c->coll) coll_release(c->coll);
	if (c->local) comm_release(c->local);
	if (c->topology) topology_release(c->topology);
	if (c->info) info_release(c->info);
	if (c->remote) group_release(c->remote);
	group_release(c->group);
	errhandler_release(c->errors);
	free(c);
}

static struct comm *first_comm(int size, int process, int context, const char *name)
{
	struct group *g = group_new(size);
	if (!g) return 0;
	for (int rank = 0; rank < size; rank++) g->process[rank] = size == 1 ? process : rank;
	g->rank = size == 1 ? 0 : process;
	struct comm *c = comm_new(g, 0, context);
	group_release(g);
	if (c) strcpy(c->name, name);
	return c;
}

int comms_begin(void)
{
	struct process *me = self();
	me->world = first_comm(me->processes, me->number, WORLD_CONTEXT, "MPI_COMM_WORLD");
	me->alone = first_comm(1, me->number, SELF_CONTEXT, "MPI_COMM_SELF");
	return me->world && me->alone ? MPI_SUCCESS : MPI_ERR_NO_MEM;
}
