/* Info objects (MPI-3.1, 9), and those of communicators (6.4.4). */
#include <stdio.h>
#include <string.h>
#include "arguments.h"
#include "object/info.h"

#define INFO_ARGUMENT(i, handle) \
	struct info *i = info_of(handle); \
	EXPECT(0, i, MPI_ERR_INFO, \
		(handle) ? "%p is no info object, or one that was freed" \
				 : "expected an info object, got MPI_INFO_NULL", \
		(void *)(handle))
#define EXPECT_KEY(key) \
	EXPECT(0, (key) && *(key) && strlen(key) <= MPI_MAX_INFO_KEY, MPI_ERR_INFO_KEY, \
		"expected a key of 1 to %d characters, got %s", MPI_MAX_INFO_KEY, \
		!(key)       ? "NULL" \
			: *(key) ? "a longer one" \
					 : "an empty one")
#define EXPECT_CHANGEABLE(handle) \
	EXPECT(0, (handle) != MPI_INFO_ENV, MPI_ERR_INFO, "MPI_INFO_ENV can't be changed")

static int give(struct info *i, MPI_Info *info)
{
	EXPECT(0, i, MPI_ERR_NO_MEM, "for an info object");
	*info = (MPI_Info)i;
	return MPI_SUCCESS;
}

MPI_CALL(Info_create, (MPI_Info * info))
{
	ENTER(Info_create);
	EXPECT_PLACE(0, info, "the info object");
	return give(info_copy(0), info);
}

MPI_CALL(Info_dup, (MPI_Info old, MPI_Info *info))
{
	ENTER(Info_dup);
	INFO_ARGUMENT(i, old);
	EXPECT_PLACE(0, info, "the info object");
	return give(info_copy(i), info);
}

MPI_CALL(Info_free, (MPI_Info * info))
{
	ENTER(Info_free);
	EXPECT_PLACE(0, info, "an info object");
	INFO_ARGUMENT(i, *info);
	EXPECT(0, *info != MPI_INFO_ENV, MPI_ERR_INFO, "MPI_INFO_ENV can't be freed");
	info_release(i);
	*info = MPI_INFO_NULL;
	return MPI_SUCCESS;
}

MPI_CALL(Info_set, (MPI_Info info, const char *key, const char *value))
{
	ENTER(Info_set);
	INFO_ARGUMENT(i, info);
	EXPECT_CHANGEABLE(info);
	EXPECT_KEY(key);
	EXPECT(0, value && strlen(value) <= MPI_MAX_INFO_VAL, MPI_ERR_INFO_VALUE,
		"expected a value of at most %d characters, got %s", MPI_MAX_INFO_VAL,
		value ? "a longer one" : "NULL");
	EXPECT(0, !info_add(i, key, value), MPI_ERR_NO_MEM, "for an info value");
	return MPI_SUCCESS;
}

MPI_CALL(Info_delete, (MPI_Info info, const char *key))
{
	ENTER(Info_delete);
	INFO_ARGUMENT(i, info);
	EXPECT_CHANGEABLE(info);
	EXPECT_KEY(key);
	EXPECT(0, info_delete(i, key), MPI_ERR_INFO_NOKEY, "there is no key %s", key);
	return MPI_SUCCESS;
}

MPI_CALL(Info_get, (MPI_Info info, const char *key, int length, char *value, int *flag))
{
	ENTER(Info_get);
	INFO_ARGUMENT(i, info);
	EXPECT_KEY(key);
	EXPECT(0, length >= 0, MPI_ERR_ARG, "expected a length of 0 or more, got %d", length);
	EXPECT(0, value, MPI_ERR_INFO_VALUE, "expected a place for the value, got NULL");
	EXPECT_PLACE(0, flag, "the flag");
	const struct info_entry *e = info_find(i, key);
	*flag = e != 0;
	if (e) snprintf(value, (size_t)length + 1, "%s", e->value);
	return MPI_SUCCESS;
}

MPI_CALL(Info_get_valuelen, (MPI_Info info, const char *key, int *length, int *flag))
{
	ENTER(Info_get_valuelen);
	INFO_ARGUMENT(i, info);
	EXPECT_KEY(key);
	EXPECT_PLACE(0, length, "the length");
	EXPECT_PLACE(0, flag, "the flag");
	const struct info_entry *e = info_find(i, key);
	*flag = e != 0;
	if (e) *length = strlen(e->value);
	return MPI_SUCCESS;
}

static int count_keys(const struct info *i)
{
	int keys = 0;
	for (const struct info_entry *e = i->first; e; e = e->next) keys++;
	return keys;
}

MPI_CALL(Info_get_nkeys, (MPI_Info info, int *keys))
{
	ENTER(Info_get_nkeys);
	INFO_ARGUMENT(i, info);
	EXPECT_PLACE(0, keys, "the number of keys");
	*keys = count_keys(i);
	return MPI_SUCCESS;
}

MPI_CALL(Info_get_nthkey, (MPI_Info info, int n, char *key))
{
	ENTER(Info_get_nthkey);
	INFO_ARGUMENT(i, info);
	EXPECT(0, key, MPI_ERR_INFO_KEY, "expected a place for the key, got NULL");
	const struct info_entry *e = i->first;
	for (int left = n; e && left > 0; left--) e = e->next;
	EXPECT(0, e && n >= 0, MPI_ERR_ARG, "expected a key number from 0 to %d, got %d",
		count_keys(i) - 1, n);
	strcpy(key, e->key);
	return MPI_SUCCESS;
}

MPI_CALL(Comm_set_info, (MPI_Comm comm, MPI_Info info))
{
	ENTER(Comm_set_info);
	COMM_ARGUMENT(c, comm);
	INFO_ARGUMENT(i, info);
	EXPECT(c, !comm_hints(c, i), MPI_ERR_NO_MEM, "for an info object");
	return MPI_SUCCESS;
}

MPI_CALL(Comm_get_info, (MPI_Comm comm, MPI_Info *info))
{
	ENTER(Comm_get_info);
	COMM_ARGUMENT(c, comm);
	EXPECT_PLACE(c, info, "the info object");
	return give(info_copy(c->info), info);
}
