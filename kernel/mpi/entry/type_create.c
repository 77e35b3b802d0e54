/* Constructors of datatypes (MPI-3.1, 4.1.2). */
#include <string.h>
#include "type_give.h"

/* Arguments of several constructors. */
#define EXPECT_COUNT(count) \
	EXPECT(0, (count) >= 0, MPI_ERR_COUNT, "expected a count of 0 or more, got %d", count)
#define EXPECT_LENGTH(length) \
	EXPECT(0, (length) >= 0, MPI_ERR_COUNT, "expected a block length of 0 or more, got %d", length)
#define EXPECT_LENGTHS(count, lengths) \
	EXPECT_ARRAY(0, lengths, count, "block lengths"); \
	for (int i = 0; i < (count); i++) \
	EXPECT(0, (lengths)[i] >= 0, MPI_ERR_COUNT, \
		"expected block lengths of 0 or more, got %d for block %d", (lengths)[i], i)

/* A constructor around one type, or NULL. */
static struct constructor *around(int combiner, int integers, int addresses, datatype *t)
{
	struct constructor *made = constructor_new(combiner, integers, addresses, 1);
	if (!made) return 0;
	type_keep(t);
	made->type[0] = t;
	return made;
}

static int no_memory(void) { return fail(0, MPI_ERR_NO_MEM, "for a datatype"); }

MPI_CALL(Type_contiguous, (int count, MPI_Datatype old, MPI_Datatype *type))
{
	ENTER(Type_contiguous);
	EXPECT_COUNT(count);
	TYPE_ARGUMENT(t, old);
	EXPECT_PLACE(0, type, "the datatype");
	struct constructor *made = around(MPI_COMBINER_CONTIGUOUS, 1, 0, t);
	if (made) made->integer[0] = count;
	return type_give(made, type);
}

MPI_CALL(Type_vector, (int count, int length, int stride, MPI_Datatype old, MPI_Datatype *type))
{
	ENTER(Type_vector);
	EXPECT_COUNT(count);
	EXPECT_LENGTH(length);
	TYPE_ARGUMENT(t, old);
	EXPECT_PLACE(0, type, "the datatype");
	struct constructor *made = around(MPI_COMBINER_VECTOR, 3, 0, t);
	if (made) memcpy(made->integer, (int[]){ count, length, stride }, 3 * sizeof(int));
	return type_give(made, type);
}

static int hvector(int count, int length, MPI_Aint stride, MPI_Datatype old, MPI_Datatype *type)
{
	EXPECT_COUNT(count);
	EXPECT_LENGTH(length);
	TYPE_ARGUMENT(t, old);
	EXPECT_PLACE(0, type, "the datatype");
	struct constructor *made = around(MPI_COMBINER_HVECTOR, 2, 1, t);
	if (made) {
		memcpy(made->integer, (int[]){ count, length }, 2 * sizeof(int));
		made->address[0] = stride;
	}
	return type_give(made, type);
}

MPI_CALL(Type_create_hvector,
	(int count, int length, MPI_Aint stride, MPI_Datatype old, MPI_Datatype *type))
{
	ENTER(Type_create_hvector);
	return hvector(count, length, stride, old, type);
}

MPI_CALL(
	Type_hvector, (int count, int length, MPI_Aint stride, MPI_Datatype old, MPI_Datatype *type))
{
	ENTER(Type_hvector);
	return hvector(count, length, stride, old, type);
}

MPI_CALL(Type_indexed,
	(int count, const int lengths[], const int offsets[], MPI_Datatype old, MPI_Datatype *type))
{
	ENTER(Type_indexed);
	EXPECT_COUNT(count);
	EXPECT_LENGTHS(count, lengths);
	EXPECT_ARRAY(0, offsets, count, "displacements");
	TYPE_ARGUMENT(t, old);
	EXPECT_PLACE(0, type, "the datatype");
	struct constructor *made = around(MPI_COMBINER_INDEXED, 1 + 2 * count, 0, t);
	if (!made) return no_memory();
	made->integer[0] = count;
	memcpy(made->integer + 1, lengths, count * sizeof(int));
	memcpy(made->integer + 1 + count, offsets, count * sizeof(int));
	return type_give(made, type);
}

static int hindexed(
	int count, const int lengths[], const MPI_Aint offsets[], MPI_Datatype old, MPI_Datatype *type)
{
	EXPECT_COUNT(count);
	EXPECT_LENGTHS(count, lengths);
	EXPECT_ARRAY(0, offsets, count, "displacements");
	TYPE_ARGUMENT(t, old);
	EXPECT_PLACE(0, type, "the datatype");
	struct constructor *made = around(MPI_COMBINER_HINDEXED, 1 + count, count, t);
	if (!made) return no_memory();
	made->integer[0] = count;
	memcpy(made->integer + 1, lengths, count * sizeof(int));
	memcpy(made->address, offsets, count * sizeof(MPI_Aint));
	return type_give(made, type);
}

MPI_CALL(Type_create_hindexed,
	(int count, const int lengths[], const MPI_Aint offsets[], MPI_Datatype old,
		MPI_Datatype *type))
{
	ENTER(Type_create_hindexed);
	return hindexed(count, lengths, offsets, old, type);
}

MPI_CALL(Type_hindexed,
	(int count, int lengths[], MPI_Aint offsets[], MPI_Datatype old, MPI_Datatype *type))
{
	ENTER(Type_hindexed);
	return hindexed(count, lengths, offsets, old, type);
}

MPI_CALL(Type_create_indexed_block,
	(int count, int length, const int offsets[], MPI_Datatype old, MPI_Datatype *type))
{
	ENTER(Type_create_indexed_block);
	EXPECT_COUNT(count);
	EXPECT_LENGTH(length);
	EXPECT_ARRAY(0, offsets, count, "displacements");
	TYPE_ARGUMENT(t, old);
	EXPECT_PLACE(0, type, "the datatype");
	struct constructor *made = around(MPI_COMBINER_INDEXED_BLOCK, 2 + count, 0, t);
	if (!made) return no_memory();
	made->integer[0] = count;
	made->integer[1] = length;
	memcpy(made->integer + 2, offsets, count * sizeof(int));
	return type_give(made, type);
}

MPI_CALL(Type_create_hindexed_block,
	(int count, int length, const MPI_Aint offsets[], MPI_Datatype old, MPI_Datatype *type))
{
	ENTER(Type_create_hindexed_block);
	EXPECT_COUNT(count);
	EXPECT_LENGTH(length);
	EXPECT_ARRAY(0, offsets, count, "displacements");
	TYPE_ARGUMENT(t, old);
	EXPECT_PLACE(0, type, "the datatype");
	struct constructor *made = around(MPI_COMBINER_HINDEXED_BLOCK, 2, count, t);
	if (!made) return no_memory();
	made->integer[0] = count;
	made->integer[1] = length;
	memcpy(made->address, offsets, count * sizeof(MPI_Aint));
	return type_give(made, type);
}

static int structure(int count, const int lengths[], const MPI_Aint offsets[],
	const MPI_Datatype types[], MPI_Datatype *type)
{
	EXPECT_COUNT(count);
	EXPECT_LENGTHS(count, lengths);
	EXPECT_ARRAY(0, offsets, count, "displacements");
	EXPECT_ARRAY(0, types, count, "datatypes");
	EXPECT_PLACE(0, type, "the datatype");
	for (int i = 0; i < count; i++)
		EXPECT(0, type_of(types[i]), MPI_ERR_TYPE, "expected datatypes, got %p for block %d",
			(void *)types[i], i);
	struct constructor *made = constructor_new(MPI_COMBINER_STRUCT, 1 + count, count, count);
	if (!made) return no_memory();
	made->integer[0] = count;
	memcpy(made->integer + 1, lengths, count * sizeof(int));
	memcpy(made->address, offsets, count * sizeof(MPI_Aint));
	for (int i = 0; i < count; i++) {
		type_keep(types[i]);
		made->type[i] = types[i];
	}
	return type_give(made, type);
}

MPI_CALL(Type_create_struct,
	(int count, const int lengths[], const MPI_Aint offsets[], const MPI_Datatype types[],
		MPI_Datatype *type))
{
	ENTER(Type_create_struct);
	return structure(count, lengths, offsets, types, type);
}

MPI_CALL(Type_struct,
	(int count, int lengths[], MPI_Aint offsets[], MPI_Datatype types[], MPI_Datatype *type))
{
	ENTER(Type_struct);
	return structure(count, lengths, offsets, types, type);
}

MPI_CALL(Type_create_resized, (MPI_Datatype old, MPI_Aint lb, MPI_Aint extent, MPI_Datatype *type))
{
	ENTER(Type_create_resized);
	TYPE_ARGUMENT(t, old);
	EXPECT_PLACE(0, type, "the datatype");
	struct constructor *made = around(MPI_COMBINER_RESIZED, 0, 2, t);
	if (made) memcpy(made->address, (MPI_Aint[]){ lb, extent }, 2 * sizeof(MPI_Aint));
	return type_give(made, type);
}
