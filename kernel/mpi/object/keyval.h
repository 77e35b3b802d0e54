/* Keys of attributes. */
#ifndef MPI_KEYVAL_H
#define MPI_KEYVAL_H

#include "attribute.h"

/* The three kinds of callbacks differ only in the type of the handle, a pointer like another. */
typedef int copy_function(void *handle, int key, void *state, void *value, void *copy, int *flag);
typedef int delete_function(void *handle, int key, void *value, void *state);

struct keyval {
	int references;            /* of its handle and of each attribute under it */
	int freed; /* the handle's is gone: it can still be used by who remembers the number, as long as attributes have it */
	int number;
	enum object_kind kind; /* of the objects that it is for */
	copy_function *copy; /* NULL: never copied */
	delete_function *delete;
	void *state;
};

/* The key, or NULL. */
struct keyval *keyval_of(int number, enum object_kind kind);
void keyval_release(struct keyval *key);

/* MPI_…_create_keyval and so on for one kind; the arguments are checked, errors are those of `c` (NULL: MPI_COMM_WORLD). */
int keyval_create(
	enum object_kind kind, copy_function *copy, delete_function *delete, int *number, void *state);
int keyval_free(enum object_kind kind, int *number);
int attribute_set(struct comm *c, enum object_kind kind, void *handle, struct attribute **list,
	int number, void *value);
int attribute_get(struct comm *c, enum object_kind kind, struct attribute *list, int number,
	void *pointer, int *flag);
int attribute_delete(
	struct comm *c, enum object_kind kind, void *handle, struct attribute **list, int number);

#endif
