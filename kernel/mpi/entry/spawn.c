/* Dynamic processes (MPI-3.1, 10), which there are not: all isles are started with the machine. */
#include "arguments.h"

#define UNSUPPORTED(c) \
	return fail(c, MPI_ERR_UNSUPPORTED_OPERATION, \
		"processes are not started or met while the machine runs: give the number of ranks at " \
		"its start (-i)")

MPI_CALL(Comm_spawn,
	(const char *command, char *argv[], int most, MPI_Info info, int root, MPI_Comm comm,
		MPI_Comm *children, int codes[]))
{
	ENTER(Comm_spawn);
	COMM_ARGUMENT(c, comm);
	UNSUPPORTED(c);
}

MPI_CALL(Comm_spawn_multiple,
	(int count, char *commands[], char **argvs[], const int most[], const MPI_Info infos[],
		int root, MPI_Comm comm, MPI_Comm *children, int codes[]))
{
	ENTER(Comm_spawn_multiple);
	COMM_ARGUMENT(c, comm);
	UNSUPPORTED(c);
}

MPI_CALL(Comm_accept, (const char *port, MPI_Info info, int root, MPI_Comm comm, MPI_Comm *made))
{
	ENTER(Comm_accept);
	COMM_ARGUMENT(c, comm);
	UNSUPPORTED(c);
}

MPI_CALL(Comm_connect, (const char *port, MPI_Info info, int root, MPI_Comm comm, MPI_Comm *made))
{
	ENTER(Comm_connect);
	COMM_ARGUMENT(c, comm);
	UNSUPPORTED(c);
}

MPI_CALL(Comm_join, (int descriptor, MPI_Comm *made))
{
	ENTER(Comm_join);
	UNSUPPORTED(0);
}

MPI_CALL(Open_port, (MPI_Info info, char *port))
{
	ENTER(Open_port);
	UNSUPPORTED(0);
}

MPI_CALL(Close_port, (const char *port))
{
	ENTER(Close_port);
	UNSUPPORTED(0);
}

MPI_CALL(Publish_name, (const char *service, MPI_Info info, const char *port))
{
	ENTER(Publish_name);
	UNSUPPORTED(0);
}

MPI_CALL(Unpublish_name, (const char *service, MPI_Info info, const char *port))
{
	ENTER(Unpublish_name);
	UNSUPPORTED(0);
}

MPI_CALL(Lookup_name, (const char *service, MPI_Info info, char *port))
{
	ENTER(Lookup_name);
	UNSUPPORTED(0);
}
