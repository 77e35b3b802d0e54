/* Making a datatype ready for use. */
#include "run.h"

int type_commit(datatype *t)
{
	if (t->flags & TYPE_COMMITTED) return MPI_SUCCESS;
	int error = type_find_runs(t);
	if (error) return error;
	const struct run *r = t->runs;
	int one_block = t->run_count == 1 && r->count == 1 && !r->body && !r->at;
	if (one_block && !t->lb && t->extent == (MPI_Aint)t->size) t->flags |= TYPE_DENSE;
	t->flags |= TYPE_COMMITTED;
	return MPI_SUCCESS;
}
