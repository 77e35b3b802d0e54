/* Names of what there is not yet: programs that have them compile, link and are told when they call. */
// ranks: 1
// native: no
#include <mpio.h>
#include "show.h"

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	MPI_File f = (MPI_File)1;
	MPI_Offset offset = 0;
	MPI_Status status;
	MPI_Comm children;
	MPI_Errhandler handler;
	char text[MPI_MAX_PORT_NAME];
	int codes[1];
	MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
	WRONG(MPI_File_open(MPI_COMM_WORLD, "x", MPI_MODE_CREATE | MPI_MODE_RDWR, MPI_INFO_NULL, &f));
	printf("%d\n", f == MPI_FILE_NULL);
	WRONG(MPI_File_write_at_all(f, offset, text, 1, MPI_CHAR, &status));
	WRONG(MPI_File_read_shared(f, text, 1, MPI_CHAR, &status));
	WRONG(MPI_File_set_view(f, 0, MPI_INT, MPI_INT, "native", MPI_INFO_NULL));
	WRONG(MPI_File_delete("x", MPI_INFO_NULL));
	WRONG(MPI_File_close(&f));
	WRONG(MPI_File_set_errhandler(MPI_FILE_NULL, MPI_ERRORS_RETURN));
	WRONG(MPI_File_get_errhandler(MPI_FILE_NULL, &handler));
	printf("%d %d\n", handler == MPI_ERRORS_RETURN, MPI_File_f2c(MPI_File_c2f(f)) == MPI_FILE_NULL);
	WRONG(MPI_Comm_spawn("x", MPI_ARGV_NULL, 1, MPI_INFO_NULL, 0, MPI_COMM_WORLD, &children, codes));
	char *commands[] = { "x" };
	MPI_Info infos[] = { MPI_INFO_NULL };
	WRONG(MPI_Comm_spawn_multiple(1, commands, MPI_ARGVS_NULL, (int[]){ 1 }, infos, 0, MPI_COMM_WORLD, &children, codes));
	WRONG(MPI_Open_port(MPI_INFO_NULL, text));
	WRONG(MPI_Close_port("x"));
	WRONG(MPI_Publish_name("x", MPI_INFO_NULL, "y"));
	WRONG(MPI_Unpublish_name("x", MPI_INFO_NULL, "y"));
	WRONG(MPI_Lookup_name("x", MPI_INFO_NULL, text));
	WRONG(MPI_Comm_accept("x", MPI_INFO_NULL, 0, MPI_COMM_WORLD, &children));
	WRONG(MPI_Comm_connect("x", MPI_INFO_NULL, 0, MPI_COMM_WORLD, &children));
	WRONG(MPI_Comm_join(0, &children));
	/* Types that there need not be. */
	const MPI_Datatype optional[] = { MPI_INTEGER16, MPI_REAL2, MPI_REAL16, MPI_COMPLEX4, MPI_COMPLEX32, MPI_CXX_BOOL, MPI_CXX_FLOAT_COMPLEX,
		MPI_CXX_DOUBLE_COMPLEX, MPI_CXX_LONG_DOUBLE_COMPLEX };
	for (int i = 0; i < 9; i++) {
		int bytes = 0;
		if (optional[i] != MPI_DATATYPE_NULL) MPI_Type_size(optional[i], &bytes);
		printf("%d ", bytes);
	}
	printf("\n");
	MPI_Finalize();
	return 0;
}
