/* MPI_Get_processor_name (MPI-3.1, 8.1.2). */
#include <string.h>
#include <sys/utsname.h>
#include "call.h"

MPI_CALL(Get_processor_name, (char *name, int *length))
{
	ENTER(Get_processor_name);
	struct utsname u;
	if (uname(&u)) strcpy(u.nodename, "hermit");
	*length = strnlen(u.nodename, MPI_MAX_PROCESSOR_NAME - 1);
	memcpy(name, u.nodename, *length);
	name[*length] = 0;
	return MPI_SUCCESS;
}
