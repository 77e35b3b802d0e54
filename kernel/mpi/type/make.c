/* Makes a datatype from its constructor: size, bounds, alignment. */
#include <stdlib.h>
#include "constructor.h"

/* Gathers what the blocks of a type make of it. In 64 bits, cut in the end: addresses wrap. */
struct layout {
	int entries;               /* 1: there is something in it */
	int flags, alignment;
	enum basic basic;
	MPI_Count lb, ub, true_lb, true_ub;
	MPI_Count size, elements;
};

static MPI_Count least(MPI_Count a, MPI_Count b) { return a < b ? a : b; }
static MPI_Count most(MPI_Count a, MPI_Count b) { return a > b ? a : b; }

/*
 * A bound of one more component: `value`, set by the program or not. Set ones hide others; among equals the outermost counts.
 */
static void widen(struct layout *l, int flag, int set, MPI_Count *bound, MPI_Count value,
	MPI_Count (*outer)(MPI_Count, MPI_Count))
{
	if ((l->flags & flag) && !set) return;
	*bound = l->entries && !(l->flags & flag) == !set ? outer(*bound, value) : value;
	if (set) l->flags |= flag;
}

/* `count` blocks of `length` elements, `stride` bytes apart. */
static void add_blocks(
	struct layout *l, const datatype *t, MPI_Count at, int length, int count, MPI_Count stride)
{
	int marks = t->flags & (TYPE_LB_SET | TYPE_UB_SET);
	if (!length || !count || (!t->size && !marks)) return;
	MPI_Count elements_far = (MPI_Count)(length - 1) * t->extent, blocks_far = (count - 1) * stride;
	MPI_Count low = at + least(0, elements_far) + least(0, blocks_far),
			  high = at + most(0, elements_far) + most(0, blocks_far);
	/* MPI_LB says nothing about the upper bound, nor MPI_UB about the lower one. */
	if (t->size || marks & TYPE_LB_SET)
		widen(l, TYPE_LB_SET, marks & TYPE_LB_SET, &l->lb, low + t->lb, least);
	if (t->size || marks & TYPE_UB_SET)
		widen(l, TYPE_UB_SET, marks & TYPE_UB_SET, &l->ub, high + t->lb + t->extent, most);
	if (t->size) {
		l->true_lb = l->size ? least(l->true_lb, low + t->true_lb) : low + t->true_lb;
		l->true_ub = l->size ? most(l->true_ub, high + t->true_lb + t->true_extent)
							 : high + t->true_lb + t->true_extent;
		l->basic = !l->size || l->basic == t->basic ? t->basic : BASIC_NONE;
		MPI_Count data = __builtin_mul_overflow(
							 (MPI_Count)length * count, (MPI_Count)t->size, &data)
			? INT64_MAX / 2
			: data;
		l->size = least(l->size + data, INT64_MAX / 2);
		l->elements += t->elements * length * count;
		l->alignment = most(l->alignment, t->alignment);
	}
	l->entries = 1;
}

static struct layout lay_out(const struct constructor *made)
{
	struct layout l = { .alignment = 1 };
	MPI_Aint stride;
	int count = block_count(made);
	if (blocks_stride(made, &stride)) {
		if (count) add_blocks(&l, made->type[0], 0, made->integer[1], count, stride);
	} else {
		for (int i = 0; i < count; i++) {
			struct type_block b = block_at(made, i);
			add_blocks(&l, b.type, b.at, b.length, 1, 0);
		}
	}
	int set = l.flags & (TYPE_LB_SET | TYPE_UB_SET);
	MPI_Count over = (l.ub - l.lb) % l.alignment;
	/* A structure ends where the next one may begin. */
	if (made->combiner == MPI_COMBINER_STRUCT && !set && over) l.ub += l.alignment - over;
	return l;
}

int type_make(struct constructor *made, datatype **type)
{
	struct layout l = lay_out(made);
	datatype *t = l.size > UINT32_MAX ? 0 : malloc(sizeof *t);
	if (!t) {
		constructor_release(made);
		return l.size > UINT32_MAX ? MPI_ERR_ARG : MPI_ERR_NO_MEM;
	}
	*t = (datatype){
		.object = { OBJECT_TYPE, 1 },
		.handles = 1,
		.flags = l.flags,
		.basic = l.size ? l.basic : BASIC_NONE,
		.size = l.size,
		.lb = l.lb,
		.extent = l.ub - l.lb,
		.true_lb = l.true_lb,
		.true_extent = l.true_ub - l.true_lb,
		.elements = l.elements,
		.alignment = l.alignment,
		.made = made,
	};
	if (made->combiner == MPI_COMBINER_RESIZED) {
		t->flags |= TYPE_LB_SET | TYPE_UB_SET;
		t->lb = made->address[0];
		t->extent = made->address[1];
	}
	*type = t;
	return MPI_SUCCESS;
}

static datatype *made_of(struct constructor *made)
{
	datatype *t;
	return type_make(made, &t) ? 0 : t;
}

/* With `old` as its only type; gives that back if there is no memory. */
static struct constructor *around(int combiner, int integers, int addresses, datatype *old)
{
	if (!old) return 0;
	struct constructor *made = constructor_new(combiner, integers, addresses, 1);
	if (made) made->type[0] = old;
	else type_release(old);
	return made;
}

datatype *make_contiguous(int count, datatype *old)
{
	struct constructor *made = around(MPI_COMBINER_CONTIGUOUS, 1, 0, old);
	if (!made) return 0;
	made->integer[0] = count;
	return made_of(made);
}

datatype *make_hvector(int count, int length, MPI_Aint stride, datatype *old)
{
	struct constructor *made = around(MPI_COMBINER_HVECTOR, 2, 1, old);
	if (!made) return 0;
	made->integer[0] = count;
	made->integer[1] = length;
	made->address[0] = stride;
	return made_of(made);
}

datatype *make_displaced(MPI_Aint at, datatype *old)
{
	struct constructor *made = around(MPI_COMBINER_HINDEXED_BLOCK, 2, 1, old);
	if (!made) return 0;
	made->integer[0] = made->integer[1] = 1;
	made->address[0] = at;
	return made_of(made);
}

datatype *make_resized(MPI_Aint lb, MPI_Aint extent, datatype *old)
{
	struct constructor *made = around(MPI_COMBINER_RESIZED, 0, 2, old);
	if (!made) return 0;
	made->address[0] = lb;
	made->address[1] = extent;
	return made_of(made);
}

datatype *make_pair(MPI_Aint at, datatype *old, MPI_Aint other_at, datatype *other)
{
	struct constructor *made = old && other ? constructor_new(MPI_COMBINER_STRUCT, 3, 2, 2) : 0;
	if (!made) {
		if (old) type_release(old);
		if (other) type_release(other);
		return 0;
	}
	made->integer[0] = 2;
	made->integer[1] = made->integer[2] = 1;
	made->address[0] = at;
	made->address[1] = other_at;
	made->type[0] = old;
	made->type[1] = other;
	return made_of(made);
}
