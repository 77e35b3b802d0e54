/* Probes (MPI-3.1, 3.8). */
#include "check.h"
#include "p2p/match.h"

struct probe {
	struct process *me;
	struct comm *comm;
	int rank, tag, error;
	struct message *found;
};

/* Also done when what it waits for never comes. */
static int probed(void *argument)
{
	struct probe *p = argument;
	p->found = match_find(p->me->matching, p->comm->context, p->rank, p->tag);
	if (!p->found && unlikely(p->me->transport->gone)) p->error = never_comes(p->me, p->comm, p->rank < 0 ? -1 : comm_process(p->comm, p->rank));
	return p->found || p->error;
}

static void describe(const struct message *u, MPI_Status *status)
{
	if (status == MPI_STATUS_IGNORE) return;
	status->MPI_SOURCE = u->cell.what >> CELL_RANK_SHIFT;
	status->MPI_TAG = u->cell.tag;
	status->_bytes = u->cell.bytes;
	status->_cancelled = 0;
}

static int prepare(struct process *me, struct probe *p, int source, int tag, MPI_Comm comm)
{
	int error;
	struct comm *c = check_comm(comm, &error);
	if (!c || !check_source(c, source, &error) || !check_recv_tag(c, tag, &error)) return error;
	*p = (struct probe){ me, c, source, tag, MPI_SUCCESS, 0 };
	return MPI_SUCCESS;
}

/* From nobody there is always an empty message. */
static int of_nobody(int source, MPI_Status *status)
{
	if (source != MPI_PROC_NULL) return 0;
	if (status != MPI_STATUS_IGNORE) status_of_nobody(status);
	return 1;
}

static void look(struct probe *p, int wait)
{
	if (wait) progress_until(p->me, probed, p);
	else if (!probed(p)) {
		progress(p->me);
		probed(p);
	}
}

/* Hands the message over to the program: no receive meets it any more. */
static MPI_Message hand_over(struct probe *p)
{
	struct message *u = p->found;
	match_take(p->me->matching, u);
	u->object = (struct object){ OBJECT_MESSAGE, 1 };
	u->comm = p->comm;
	comm_keep(u->comm);
	return (MPI_Message)u;
}

MPI_CALL(Probe, (int source, int tag, MPI_Comm comm, MPI_Status *status))
{
	ENTER(Probe);
	struct probe p;
	int error = prepare(me, &p, source, tag, comm);
	if (error || of_nobody(source, status)) return error;
	look(&p, 1);
	if (p.error) return p2p_fail(p.comm, p.error);
	describe(p.found, status);
	return MPI_SUCCESS;
}

MPI_CALL(Iprobe, (int source, int tag, MPI_Comm comm, int *flag, MPI_Status *status))
{
	ENTER(Iprobe);
	struct probe p;
	int error = prepare(me, &p, source, tag, comm);
	if (error || (*flag = of_nobody(source, status))) return error;
	look(&p, 0);
	if (p.error) return p2p_fail(p.comm, p.error);
	if ((*flag = !!p.found)) describe(p.found, status);
	return MPI_SUCCESS;
}

MPI_CALL(Mprobe, (int source, int tag, MPI_Comm comm, MPI_Message *message, MPI_Status *status))
{
	ENTER(Mprobe);
	struct probe p;
	int error = prepare(me, &p, source, tag, comm);
	if (error) return error;
	if (of_nobody(source, status)) {
		*message = MPI_MESSAGE_NO_PROC;
		return MPI_SUCCESS;
	}
	look(&p, 1);
	if (p.error) return p2p_fail(p.comm, p.error);
	describe(p.found, status);
	*message = hand_over(&p);
	return MPI_SUCCESS;
}

MPI_CALL(Improbe, (int source, int tag, MPI_Comm comm, int *flag, MPI_Message *message, MPI_Status *status))
{
	ENTER(Improbe);
	struct probe p;
	int error = prepare(me, &p, source, tag, comm);
	if (error) return error;
	if ((*flag = of_nobody(source, status))) {
		*message = MPI_MESSAGE_NO_PROC;
		return MPI_SUCCESS;
	}
	look(&p, 0);
	if (p.error) return p2p_fail(p.comm, p.error);
	if (!(*flag = !!p.found)) return MPI_SUCCESS;
	describe(p.found, status);
	*message = hand_over(&p);
	return MPI_SUCCESS;
}

/* The receive of a message that was handed over; NULL after an error. It may be complete. */
static request *receive_message(struct process *me, void *buffer, int count, MPI_Datatype type, MPI_Message *message, int *error)
{
	struct message *u = (struct message *)*message;
	int nobody = *message == MPI_MESSAGE_NO_PROC;
	if (!nobody && !object_valid(u, OBJECT_MESSAGE)) {
		*error = fail(0, MPI_ERR_REQUEST, *message ? "expected a message, got %p, which is none or was received" : "expected a message, got MPI_MESSAGE_NULL", (void *)u);
		return 0;
	}
	struct comm *c = nobody ? me->world : u->comm;
	datatype *t;
	if (!check_count(c, count, error) || !(t = check_type(c, type, error)) || !check_buffer(c, buffer, count, t, error)) return 0;
	int rank = nobody ? MPI_PROC_NULL : u->cell.what >> CELL_RANK_SHIFT;
	request *r = transfer_new(&receive_kind, buffer, count, t, rank, MPI_ANY_TAG, c, c->context, SEND_STANDARD);
	if (!r) {
		*error = fail(c, MPI_ERR_NO_MEM, "no memory for a request");
		return 0;
	}
	*message = MPI_MESSAGE_NULL;
	if (nobody) {
		receive_kind.start(r);
		return r;
	}
	transfer_set((struct transfer *)r, buffer, count, t, rank, MPI_ANY_TAG, c, c->context);
	receive_from(me, (struct transfer *)r, u->process, &u->cell, u->bytes);
	u->object.kind = 0;
	message_free(me, u);
	comm_release(c);
	return r;
}

MPI_CALL(Mrecv, (void *buffer, int count, MPI_Datatype type, MPI_Message *message, MPI_Status *status))
{
	ENTER(Mrecv);
	int error;
	request *r = receive_message(me, buffer, count, type, message, &error);
	if (!r) return error;
	struct comm *c = r->comm;
	comm_keep(c);
	error = request_wait(r, status);
	if (error) error = p2p_fail(c, error);
	comm_release(c);
	return error;
}

MPI_CALL(Imrecv, (void *buffer, int count, MPI_Datatype type, MPI_Message *message, MPI_Request *request_))
{
	ENTER(Imrecv);
	int error;
	request *r = receive_message(me, buffer, count, type, message, &error);
	if (!r) return error;
	*request_ = r;
	return MPI_SUCCESS;
}
