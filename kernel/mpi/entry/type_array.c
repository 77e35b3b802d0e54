/* Subarrays and distributed arrays (MPI-3.1, 4.1.3 and 4.1.4), made of simpler constructors. */
#include <string.h>
#include "arguments.h"
#include "type/constructor.h"

/* Dimensions from the one whose elements adjoin outwards. */
static int inner_dimension(int order, int dims, int i) { return order == MPI_ORDER_C ? dims - 1 - i : i; }

static datatype *subarray(int dims, const int sizes[], const int subsizes[], const int starts[], int order, datatype *old)
{
	MPI_Aint stride = old->extent, at = 0;
	type_keep(old);
	datatype *t = old;
	for (int i = 0; i < dims; i++) {
		int d = inner_dimension(order, dims, i);
		t = i ? make_hvector(subsizes[d], 1, stride, t) : make_contiguous(subsizes[d], t);
		at += starts[d] * stride;
		stride *= sizes[d];
	}
	return make_resized(0, stride, make_displaced(at, t));
}

#define EXPECT_DIMS(dims) EXPECT(0, (dims) > 0, MPI_ERR_ARG, "expected 1 dimension or more, got %d", dims)
#define EXPECT_ORDER(order) \
	EXPECT(0, (order) == MPI_ORDER_C || (order) == MPI_ORDER_FORTRAN, MPI_ERR_ARG, "expected MPI_ORDER_C or MPI_ORDER_FORTRAN, got %d", order)
#define EXPECT_SIZES(dims, sizes, extent) do { \
		MPI_Count bytes = (extent); \
		for (int i = 0; i < (dims); i++) { \
			EXPECT(0, (sizes)[i] >= 1, MPI_ERR_ARG, "expected sizes of 1 or more, got %d in dimension %d", (sizes)[i], i); \
			bytes *= (sizes)[i]; \
			EXPECT(0, bytes <= UINT32_MAX && bytes >= INT32_MIN, MPI_ERR_ARG, "expected an array of less than 4 GiB"); \
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

MPI_CALL(Type_create_subarray, (int dims, const int sizes[], const int subsizes[], const int starts[], int order, MPI_Datatype old,
	MPI_Datatype *type))
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
		EXPECT(0, subsizes[i] >= 1 && subsizes[i] <= sizes[i], MPI_ERR_ARG, "expected a subsize from 1 to %d in dimension %d, got %d", sizes[i], i, subsizes[i]);
		EXPECT(0, starts[i] >= 0 && starts[i] <= sizes[i] - subsizes[i], MPI_ERR_ARG, "expected a start from 0 to %d in dimension %d, got %d",
			sizes[i] - subsizes[i], i, starts[i]);
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
	return give_equal(made, t, made ? subarray(dims, sizes, subsizes, starts, order, t) : 0, type);
}

/*
 * One dimension, of which this process has every `processes`th block of `length` of the `size` elements, from block number `place` on. The
 * elements are `stride` bytes apart. Takes the element's type.
 */
static datatype *distribute(int size, int length, int processes, int place, MPI_Aint stride, datatype *element)
{
	MPI_Count first = (MPI_Count)place * length, round = (MPI_Count)processes * length;
	MPI_Count left = size > first ? size - first : 0;
	int full = left / round, rest = left % round;
	if (rest >= length) full++, rest = 0;
	/* Elements must be `stride` apart in the blocks too, whatever the extent of what is inside. */
	element = make_resized(0, stride, element);
	MPI_Aint at = first * stride, last_at = at + full * round * stride;
	if (full && rest) {
		if (element) type_keep(element);
		datatype *tail = make_contiguous(rest, element);
		return make_pair(at, make_hvector(full, length, round * stride, element), last_at, tail);
	}
	return make_displaced(at, full ? make_hvector(full, length, round * stride, element) : make_contiguous(rest, element));
}

MPI_CALL(Type_create_darray, (int size, int rank, int dims, const int sizes[], const int distributions[], const int arguments[],
	const int processes[], int order, MPI_Datatype old, MPI_Datatype *type))
{
	ENTER(Type_create_darray);
	EXPECT(0, size >= 1, MPI_ERR_ARG, "expected 1 process or more, got %d", size);
	EXPECT(0, rank >= 0 && rank < size, MPI_ERR_RANK, "expected a rank from 0 to %d, got %d", size - 1, rank);
	EXPECT_DIMS(dims);
	EXPECT_ARRAY(0, sizes, dims, "sizes");
	EXPECT_ARRAY(0, distributions, dims, "distributions");
	EXPECT_ARRAY(0, arguments, dims, "distribution arguments");
	EXPECT_ARRAY(0, processes, dims, "process grid sizes");
	EXPECT_ORDER(order);
	TYPE_ARGUMENT(t, old);
	EXPECT_PLACE(0, type, "the datatype");
	EXPECT_SIZES(dims, sizes, t->extent);
	MPI_Count grid = 1;
	for (int i = 0; i < dims; i++) {
		int way = distributions[i], argument = arguments[i], many = processes[i];
		EXPECT(0, many >= 1, MPI_ERR_ARG, "expected 1 process or more in dimension %d, got %d", i, many);
		EXPECT(0, way == MPI_DISTRIBUTE_NONE || way == MPI_DISTRIBUTE_BLOCK || way == MPI_DISTRIBUTE_CYCLIC, MPI_ERR_ARG,
			"expected MPI_DISTRIBUTE_NONE, _BLOCK or _CYCLIC in dimension %d, got %d", i, way);
		EXPECT(0, argument == MPI_DISTRIBUTE_DFLT_DARG || argument >= 1 || way == MPI_DISTRIBUTE_NONE, MPI_ERR_ARG,
			"expected a distribution argument of 1 or more in dimension %d, got %d", i, argument);
		EXPECT(0, way != MPI_DISTRIBUTE_NONE || many == 1, MPI_ERR_ARG, "expected 1 process in dimension %d, which is not distributed, got %d", i, many);
		EXPECT(0, way != MPI_DISTRIBUTE_BLOCK || argument == MPI_DISTRIBUTE_DFLT_DARG || (MPI_Count)argument * many >= sizes[i], MPI_ERR_ARG,
			"expected blocks that cover %d elements in dimension %d, got %d blocks of %d", sizes[i], i, many, argument);
		grid *= many;
	}
	EXPECT(0, grid == size, MPI_ERR_ARG, "expected a grid of %d processes, got one of %lld", size, grid);
	struct constructor *made = constructor_new(MPI_COMBINER_DARRAY, 4 * dims + 4, 0, 1);
	if (!made) return fail(0, MPI_ERR_NO_MEM, "for a datatype");
	memcpy(made->integer, (int[]){ size, rank, dims }, 3 * sizeof(int));
	const int *const lists[] = { sizes, distributions, arguments, processes };
	for (int i = 0; i < 4; i++) memcpy(made->integer + 3 + i * dims, lists[i], dims * sizeof(int));
	made->integer[3 + 4 * dims] = order;
	type_keep(t);
	datatype *equal = t;
	MPI_Aint stride = t->extent;
	for (int i = 0; i < dims; i++) {
		int d = inner_dimension(order, dims, i), many = processes[d], argument = arguments[d];
		/* The grid's processes are numbered with the last dimension running fastest, in both orders. */
		int inner = 1;
		for (int j = d + 1; j < dims; j++) inner *= processes[j];
		int place = rank / inner % many;
		int length = distributions[d] == MPI_DISTRIBUTE_NONE ? sizes[d] : argument != MPI_DISTRIBUTE_DFLT_DARG ? argument :
			distributions[d] == MPI_DISTRIBUTE_BLOCK ? (sizes[d] + many - 1) / many : 1;
		equal = distribute(sizes[d], length, many, place, stride, equal);
		stride *= sizes[d];
	}
	return give_equal(made, t, make_resized(0, stride, equal), type);
}
