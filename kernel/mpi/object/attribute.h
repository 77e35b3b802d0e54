/* Attributes: values that programs keep with communicators, datatypes and windows under keys. */
#ifndef MPI_ATTRIBUTE_H
#define MPI_ATTRIBUTE_H

#include "object.h"
#include <mpi.h>

struct keyval;
struct attribute {
	struct attribute *next;
	struct keyval *key;
	void *value;
};

/* Copies those whose copy function says so, for the object `old` (its handle). MPI_SUCCESS or what a callback returned. */
int attributes_copy(
	enum object_kind kind, void *old, struct attribute *from, struct attribute **to);
/* Deletes all. MPI_SUCCESS or what a callback returned; then the rest stays. */
int attributes_delete(enum object_kind kind, void *handle, struct attribute **list);
/* Gives back copies that never belonged to an object, without a word to the program. */
void attributes_drop(struct attribute **list);

#endif
