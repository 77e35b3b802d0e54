/* Committing, duplicating and freeing datatypes; their sizes, bounds and names (MPI-3.1, 4.1.5 to 4.1.10, 6.8). */
#include <stdio.h>
#include <string.h>
#include "arguments.h"
#include "type_give.h"

MPI_CALL(Type_commit, (MPI_Datatype * type))
{
	ENTER(Type_commit);
	EXPECT_PLACE(0, type, "a datatype");
	TYPE_ARGUMENT(t, *type);
	EXPECT(0, !type_commit(t), MPI_ERR_NO_MEM, "for the places of a datatype's data");
	return MPI_SUCCESS;
}

MPI_CALL(Type_dup, (MPI_Datatype old, MPI_Datatype *type))
{
	ENTER(Type_dup);
	TYPE_ARGUMENT(t, old);
	EXPECT_PLACE(0, type, "the datatype");
	struct constructor *made = constructor_new(MPI_COMBINER_DUP, 0, 0, 1);
	if (made) {
		type_keep(t);
		made->type[0] = t;
	}
	datatype *copy = 0;
	int error = type_give(made, &copy);
	if (error) return error;
	/* Bounds of an empty type are no part of its layout. */
	copy->lb = t->lb;
	copy->extent = t->extent;
	copy->flags |= t->flags & (TYPE_LB_SET | TYPE_UB_SET);
	if (t->flags & TYPE_COMMITTED && type_commit(copy))
		error = fail(0, MPI_ERR_NO_MEM, "for the places of a datatype's data");
	if (!error) {
		error = attributes_copy(OBJECT_TYPE, old, t->attributes, &copy->attributes);
		if (error)
			error = fail(
				0, error, "a copy function of the datatype's attributes returned %d", error);
	}
	if (error) {
		attributes_drop(&copy->attributes);
		type_release(copy);
		copy = MPI_DATATYPE_NULL;
	}
	*type = copy;
	return error;
}

MPI_CALL(Type_free, (MPI_Datatype * type))
{
	ENTER(Type_free);
	EXPECT_PLACE(0, type, "a datatype");
	TYPE_ARGUMENT(t, *type);
	EXPECT(0, !(t->flags & TYPE_PREDEFINED), MPI_ERR_TYPE, "%s is predefined and can't be freed",
		t->name);
	if (t->handles == 1) {
		int error = attributes_delete(OBJECT_TYPE, t, &t->attributes);
		EXPECT(
			0, !error, error, "a delete function of the datatype's attributes returned %d", error);
	}
	/* Messages under way and types made of it may keep it, but the handle is none any more. */
	if (!--t->handles) t->object.kind = 0;
	type_release(t);
	*type = MPI_DATATYPE_NULL;
	return MPI_SUCCESS;
}

MPI_CALL(Type_size, (MPI_Datatype type, int *size))
{
	ENTER(Type_size);
	TYPE_ARGUMENT(t, type);
	EXPECT_PLACE(0, size, "the size");
	*size = t->size > INT32_MAX ? MPI_UNDEFINED : (int)t->size;
	return MPI_SUCCESS;
}

MPI_CALL(Type_size_x, (MPI_Datatype type, MPI_Count *size))
{
	ENTER(Type_size_x);
	TYPE_ARGUMENT(t, type);
	EXPECT_PLACE(0, size, "the size");
	*size = t->size;
	return MPI_SUCCESS;
}

/* Extents under their names and widths. */
#define EXTENT(call, width, first, second) \
	MPI_CALL(call, (MPI_Datatype type, width * lb, width * extent)) \
	{ \
		ENTER(call); \
		TYPE_ARGUMENT(t, type); \
		EXPECT_PLACE(0, lb, "the lower bound"); \
		EXPECT_PLACE(0, extent, "the extent"); \
		*lb = t->first; \
		*extent = t->second; \
		return MPI_SUCCESS; \
	}
EXTENT(Type_get_extent, MPI_Aint, lb, extent)
EXTENT(Type_get_extent_x, MPI_Count, lb, extent)
EXTENT(Type_get_true_extent, MPI_Aint, true_lb, true_extent)
EXTENT(Type_get_true_extent_x, MPI_Count, true_lb, true_extent)

/* The removed ones give one value each. */
#define BOUND(call, expression) \
	MPI_CALL(call, (MPI_Datatype type, MPI_Aint * bound)) \
	{ \
		ENTER(call); \
		TYPE_ARGUMENT(t, type); \
		EXPECT_PLACE(0, bound, "the value"); \
		*bound = expression; \
		return MPI_SUCCESS; \
	}
BOUND(Type_extent, t->extent)
BOUND(Type_lb, t->lb)
BOUND(Type_ub, t->lb + t->extent)

MPI_CALL(Type_set_name, (MPI_Datatype type, const char *name))
{
	ENTER(Type_set_name);
	TYPE_ARGUMENT(t, type);
	EXPECT(0, name, MPI_ERR_ARG, "expected a name, got NULL");
	snprintf(t->name, sizeof t->name, "%s", name);
	return MPI_SUCCESS;
}

MPI_CALL(Type_get_name, (MPI_Datatype type, char *name, int *length))
{
	ENTER(Type_get_name);
	TYPE_ARGUMENT(t, type);
	EXPECT(0, name && length, MPI_ERR_ARG, "expected places for the name and its length, got NULL");
	strcpy(name, t->name);
	*length = strlen(name);
	return MPI_SUCCESS;
}
