/* What may be asked at any time: versions and the clock. */
#include <stdio.h>
#include "call.h"

MPI_CALL(Get_version, (int *version, int *subversion))
{
	*version = MPI_VERSION;
	*subversion = MPI_SUBVERSION;
	return MPI_SUCCESS;
}

MPI_CALL(Get_library_version, (char *version, int *length))
{
	*length = snprintf(version, MPI_MAX_LIBRARY_VERSION_STRING, "hermit-wasm MPI %d.%d",
		MPI_VERSION, MPI_SUBVERSION);
	return MPI_SUCCESS;
}

/* Seconds; the clock is the same on all isles (MPI_WTIME_IS_GLOBAL). */
MPI_CALL_OF(double, Wtime, (void)) { return monotonic_ns() * 1e-9; }

/* The clock counts nanoseconds; a call takes some tens. */
MPI_CALL_OF(double, Wtick, (void)) { return 1e-9; }

MPI_CALL(Pcontrol, (const int level, ...)) { return MPI_SUCCESS; }
