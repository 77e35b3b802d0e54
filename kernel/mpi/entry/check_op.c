/* The check of an operation. */
#include "check.h"
#include "object/fail.h"

operation *check_op(struct comm *c, MPI_Op handle, datatype *t, int *error)
{
	operation *op = op_of(handle);
	if (!op) {
		*error = fail(c, MPI_ERR_OP,
			handle ? "expected an operation, got %p, which is none or was freed"
				   : "expected an operation, got MPI_OP_NULL",
			(void *)handle);
		return 0;
	}
	int bad = op_check(op, t);
	if (likely(!bad)) return op;
	*error = fail(c, bad, "%s is not defined for the datatype %s",
		op->name ? op->name : "the operation", t->name);
	return 0;
}
