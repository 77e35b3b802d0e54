/* Names that MPI-3.0 removed or that are deprecated, and handles as integers: each does what its newer name, or nothing, does. */
// ranks: 2
#include "show.h"

static int on_copy(MPI_Comm c, int key, void *state, void *in, void *out, int *flag)
{
	*(void **)out = in;
	*flag = 1;
	return MPI_SUCCESS;
}

static _Thread_local int deleted, handled;
static int on_delete(MPI_Comm c, int key, void *value, void *state)
{
	deleted++;
	return MPI_SUCCESS;
}
static void on_error(MPI_Comm *c, int *code, ...) { handled = *code; }

static void types(void)
{
	struct { int i; double d; } one = { rank, rank + 0.5 }, two = { -1, -1 };
	MPI_Aint base, at[2], lb, ub, extent;
	int lengths[] = { 1, 1 };
	MPI_Datatype of[] = { MPI_INT, MPI_DOUBLE }, t, h;
	MPI_Address(&one, &base);
	MPI_Address(&one.i, &at[0]);
	MPI_Address(&one.d, &at[1]);
	for (int i = 0; i < 2; i++) at[i] -= base;
	MPI_Type_struct(2, lengths, at, of, &t);
	MPI_Type_commit(&t);
	MPI_Type_lb(t, &lb);
	MPI_Type_ub(t, &ub);
	MPI_Type_extent(t, &extent);
	show("from %d to %d, extent %d", (int)lb, (int)ub, (int)extent);
	MPI_Sendrecv(&one, 1, t, 1 - rank, 0, &two, 1, t, 1 - rank, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	show("came: %d %g", two.i, two.d);
	MPI_Type_free(&t);
	MPI_Type_hvector(3, 2, 16, MPI_INT, &t);
	MPI_Type_extent(t, &extent);
	at[0] = 0, at[1] = 40;
	lengths[1] = 2;
	MPI_Type_hindexed(2, lengths, at, MPI_INT, &h);
	MPI_Type_ub(h, &ub);
	show("hvector %d, hindexed %d", (int)extent, (int)ub);
	MPI_Type_free(&t);
	MPI_Type_free(&h);
}

static void attributes(void)
{
	MPI_Comm copy;
	int key, flag, value = 3, *got = NULL;
	MPI_Keyval_create(on_copy, on_delete, &key, NULL);
	MPI_Attr_put(MPI_COMM_WORLD, key, &value);
	MPI_Comm_dup(MPI_COMM_WORLD, &copy);
	MPI_Attr_get(copy, key, &got, &flag);
	show("copied: %d, %d", flag, got == &value);
	MPI_Attr_delete(copy, key);
	MPI_Attr_get(copy, key, &got, &flag);
	show("deleted: %d, told %d", flag, deleted);
	MPI_Comm_free(&copy);
	MPI_Attr_delete(MPI_COMM_WORLD, key);
	MPI_Keyval_free(&key);
	show("no key: %d", key == MPI_KEYVAL_INVALID);
}

static void errors(void)
{
	MPI_Errhandler handler, got;
	MPI_Errhandler_create(on_error, &handler);
	MPI_Errhandler_set(MPI_COMM_WORLD, handler);
	MPI_Errhandler_get(MPI_COMM_WORLD, &got);
	MPI_Send(NULL, 0, MPI_INT, 99, 0, MPI_COMM_WORLD);
	show("the same: %d, class %s", got == handler, class_name(handled));
	MPI_Errhandler_set(MPI_COMM_WORLD, MPI_ERRORS_ARE_FATAL);
	MPI_Errhandler_free(&got);
	MPI_Errhandler_free(&handler);
}

#define THERE_AND_BACK(kind, handle) (MPI_##kind##_f2c(MPI_##kind##_c2f(handle)) == (handle))

static void integers(void)
{
	MPI_Comm c;
	MPI_Group g;
	MPI_Info info;
	MPI_Win w;
	MPI_Request r;
	MPI_Message m = MPI_MESSAGE_NULL;
	int x, *base;
	MPI_Comm_dup(MPI_COMM_WORLD, &c);
	MPI_Comm_group(c, &g);
	MPI_Info_create(&info);
	MPI_Win_allocate(4, 1, MPI_INFO_NULL, c, &base, &w);
	MPI_Irecv(&x, 1, MPI_INT, 1 - rank, 8, c, &r);
	show("comm %d %d %d", THERE_AND_BACK(Comm, c), THERE_AND_BACK(Comm, MPI_COMM_WORLD), THERE_AND_BACK(Comm, MPI_COMM_NULL));
	show("group %d, type %d, op %d", THERE_AND_BACK(Group, g), THERE_AND_BACK(Type, MPI_INT), THERE_AND_BACK(Op, MPI_SUM));
	show("info %d, handler %d, window %d", THERE_AND_BACK(Info, info), THERE_AND_BACK(Errhandler, MPI_ERRORS_RETURN), THERE_AND_BACK(Win, w));
	show("request %d, message %d", THERE_AND_BACK(Request, r), THERE_AND_BACK(Message, m));
	MPI_Send(&rank, 1, MPI_INT, 1 - rank, 8, c);
	MPI_Wait(&r, MPI_STATUS_IGNORE);
	MPI_Win_free(&w);
	MPI_Info_free(&info);
	MPI_Group_free(&g);
	MPI_Comm_free(&c);
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	types();
	attributes();
	errors();
	integers();
	MPI_Finalize();
	return 0;
}
