/* Attributes (MPI-3.1, 6.7). Lists have the newest first, which is also the order of deletion. */
#include <stdlib.h>
#include "fail.h"
#include "keyval.h"

static struct attribute *find(struct attribute *list, const struct keyval *key)
{
	while (list && list->key != key) list = list->next;
	return list;
}

/* A callback may have changed the list meanwhile, so the attribute is looked for. */
static void unlink_attribute(struct attribute **list, struct attribute *a)
{
	while (*list && *list != a) list = &(*list)->next;
	if (!*list) return;
	*list = a->next;
	keyval_release(a->key);
	free(a);
}

static struct attribute *push(struct attribute **list, struct keyval *key, void *value)
{
	struct attribute *a = malloc(sizeof *a);
	if (!a) return 0;
	*a = (struct attribute){ *list, key, value };
	key->references++;
	return *list = a;
}

static int run_delete(const struct attribute *a, void *handle)
{
	return a->key->delete ? a->key->delete(handle, a->key->number, a->value, a->key->state)
						  : MPI_SUCCESS;
}

/* The oldest first, so that the copies are in the same order. */
int attributes_copy(enum object_kind kind, void *old, struct attribute *from, struct attribute **to)
{
	if (!from) return MPI_SUCCESS;
	struct keyval *key = from->key;
	void *value = from->value;
	int error = attributes_copy(kind, old, from->next, to);
	if (error || !key->copy) return error;
	void *copy = 0;
	int wanted = 0;
	error = key->copy(old, key->number, key->state, value, &copy, &wanted);
	if (error || !wanted) return error;
	return push(to, key, copy) ? MPI_SUCCESS : MPI_ERR_NO_MEM;
}

int attributes_delete(enum object_kind kind, void *handle, struct attribute **list)
{
	while (*list) {
		struct attribute *a = *list;
		int error = run_delete(a, handle);
		if (error) return error;
		unlink_attribute(list, a);
	}
	return MPI_SUCCESS;
}

void attributes_drop(struct attribute **list)
{
	while (*list) unlink_attribute(list, *list);
}

#define KEY_ARGUMENT(c, key, number, kind) \
	struct keyval *key = keyval_of(number, kind); \
	EXPECT(c, key, MPI_ERR_KEYVAL, \
		"expected a key that this program made for such objects, got %d", number)

int attribute_set(struct comm *c, enum object_kind kind, void *handle, struct attribute **list,
	int number, void *value)
{
	KEY_ARGUMENT(c, key, number, kind);
	struct attribute *a = find(*list, key);
	if (a) {
		/* As if the old value were deleted first. */
		int error = run_delete(a, handle);
		EXPECT(c, !error, error, "the delete function of key %d returned %d", number, error);
		a = find(*list, key);
	}
	if (a) a->value = value;
	else EXPECT(c, push(list, key, value), MPI_ERR_NO_MEM, "for an attribute");
	return MPI_SUCCESS;
}

int attribute_get(struct comm *c, enum object_kind kind, struct attribute *list, int number,
	void *pointer, int *flag)
{
	KEY_ARGUMENT(c, key, number, kind);
	const struct attribute *a = find(list, key);
	*flag = a != 0;
	if (a) *(void **)pointer = a->value;
	return MPI_SUCCESS;
}

int attribute_delete(
	struct comm *c, enum object_kind kind, void *handle, struct attribute **list, int number)
{
	KEY_ARGUMENT(c, key, number, kind);
	struct attribute *a = find(*list, key);
	if (!a) return MPI_SUCCESS;
	int error = run_delete(a, handle);
	EXPECT(c, !error, error, "the delete function of key %d returned %d", number, error);
	unlink_attribute(list, a);
	return MPI_SUCCESS;
}
