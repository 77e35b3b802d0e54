/* Probes (MPI-3.1, 3.8). */
#include "call.h"
#include "check.h"
#include "p2p/probe.h"

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
	MPI_Status nobody;
	status_of_nobody(&nobody);
	status_give(status, &nobody);
	return 1;
}

MPI_CALL(Probe, (int source, int tag, MPI_Comm comm, MPI_Status *status))
{
	ENTER(Probe);
	struct probe p;
	int error = prepare(me, &p, source, tag, comm);
	if (error || of_nobody(source, status)) return error;
	p2p_probe(&p, 1);
	if (p.error) return fail_noted(p.comm, p.error);
	describe(p.found, status);
	return MPI_SUCCESS;
}

MPI_CALL(Iprobe, (int source, int tag, MPI_Comm comm, int *flag, MPI_Status *status))
{
	ENTER(Iprobe);
	struct probe p;
	int error = prepare(me, &p, source, tag, comm);
	if (error || (*flag = of_nobody(source, status))) return error;
	p2p_probe(&p, 0);
	if (p.error) return fail_noted(p.comm, p.error);
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
	p2p_probe(&p, 1);
	if (p.error) return fail_noted(p.comm, p.error);
	describe(p.found, status);
	*message = (MPI_Message)p2p_take_message(&p);
	return MPI_SUCCESS;
}

MPI_CALL(Improbe,
	(int source, int tag, MPI_Comm comm, int *flag, MPI_Message *message, MPI_Status *status))
{
	ENTER(Improbe);
	struct probe p;
	int error = prepare(me, &p, source, tag, comm);
	if (error) return error;
	if ((*flag = of_nobody(source, status))) {
		*message = MPI_MESSAGE_NO_PROC;
		return MPI_SUCCESS;
	}
	p2p_probe(&p, 0);
	if (p.error) return fail_noted(p.comm, p.error);
	if (!(*flag = !!p.found)) return MPI_SUCCESS;
	describe(p.found, status);
	*message = (MPI_Message)p2p_take_message(&p);
	return MPI_SUCCESS;
}

/* The receive of a message; NULL after an error. It may be complete. */
static request *receive_message(struct process *me, void *buffer, int count, MPI_Datatype type,
	MPI_Message *message, int *error)
{
	struct message *u = (struct message *)*message;
	int nobody = *message == MPI_MESSAGE_NO_PROC;
	if (!nobody && !object_valid(u, OBJECT_MESSAGE)) {
		*error = fail(0, MPI_ERR_REQUEST,
			*message ? "expected a message, got %p, which is none or was received"
					 : "expected a message, got MPI_MESSAGE_NULL",
			(void *)u);
		return 0;
	}
	struct comm *c = nobody ? me->world : u->comm;
	datatype *t;
	request *r = 0;
	if (!check_count(c, count, error) || !(t = check_type(c, type, error)) ||
		!check_buffer(c, buffer, count, t, error))
		return 0;
	if (!nobody) r = p2p_receive_message(me, buffer, count, t, u);
	else if (p2p_irecv(buffer, count, t, MPI_PROC_NULL, MPI_ANY_TAG, c, c->context, &r)) r = 0;
	if (!r) *error = fail(c, MPI_ERR_NO_MEM, "no memory for a request");
	else *message = MPI_MESSAGE_NULL;
	return r;
}

MPI_CALL(
	Mrecv, (void *buffer, int count, MPI_Datatype type, MPI_Message *message, MPI_Status *status))
{
	ENTER(Mrecv);
	int error;
	request *r = receive_message(me, buffer, count, type, message, &error);
	if (!r) return error;
	struct comm *c = r->comm;
	comm_keep(c);
	error = request_wait(r, status);
	if (error) error = fail_noted(c, error);
	comm_release(c);
	return error;
}

MPI_CALL(Imrecv,
	(void *buffer, int count, MPI_Datatype type, MPI_Message *message, MPI_Request *request_))
{
	ENTER(Imrecv);
	int error;
	request *r = receive_message(me, buffer, count, type, message, &error);
	if (!r) return error;
	*request_ = r;
	return MPI_SUCCESS;
}
