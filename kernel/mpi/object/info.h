/* Info objects: ordered lists of keys and values. */
#ifndef MPI_INFO_H
#define MPI_INFO_H

#include "object.h"
#include <mpi.h>

struct info_entry {
	struct info_entry *next;
	char *key, *value;
};
struct info {
	struct object object;
	struct info_entry *first;
};

/* The object of a handle (not of MPI_INFO_NULL), or NULL. */
struct info *info_of(MPI_Info handle);
struct info_entry *info_find(const struct info *i, const char *key);
/* Sets a key. MPI_SUCCESS or MPI_ERR_NO_MEM. */
int info_add(struct info *i, const char *key, const char *value);
/* Takes over what `from` (NULL: nothing) says of the known keys, a list that ends with NULL. MPI_SUCCESS or MPI_ERR_NO_MEM. */
int info_take(struct info *i, const struct info *from, const char *const known[]);
/* 1 if there was one. */
int info_delete(struct info *i, const char *key);
/* A copy; of NULL: an empty one. NULL: no memory. */
struct info *info_copy(const struct info *from);
void info_release(struct info *i);
/* The value of a key, or NULL: for the library's own questions. */
const char *info_value(MPI_Info handle, const char *key);

#endif
