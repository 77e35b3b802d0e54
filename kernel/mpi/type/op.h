/* Operations of reductions. */
#ifndef MPI_OP_H
#define MPI_OP_H

#include "datatype.h"

struct mpi_op {
	struct object object;
	int commutes;
	MPI_User_function *user;  /* NULL: predefined */
	int number;               /* of a predefined one: row of op_apply's table */
	const char *name; /* "MPI_SUM"; of the program's own: "an operation of the program's" */
};
typedef struct mpi_op operation;

static inline operation *op_of(MPI_Op handle)
{
	return object_valid(handle, OBJECT_OP) ? handle : 0;
}
/* Whether the operation is defined for the type (MPI-3.1, 5.9.2): MPI_SUCCESS, MPI_ERR_OP or MPI_ERR_TYPE. */
int op_check(const operation *op, const datatype *t);
/* inout[i] = in[i] op inout[i]. Checked before. The two do not overlap. */
void op_apply(const operation *op, const void *in, void *inout, int count, datatype *t);
void op_keep(operation *op);
void op_release(operation *op);

#endif
