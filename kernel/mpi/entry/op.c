/* Operations of programs (MPI-3.1, 5.9.5 to 5.9.7). */
#include <stdlib.h>
#include "arguments.h"
#include "check.h"

#define OP_ARGUMENT(o, handle) \
	operation *o = op_of(handle); \
	EXPECT(0, o, MPI_ERR_OP, \
		(handle) ? "%p is no operation, or one that was freed" \
				 : "expected an operation, got MPI_OP_NULL", \
		(void *)(handle))

MPI_CALL(Op_create, (MPI_User_function * function, int commutes, MPI_Op *op))
{
	ENTER(Op_create);
	EXPECT(0, function, MPI_ERR_ARG, "expected a function, got NULL");
	EXPECT_PLACE(0, op, "the operation");
	operation *o = malloc(sizeof *o);
	EXPECT(0, o, MPI_ERR_NO_MEM, "for an operation");
	*o = (operation){ .object = { OBJECT_OP, 1 },
		.commutes = !!commutes,
		.user = function,
		.name = "an operation of the program's" };
	*op = o;
	return MPI_SUCCESS;
}

MPI_CALL(Op_free, (MPI_Op * op))
{
	ENTER(Op_free);
	EXPECT_PLACE(0, op, "an operation");
	OP_ARGUMENT(o, *op);
	EXPECT(0, o->user, MPI_ERR_OP, "%s is predefined and can't be freed", o->name);
	/* Collectives under way may keep it, but the handle is none any more. */
	o->object.kind = 0;
	op_release(o);
	*op = MPI_OP_NULL;
	return MPI_SUCCESS;
}

MPI_CALL(Op_commutative, (MPI_Op op, int *commutes))
{
	ENTER(Op_commutative);
	OP_ARGUMENT(o, op);
	EXPECT_PLACE(0, commutes, "the flag");
	*commutes = o->commutes;
	return MPI_SUCCESS;
}

MPI_CALL(Reduce_local, (const void *in, void *inout, int count, MPI_Datatype type, MPI_Op op))
{
	ENTER(Reduce_local);
	int error;
	if (!check_count(0, count, &error)) return error;
	datatype *t = check_type(0, type, &error);
	if (!t) return error;
	operation *o = check_op(0, op, t, &error);
	if (!o) return error;
	if (!check_buffer(0, in, count, t, &error) || !check_buffer(0, inout, count, t, &error))
		return error;
	EXPECT(0, !count || in != inout, MPI_ERR_BUFFER, "expected two buffers, got the same twice");
	if (count) op_apply(o, in, inout, count, t);
	return MPI_SUCCESS;
}
