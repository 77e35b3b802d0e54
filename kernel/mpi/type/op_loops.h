/* What the predefined operations do to arrays of basic types. */
#ifndef MPI_OP_LOOPS_H
#define MPI_OP_LOOPS_H

#include "op.h"

enum loop {
	LOOP_MAX,
	LOOP_MIN,
	LOOP_SUM,
	LOOP_PROD,
	LOOP_LAND,
	LOOP_BAND,
	LOOP_LOR,
	LOOP_BOR,
	LOOP_LXOR,
	LOOP_BXOR,
	LOOP_MINLOC,
	LOOP_MAXLOC,
	LOOPS,
	LOOP_REPLACE = LOOPS,
	LOOP_NO_OP
};

/* inout[i] = in[i] op inout[i]; NULL where the operation is not defined for the type. */
typedef void op_loop(const void *in, void *inout, int count);
extern op_loop *const op_loops[LOOPS][BASICS];

#endif
