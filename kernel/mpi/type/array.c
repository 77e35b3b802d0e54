/* Subarrays and distributed arrays, made of simpler constructors. */
#include "constructor.h"

/* Dimensions from the one whose elements adjoin outwards. */
static int inner_dimension(int order, int dims, int i)
{
	return order == MPI_ORDER_C ? dims - 1 - i : i;
}

datatype *type_subarray(
	int dims, const int sizes[], const int subsizes[], const int starts[], int order, datatype *old)
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

/*
 * One dimension, of which this process has every `processes`th block of `length` of the `size` elements, from block number `first_block` on. The
 * elements are `stride` bytes apart. Takes the element's type.
 */
static datatype *distribute(
	int size, int length, int processes, int first_block, MPI_Aint stride, datatype *element)
{
	MPI_Count first = (MPI_Count)first_block * length, round = (MPI_Count)processes * length;
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
	return make_displaced(at,
		full ? make_hvector(full, length, round * stride, element)
			 : make_contiguous(rest, element));
}

datatype *type_darray(int rank, int dims, const int sizes[], const int distributions[],
	const int arguments[], const int processes[], int order, datatype *old)
{
	type_keep(old);
	datatype *t = old;
	MPI_Aint stride = old->extent;
	for (int i = 0; i < dims; i++) {
		int d = inner_dimension(order, dims, i), many = processes[d], argument = arguments[d];
		/* The grid's processes are numbered with the last dimension running fastest, in both orders. */
		int inner = 1;
		for (int j = d + 1; j < dims; j++) inner *= processes[j];
		int length = distributions[d] == MPI_DISTRIBUTE_NONE ? sizes[d]
			: argument != MPI_DISTRIBUTE_DFLT_DARG           ? argument
			: distributions[d] == MPI_DISTRIBUTE_BLOCK       ? (sizes[d] + many - 1) / many
															 : 1;
		t = distribute(sizes[d], length, many, rank / inner % many, stride, t);
		stride *= sizes[d];
	}
	return make_resized(0, stride, t);
}
