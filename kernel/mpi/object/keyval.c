/* Keys of attributes (MPI-3.1, 6.7). Each process has a table of its own, of pointers, because it grows. */
#include <stdlib.h>
#include "env/process.h"
#include "fail.h"
#include "keyval.h"

enum { FIRST_KEYVAL = 64 }; /* numbers below are those of predefined attributes */

struct keyvals {
	int count;
	struct keyval *key[]; /* NULL: may be used again */
};

struct keyval *keyval_of(int number, enum object_kind kind)
{
	const struct keyvals *table = self()->keyvals;
	if (!table || number < FIRST_KEYVAL || number - FIRST_KEYVAL >= table->count) return 0;
	struct keyval *key = table->key[number - FIRST_KEYVAL];
	return key && key->kind == kind ? key : 0;
}

void keyval_release(struct keyval *key)
{
	if (--key->references) return;
	self()->keyvals->key[key->number - FIRST_KEYVAL] = 0;
	free(key);
}

/* A free row of the table, or -1. */
static int free_row(struct process *me)
{
	int count = me->keyvals ? me->keyvals->count : 0;
	for (int i = 0; i < count; i++)
		if (!me->keyvals->key[i]) return i;
	int more = count ? 2 * count : 16;
	struct keyvals *table = realloc(me->keyvals, sizeof *table + more * sizeof(struct keyval *));
	if (!table) return -1;
	for (int i = count; i < more; i++) table->key[i] = 0;
	table->count = more;
	me->keyvals = table;
	return count;
}

int keyval_create(
	enum object_kind kind, copy_function *copy, delete_function *delete, int *number, void *state)
{
	struct process *me = self();
	struct keyval *key = malloc(sizeof *key);
	int row = key ? free_row(me) : -1;
	if (row < 0) {
		free(key);
		return fail(0, MPI_ERR_NO_MEM, "for one more key");
	}
	*key = (struct keyval){ .references = 1,
		.number = FIRST_KEYVAL + row,
		.kind = kind,
		.copy = copy,
		.delete = delete,
		.state = state };
	me->keyvals->key[row] = key;
	*number = key->number;
	return MPI_SUCCESS;
}

int keyval_free(enum object_kind kind, int *number)
{
	struct keyval *key = keyval_of(*number, kind);
	EXPECT(0, key, MPI_ERR_KEYVAL, "expected a key that this program made for such objects, got %d",
		*number);
	*number = MPI_KEYVAL_INVALID;
	if (!key->freed) {
		key->freed = 1;
		keyval_release(key);
	}
	return MPI_SUCCESS;
}
