/* Subarrays and distributed arrays (MPI-3.1, 4.1.3 and 4.1.4). */
#include <string.h>
#include "type_give.h"

#define EXPECT_DIMS(dims) \
	EXPECT(0, (dims) > 0, MPI_ERR_ARG, "expected 1 dimension or more, got %d", dims)
#define EXPECT_ORDER(order) \
	EXPECT(0, (order) == MPI_ORDER_C || (order) == MPI_ORDER_FORTRAN, MPI_ERR_ARG, \
		"expected MPI_ORDER_C or MPI_ORDER_FORTRAN, got %d", order)
#define EXPECT_SIZES(dims, sizes, extent) \
	do { \
		MPI_Count bytes = (extent); \
		for (int i = 0; i < (dims); i++) { \
			EXPECT(0, (sizes)[i] >= 1, MPI_ERR_ARG, \
				"expected sizes of 1 or more, got %d in dimension %d", (sizes)[i], i); \
			bytes *= (sizes)[i]; \
			EXPECT(0, bytes <= UINT32_MAX && bytes >= INT32_MIN, MPI_ERR_ARG, \
				"expected an array of less than 4 GiB"); \
		} \
	} while (0)

/* Completes the constructor with the type that it is equal to. */
static int give_equal(struct constructor *made, datatype *old, datatype *equal, MPI_Datatype *type)
{
	if (made) {
		type_keep(old);
		made->type[0] = old;
		made->equal = equal;
	}
	if (made && equal) return type_give(made, type);
	if (made) constructor_release(made);
	else if (equal) type_release(equal);
	return fail(0, MPI_ERR_NO_MEM, "for a datatype");
}

MPI_CALL(Type_create_subarray,
	(int dims, const int sizes[], const int subsizes[], const int starts[], int order,
		MPI_Datatype old, MPI_Datatype *type))
{
	ENTER(Type_create_subarray);
	EXPECT_DIMS(dims);
	EXPECT_ARRAY(0, sizes, dims, "sizes");
	EXPECT_ARRAY(0, subsizes, dims, "subsizes");
	EXPECT_ARRAY(0, starts, dims, "starts");
	EXPECT_ORDER(order);
	TYPE_ARGUMENT(t, old);
	EXPECT_PLACE(0, type, "the datatype");
	EXPECT_SIZES(dims, sizes, t->extent);
	for (int i = 0; i < dims; i++) {
		EXPECT(0, subsizes[i] >= 1 && subsizes[i] <= sizes[i], MPI_ERR_ARG,
			"expected a subsize from 1 to %d in dimension %d, got %d", sizes[i], i, subsizes[i]);
		EXPECT(0, starts[i] >= 0 && starts[i] <= sizes[i] - subsizes[i], MPI_ERR_ARG,
			"expected a start from 0 to %d in dimension %d, got %d", sizes[i] - subsizes[i], i,
			starts[i]);
	}
	struct constructor *made = constructor_new(MPI_COMBINER_SUBARRAY, 3 * dims + 2, 0, 1);
	if (made) {
		int *integer = made->integer;
		integer[0] = dims;
		memcpy(integer + 1, sizes, dims * sizeof(int));
		memcpy(integer + 1 + dims, subsizes, dims * sizeof(int));
		memcpy(integer + 1 + 2 * dims, starts, dims * sizeof(int));
		integer[1 + 3 * dims] = order;
	}
	return give_equal(
		made, t, made ? type_subarray(dims, sizes, subsizes, starts, order, t) : 0, type);
}

/* The grid of processes, and how each dimension is distributed over it. */
static int check_grid(int size, int dims, const int sizes[], const int distributions[],
	const int arguments[], const int processes[])
{
	MPI_Count grid = 1;
	for (int i = 0; i < dims; i++) {
		int way = distributions[i], argument = arguments[i], many = processes[i];
		EXPECT(0, many >= 1, MPI_ERR_ARG, "expected 1 process or more in dimension %d, got %d", i,
			many);
		EXPECT(0,
			way == MPI_DISTRIBUTE_NONE || way == MPI_DISTRIBUTE_BLOCK ||
				way == MPI_DISTRIBUTE_CYCLIC,
			MPI_ERR_ARG, "expected MPI_DISTRIBUTE_NONE, _BLOCK or _CYCLIC in dimension %d, got %d",
			i, way);
		EXPECT(0,
			argument == MPI_DISTRIBUTE_DFLT_DARG || argument >= 1 || way == MPI_DISTRIBUTE_NONE,
			MPI_ERR_ARG, "expected a distribution argument of 1 or more in dimension %d, got %d", i,
			argument);
		EXPECT(0, way != MPI_DISTRIBUTE_NONE || many == 1, MPI_ERR_ARG,
			"expected 1 process in dimension %d, which is not distributed, got %d", i, many);
		EXPECT(0,
			way != MPI_DISTRIBUTE_BLOCK || argument == MPI_DISTRIBUTE_DFLT_DARG ||
				(MPI_Count)argument * many >= sizes[i],
			MPI_ERR_ARG,
			"expected blocks that cover %d elements in dimension %d, got %d blocks of %d", sizes[i],
			i, many, argument);
		grid *= many;
	}
	EXPECT(0, grid == size, MPI_ERR_ARG, "expected a grid of %d processes, got one of %lld", size,
		grid);
	return MPI_SUCCESS;
}

MPI_CALL(Type_create_darray,
	(int size, int rank, int dims, const int sizes[], const int distributions[],
		const int arguments[], const int processes[], int order, MPI_Datatype old,
		MPI_Datatype *type))
{
	ENTER(Type_create_darray);
	EXPECT(0, size >= 1, MPI_ERR_ARG, "expected 1 process or more, got %d", size);
	EXPECT(0, rank >= 0 && rank < size, MPI_ERR_RANK, "expected a rank from 0 to %d, got %d",
		size - 1, rank);
	EXPECT_DIMS(dims);
	EXPECT_ARRAY(0, sizes, dims, "sizes");
	EXPECT_ARRAY(0, distributions, dims, "distributions");
	EXPECT_ARRAY(0, arguments, dims, "distribution arguments");
	EXPECT_ARRAY(0, processes, dims, "process grid sizes");
	EXPECT_ORDER(order);
	TYPE_ARGUMENT(t, old);
	EXPECT_PLACE(0, type, "the datatype");
	EXPECT_SIZES(dims, sizes, t->extent);
	int error = check_grid(size, dims, sizes, distributions, arguments, processes);
	if (error) return error;
	struct constructor *made = constructor_new(MPI_COMBINER_DARRAY, 4 * dims + 4, 0, 1);
	if (!made) return fail(0, MPI_ERR_NO_MEM, "for a datatype");
	memcpy(made->integer, (int[]){ size, rank, dims }, 3 * sizeof(int));
	const int *const lists[] = { sizes, distributions, arguments, processes };
	for (int i = 0; i < 4; i++) memcpy(made->integer + 3 + i * dims, lists[i], dims * sizeof(int));
	made->integer[3 + 4 * dims] = order;
	return give_equal(made, t,
		type_darray(rank, dims, sizes, distributions, arguments, processes, order, t), type);
}
