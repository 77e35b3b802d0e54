/* Error handlers of the program's own, inheritance, classes and codes that it adds. */
// ranks: 1
#include "show.h"

static int called, seen;

static void handler(MPI_Comm *c, int *code, ...)
{
	called++;
	MPI_Error_class(*code, &seen);
	printf("handler: %s, %s\n", class_name(*code), *c == MPI_COMM_WORLD ? "world" : *c == MPI_COMM_SELF ? "self" : "another");
}

static void other(MPI_Comm *c, int *code, ...) { printf("other handler\n"); }

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	MPI_Errhandler h, o, got;
	MPI_Comm c, d;
	int v = 0, code, class, length, flag, *last;
	MPI_Comm_get_errhandler(MPI_COMM_WORLD, &got), printf("fatal at first: %d\n", got == MPI_ERRORS_ARE_FATAL);
	MPI_Comm_create_errhandler(handler, &h), MPI_Comm_create_errhandler(other, &o);
	MPI_Comm_dup(MPI_COMM_WORLD, &c);
	MPI_Comm_set_errhandler(c, h);
	MPI_Comm_dup(c, &d);
	MPI_Comm_get_errhandler(d, &got), printf("inherited: %d\n", got == h), MPI_Errhandler_free(&got);
	MPI_Errhandler_free(&h), printf("null: %d\n", h == MPI_ERRHANDLER_NULL);
	code = MPI_Send(&v, 1, MPI_INT, 99, 0, d), printf("%s\n", class_name(code));
	code = MPI_Send(&v, -1, MPI_INT, 0, 0, c), printf("%s\n", class_name(code));
	MPI_Comm_set_errhandler(c, o);
	MPI_Send(&v, 1, MPI_INT, 0, -5, c);
	MPI_Comm_call_errhandler(d, MPI_ERR_TOPOLOGY);
	MPI_Comm_set_errhandler(c, MPI_ERRORS_RETURN);
	code = MPI_Send(&v, 1, MPI_DATATYPE_NULL, 0, 0, c), printf("%s\n", class_name(code));
	printf("called %d times\n", called);
	MPI_Comm_free(&c), MPI_Comm_free(&d), MPI_Errhandler_free(&o);

	/* A null communicator's errors are those of MPI_COMM_WORLD. */
	MPI_Comm_create_errhandler(handler, &h);
	MPI_Comm_set_errhandler(MPI_COMM_WORLD, h);
	code = MPI_Comm_rank(MPI_COMM_NULL, &v), printf("%s\n", class_name(code));
	MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);

	int mine, more;
	char text[MPI_MAX_ERROR_STRING];
	MPI_Add_error_class(&mine), MPI_Add_error_code(mine, &code), MPI_Add_error_code(MPI_ERR_ARG, &more);
	printf("new: %d\n", mine > MPI_ERR_LASTCODE && code != mine && more != code);
	MPI_Error_class(code, &class), printf("%d ", class == mine);
	MPI_Error_class(mine, &class), printf("%d ", class == mine);
	MPI_Error_class(more, &class), printf("%d\n", class == MPI_ERR_ARG);
	MPI_Error_string(code, text, &length), printf("'%s' %d\n", text, length);
	MPI_Add_error_string(mine, "a class of mine"), MPI_Add_error_string(code, "a code of mine");
	MPI_Error_string(code, text, &length), printf("'%s' %d\n", text, length);
	MPI_Error_string(mine, text, &length), printf("'%s' %d\n", text, length);
	MPI_Comm_get_attr(MPI_COMM_WORLD, MPI_LASTUSEDCODE, &last, &flag), printf("%d\n", flag && *last >= mine);
	for (int i = 0; i <= MPI_ERR_RMA_FLAVOR; i++) {
		text[0] = 0;
		if (MPI_Error_class(i, &class) || class != i || MPI_Error_string(i, text, &length) || length != (int)strlen(text) || !length) printf("class %d has no text\n", i);
	}
	MPI_Comm_call_errhandler(MPI_COMM_WORLD, code);
	MPI_Finalize();
	return 0;
}
