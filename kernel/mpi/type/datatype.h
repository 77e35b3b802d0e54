/*
 * Datatypes. A type is a map of basic elements: displacement and basic type each. What a program builds is kept as a tree (its
 * constructor's arguments, for MPI_Type_get_contents) and, once committed, as a list of runs: pieces of memory that are copied whole.
 */
#ifndef MPI_DATATYPE_H
#define MPI_DATATYPE_H

#include "object/attribute.h"

/* Basic types as operations see them: what reduction functions are there for. */
enum basic {
	BASIC_NONE,               /* a mixture */
	BASIC_I8,
	BASIC_I16,
	BASIC_I32,
	BASIC_I64,
	BASIC_U8,
	BASIC_U16,
	BASIC_U32,
	BASIC_U64,
	BASIC_F32,
	BASIC_F64,
	BASIC_F128,
	BASIC_C32,
	BASIC_C64,
	BASIC_C128,
	BASIC_BOOL,
	BASIC_BYTE,
	BASIC_CHAR,
	BASIC_WCHAR,
	BASIC_PACKED,
	BASIC_FLOAT_INT,
	BASIC_DOUBLE_INT,
	BASIC_LONG_INT,
	BASIC_2INT,
	BASIC_SHORT_INT,
	BASIC_LONG_DOUBLE_INT,
	BASICS
};

enum {
	TYPE_PREDEFINED = 1,
	TYPE_COMMITTED = 2,
	TYPE_DENSE =
		4, /* any count of elements is one run of count * size bytes, beginning at the buffer itself: lb = true_lb = 0, extent = size */
	TYPE_LB_SET = 8,
	TYPE_UB_SET =
		16 /* bounds that a program set (MPI_Type_create_resized, MPI_LB, MPI_UB): others do not count beside them */
};

struct constructor; /* arguments of the call that made it */
struct run; /* committed: where its bytes are */

/* `struct mpi_datatype`: MPI_INT and the like are addresses of these. */
struct mpi_datatype {
	struct object object;
	int flags;
	enum basic basic; /* of which it is made throughout, or BASIC_NONE */
	size_t size; /* bytes of data */
	MPI_Aint lb, extent, true_lb, true_extent;
	MPI_Count elements; /* basic elements; a pair type such as MPI_FLOAT_INT counts as two */
	int alignment; /* of the most aligned basic element */
	int handles; /* that programs have: MPI_Type_get_contents gives out more. With the last one go the attributes */
	struct constructor *made;
	struct run *runs;
	int run_count;
	struct attribute *attributes;
	char name[MPI_MAX_OBJECT_NAME];
};
typedef struct mpi_datatype datatype;

static inline datatype *type_of(MPI_Datatype handle)
{
	return object_valid(handle, OBJECT_TYPE) ? handle : 0;
}
static inline int type_dense(const datatype *t) { return t->flags & TYPE_DENSE; }
/* Bytes that count elements have; MPI-3.1 allows more than 2 GiB here, memory does not. */
static inline uint64_t type_bytes(const datatype *t, int count)
{
	return (uint64_t)t->size * count;
}
/*
 * One run? Then the data of count elements are `type_bytes` bytes at the address that this returns; NULL: several runs. Holds for dense types,
 * and for count 1 (or adjoining elements) of types that are one run with a displacement.
 */
void *type_whole(const datatype *t, const void *buffer, int count);

/* Makes it ready for use: MPI_SUCCESS or MPI_ERR_NO_MEM. */
int type_commit(datatype *t);
void type_keep(datatype *t);
void type_release(datatype *t);

/*
 * Copy between a buffer of count elements and the packed form, which is their bytes in the order of the type map, from byte `at` of the packed form on:
 * so a message can be packed piece by piece. Return the bytes copied: `length`, or fewer at the end of the data.
 */
size_t type_pack(
	void *to, const void *buffer, int count, const datatype *t, size_t at, size_t length);
size_t type_unpack(
	void *buffer, int count, const datatype *t, const void *from, size_t at, size_t length);
/* From elements of one type to elements of another, as a send to oneself would; the smaller number of bytes counts. */
void type_copy(void *to, int to_count, const datatype *to_type, const void *from, int from_count,
	const datatype *from_type);
/* Whole elements of count bytes of data, or MPI_UNDEFINED; and basic elements. */
int type_count(const datatype *t, MPI_Count bytes);
MPI_Count type_elements(const datatype *t, MPI_Count bytes);
/* Bytes of so many basic elements. */
MPI_Count type_bytes_of(const datatype *t, MPI_Count elements);

/* Span in bytes of count elements for a buffer of the library's own: from what byte before the buffer's address, how many. */
size_t type_span(const datatype *t, int count, MPI_Aint *before);

#endif
