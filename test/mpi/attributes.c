/* Attributes of communicators and datatypes: when their functions are called, with what, and what that does. */
// ranks: 1
#include "show.h"

static int fails;

static int copy_half(MPI_Comm c, int key, void *state, void *value, void *copy, int *flag)
{
	printf("copy %s %ld\n", (char *)state, (long)(intptr_t)value);
	*flag = (intptr_t)value % 2 == 0;
	*(void **)copy = (void *)((intptr_t)value / 2);
	return fails ? MPI_ERR_OTHER : MPI_SUCCESS;
}

static int say_delete(MPI_Comm c, int key, void *value, void *state)
{
	printf("delete %s %ld%s\n", (char *)state, (long)(intptr_t)value, c == MPI_COMM_SELF ? " of self" : "");
	return fails ? MPI_ERR_OTHER : MPI_SUCCESS;
}

static int copy_type(MPI_Datatype t, int key, void *state, void *value, void *copy, int *flag)
{
	printf("copy of a type\n");
	*(void **)copy = value;
	*flag = 1;
	return fails ? MPI_ERR_OTHER : MPI_SUCCESS;
}

static int delete_type(MPI_Datatype t, int key, void *value, void *state)
{
	printf("delete of a type's %ld\n", (long)(intptr_t)value);
	return MPI_SUCCESS;
}

static void value_of(MPI_Comm c, int key)
{
	void *v = NULL;
	int flag;
	MPI_Comm_get_attr(c, key, &v, &flag);
	if (flag) printf("%ld\n", (long)(intptr_t)v);
	else printf("none\n");
}

static void communicators(void)
{
	int half, shared, unshared, kept;
	MPI_Comm c, d, e;
	MPI_Comm_create_keyval(copy_half, say_delete, &half, "half");
	MPI_Comm_create_keyval(MPI_COMM_DUP_FN, MPI_COMM_NULL_DELETE_FN, &shared, NULL);
	MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, say_delete, &unshared, "unshared");
	MPI_Comm_dup(MPI_COMM_WORLD, &c);
	value_of(c, half);
	MPI_Comm_set_attr(c, half, (void *)8);
	MPI_Comm_set_attr(c, shared, (void *)5);
	MPI_Comm_set_attr(c, unshared, (void *)3);
	value_of(c, half), value_of(c, shared), value_of(c, unshared);
	MPI_Comm_dup(c, &d);
	value_of(d, half), value_of(d, shared), value_of(d, unshared);
	MPI_Comm_set_attr(d, half, (void *)7);
	MPI_Comm_dup(d, &e);
	value_of(e, half), value_of(e, shared);
	MPI_Comm_split(d, 0, 0, &e);
	value_of(e, shared);
	MPI_Comm_delete_attr(d, shared), value_of(d, shared);
	printf("free\n");
	MPI_Comm_free(&d);
	/* A freed key lives on with its attributes. */
	kept = half;
	MPI_Comm_free_keyval(&half), printf("%d\n", half == MPI_KEYVAL_INVALID);
	printf("free\n");
	MPI_Comm_free(&c);
	(void)kept;
	MPI_Comm_free_keyval(&shared), MPI_Comm_free_keyval(&unshared);
}

static void failures(void)
{
	int key;
	MPI_Comm c, d = MPI_COMM_WORLD;
	MPI_Comm_dup(MPI_COMM_WORLD, &c);
	MPI_Comm_set_errhandler(c, MPI_ERRORS_RETURN);
	MPI_Comm_create_keyval(copy_half, say_delete, &key, "failing");
	MPI_Comm_set_attr(c, key, (void *)4);
	fails = 1;
	int error = MPI_Comm_dup(c, &d);
	printf("dup fails: %d, null: %d\n", error != MPI_SUCCESS, d == MPI_COMM_NULL);
	error = MPI_Comm_delete_attr(c, key), printf("delete fails: %d\n", error != MPI_SUCCESS);
	value_of(c, key);
	error = MPI_Comm_set_attr(c, key, (void *)6), printf("set fails: %d\n", error != MPI_SUCCESS);
	value_of(c, key);
	fails = 0;
	MPI_Comm_free(&c);
	MPI_Comm_free_keyval(&key);
}

static void types(void)
{
	int key, flag;
	void *v;
	MPI_Datatype t, u;
	MPI_Type_create_keyval(copy_type, delete_type, &key, NULL);
	MPI_Type_contiguous(3, MPI_INT, &t);
	MPI_Type_set_attr(t, key, (void *)11);
	MPI_Type_dup(t, &u);
	MPI_Type_get_attr(u, key, &v, &flag), printf("%d %ld\n", flag, (long)(intptr_t)v);
	MPI_Type_set_attr(u, key, (void *)12);
	MPI_Type_delete_attr(u, key);
	MPI_Type_get_attr(u, key, &v, &flag), printf("%d\n", flag);
	MPI_Type_set_attr(MPI_INT, key, (void *)13), MPI_Type_get_attr(MPI_INT, key, &v, &flag), printf("%d %ld\n", flag, (long)(intptr_t)v);
	MPI_Type_delete_attr(MPI_INT, key);
	MPI_Type_free(&t);
	MPI_Type_free(&u);
	MPI_Type_free_keyval(&key), printf("%d\n", key == MPI_KEYVAL_INVALID);
}

static void predefined(void)
{
	int *v, flag;
	MPI_Comm_get_attr(MPI_COMM_WORLD, MPI_TAG_UB, &v, &flag), printf("%d %d\n", flag, *v >= 32767);
	MPI_Comm_get_attr(MPI_COMM_WORLD, MPI_UNIVERSE_SIZE, &v, &flag), printf("%d\n", !flag || *v >= size);
	MPI_Comm_get_attr(MPI_COMM_WORLD, MPI_WTIME_IS_GLOBAL, &v, &flag), printf("%d\n", flag);
	MPI_Comm_get_attr(MPI_COMM_WORLD, MPI_HOST, &v, &flag), printf("%d %d\n", flag, *v == MPI_PROC_NULL || (*v >= 0 && *v < size));
	MPI_Comm_get_attr(MPI_COMM_WORLD, MPI_APPNUM, &v, &flag), printf("%d %d\n", flag, *v);
	MPI_Comm_get_attr(MPI_COMM_WORLD, MPI_LASTUSEDCODE, &v, &flag), printf("%d %d\n", flag, *v >= MPI_ERR_LASTCODE);
}

int main(int argc, char **argv)
{
	int first, second;
	begin(&argc, &argv);
	communicators();
	failures();
	types();
	predefined();
	/* The end of MPI_COMM_SELF comes first in MPI_Finalize, the newest attribute first. */
	MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, say_delete, &first, "first");
	MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, say_delete, &second, "second");
	MPI_Comm_set_attr(MPI_COMM_SELF, first, (void *)1);
	MPI_Comm_set_attr(MPI_COMM_SELF, second, (void *)2);
	MPI_Finalize();
	return 0;
}
