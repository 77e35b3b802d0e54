/* Attributes of communicators, datatypes and windows, the predefined ones included (MPI-3.1, 6.7, 8.1.2, 11.2.6; 15 for the old names). */
#include "arguments.h"
#include "object/keyval.h"
#include "object/win.h"

/* Values of predefined attributes of communicators, by key; that of MPI_LASTUSEDCODE is the process's. */
static int tag_limit = TAG_LIMIT, no_host = MPI_PROC_NULL, any = MPI_ANY_SOURCE, yes = 1, universe,
		   first_application = 0;

static int *predefined(struct process *me, int key)
{
	switch (key) {
	case MPI_TAG_UB: return &tag_limit;
	case MPI_HOST: return &no_host;
	case MPI_IO: return &any;
	case MPI_WTIME_IS_GLOBAL: return &yes;
	case MPI_UNIVERSE_SIZE: universe = me->processes; return &universe;
	case MPI_APPNUM: return &first_application;
	case MPI_LASTUSEDCODE: me->last_code = error_last_code(); return &me->last_code;
	default: return 0;
	}
}

static int set_comm(struct process *me, MPI_Comm comm, int key, void *value)
{
	COMM_ARGUMENT(c, comm);
	EXPECT(c, !predefined(me, key), MPI_ERR_KEYVAL,
		"attribute %d is predefined and can't be changed", key);
	return attribute_set(c, OBJECT_COMM, comm, &c->attributes, key, value);
}

static int get_comm(struct process *me, MPI_Comm comm, int key, void *pointer, int *flag)
{
	COMM_ARGUMENT(c, comm);
	EXPECT_PLACE(c, (void **)pointer, "the value");
	EXPECT_PLACE(c, flag, "the flag");
	int *value = predefined(me, key);
	if (!value) return attribute_get(c, OBJECT_COMM, c->attributes, key, pointer, flag);
	*(int **)pointer = value;
	*flag = 1;
	return MPI_SUCCESS;
}

static int delete_comm(struct process *me, MPI_Comm comm, int key)
{
	COMM_ARGUMENT(c, comm);
	EXPECT(c, !predefined(me, key), MPI_ERR_KEYVAL,
		"attribute %d is predefined and can't be deleted", key);
	return attribute_delete(c, OBJECT_COMM, comm, &c->attributes, key);
}

static int make_key(
	enum object_kind kind, copy_function *copy, delete_function *delete, int *number, void *state)
{
	EXPECT_PLACE(0, number, "the key");
	return keyval_create(kind, copy, delete, number, state);
}

static int free_key(enum object_kind kind, int *number)
{
	EXPECT_PLACE(0, number, "the key");
	return keyval_free(kind, number);
}

#define COMM_CALLS(create, free, set, get, delete_) \
	MPI_CALL(create, \
		(MPI_Comm_copy_attr_function * copy, MPI_Comm_delete_attr_function * delete, int *keyval, \
			void *state)) \
	{ \
		ENTER(create); \
		return make_key( \
			OBJECT_COMM, (copy_function *)copy, (delete_function *)delete, keyval, state); \
	} \
	MPI_CALL(free, (int *keyval)) \
	{ \
		ENTER(free); \
		return free_key(OBJECT_COMM, keyval); \
	} \
	MPI_CALL(set, (MPI_Comm comm, int keyval, void *value)) \
	{ \
		ENTER(set); \
		return set_comm(me, comm, keyval, value); \
	} \
	MPI_CALL(get, (MPI_Comm comm, int keyval, void *pointer, int *flag)) \
	{ \
		ENTER(get); \
		return get_comm(me, comm, keyval, pointer, flag); \
	} \
	MPI_CALL(delete_, (MPI_Comm comm, int keyval)) \
	{ \
		ENTER(delete_); \
		return delete_comm(me, comm, keyval); \
	}

COMM_CALLS(Comm_create_keyval, Comm_free_keyval, Comm_set_attr, Comm_get_attr, Comm_delete_attr)
COMM_CALLS(Keyval_create, Keyval_free, Attr_put, Attr_get, Attr_delete)

MPI_CALL(Type_create_keyval,
	(MPI_Type_copy_attr_function * copy, MPI_Type_delete_attr_function *delete, int *keyval,
		void *state))
{
	ENTER(Type_create_keyval);
	return make_key(OBJECT_TYPE, (copy_function *)copy, (delete_function *)delete, keyval, state);
}

MPI_CALL(Type_free_keyval, (int *keyval))
{
	ENTER(Type_free_keyval);
	return free_key(OBJECT_TYPE, keyval);
}

MPI_CALL(Type_set_attr, (MPI_Datatype type, int keyval, void *value))
{
	ENTER(Type_set_attr);
	TYPE_ARGUMENT(t, type);
	return attribute_set(0, OBJECT_TYPE, t, &t->attributes, keyval, value);
}

MPI_CALL(Type_get_attr, (MPI_Datatype type, int keyval, void *pointer, int *flag))
{
	ENTER(Type_get_attr);
	TYPE_ARGUMENT(t, type);
	EXPECT_PLACE(0, (void **)pointer, "the value");
	EXPECT_PLACE(0, flag, "the flag");
	return attribute_get(0, OBJECT_TYPE, t->attributes, keyval, pointer, flag);
}

MPI_CALL(Type_delete_attr, (MPI_Datatype type, int keyval))
{
	ENTER(Type_delete_attr);
	TYPE_ARGUMENT(t, type);
	return attribute_delete(0, OBJECT_TYPE, t, &t->attributes, keyval);
}

/* Errors of windows' attributes are those of the communicator, whose handler is set beside the window's own. */
#define WIN_ARGUMENT(w, handle) \
	struct win *w = win_of(handle); \
	if (!w) \
	return fail_win(0, MPI_ERR_WIN, \
		(handle) ? "%p is no window, or one that was freed" \
				 : "expected a window, got MPI_WIN_NULL", \
		(void *)(handle))

MPI_CALL(Win_create_keyval,
	(MPI_Win_copy_attr_function * copy, MPI_Win_delete_attr_function *delete, int *keyval,
		void *state))
{
	ENTER(Win_create_keyval);
	return make_key(OBJECT_WIN, (copy_function *)copy, (delete_function *)delete, keyval, state);
}

MPI_CALL(Win_free_keyval, (int *keyval))
{
	ENTER(Win_free_keyval);
	return free_key(OBJECT_WIN, keyval);
}

MPI_CALL(Win_set_attr, (MPI_Win win, int keyval, void *value))
{
	ENTER(Win_set_attr);
	WIN_ARGUMENT(w, win);
	if (keyval >= MPI_WIN_BASE && keyval <= MPI_WIN_MODEL)
		return fail_win(
			w, MPI_ERR_KEYVAL, "attribute %d is predefined and can't be changed", keyval);
	return attribute_set(w->comm, OBJECT_WIN, w, &w->attributes, keyval, value);
}

MPI_CALL(Win_get_attr, (MPI_Win win, int keyval, void *pointer, int *flag))
{
	ENTER(Win_get_attr);
	WIN_ARGUMENT(w, win);
	if (!pointer || !flag)
		return fail_win(w, MPI_ERR_ARG, "expected places for the value and the flag, got NULL");
	void *value = keyval == MPI_WIN_BASE  ? w->base
		: keyval == MPI_WIN_SIZE          ? (void *)&w->size
		: keyval == MPI_WIN_DISP_UNIT     ? &w->unit
		: keyval == MPI_WIN_CREATE_FLAVOR ? &w->flavor
		: keyval == MPI_WIN_MODEL         ? &w->model
										  : 0;
	if (keyval < MPI_WIN_BASE || keyval > MPI_WIN_MODEL)
		return attribute_get(w->comm, OBJECT_WIN, w->attributes, keyval, pointer, flag);
	*(void **)pointer = value;
	*flag = 1;
	return MPI_SUCCESS;
}

MPI_CALL(Win_delete_attr, (MPI_Win win, int keyval))
{
	ENTER(Win_delete_attr);
	WIN_ARGUMENT(w, win);
	if (keyval >= MPI_WIN_BASE && keyval <= MPI_WIN_MODEL)
		return fail_win(
			w, MPI_ERR_KEYVAL, "attribute %d is predefined and can't be deleted", keyval);
	return attribute_delete(w->comm, OBJECT_WIN, w, &w->attributes, keyval);
}

/* MPI_COMM_DUP_FN and the like. */
static int copy_value(void *value, void *copy, int *flag)
{
	*(void **)copy = value;
	*flag = 1;
	return MPI_SUCCESS;
}
int __mpi_comm_dup_fn(MPI_Comm comm, int key, void *state, void *value, void *copy, int *flag)
{
	return copy_value(value, copy, flag);
}
int __mpi_type_dup_fn(MPI_Datatype type, int key, void *state, void *value, void *copy, int *flag)
{
	return copy_value(value, copy, flag);
}
int __mpi_win_dup_fn(MPI_Win win, int key, void *state, void *value, void *copy, int *flag)
{
	return copy_value(value, copy, flag);
}
