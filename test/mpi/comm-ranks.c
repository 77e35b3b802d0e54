/* Ranks of one isle share memory: they are together when communicators are split by that. */
// run: --ranks-per-isle 2
// ranks: 1 2
// native: no
#include "show.h"

int main(int argc, char **argv)
{
	int here, there, key, flag;
	void *value;
	MPI_Comm isle, c;
	begin(&argc, &argv);
	MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, -rank, MPI_INFO_NULL, &isle);
	MPI_Comm_rank(isle, &here), MPI_Comm_size(isle, &there);
	/* Each rank has keys and values of its own. */
	MPI_Comm_create_keyval(MPI_COMM_DUP_FN, MPI_COMM_NULL_DELETE_FN, &key, NULL);
	MPI_Comm_set_attr(isle, key, (void *)(intptr_t)(rank + 10));
	MPI_Comm_dup(isle, &c);
	MPI_Comm_get_attr(c, key, &value, &flag);
	show("%d of %d: %d of %d on its isle, %d %d", rank, size, here, there, flag, (int)(intptr_t)value);
	MPI_Finalize();
	return 0;
}
