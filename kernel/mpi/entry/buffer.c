/* The buffer of buffered sends (MPI-3.1, 3.6.1). */
#include "call.h"
#include "p2p/p2p.h"

MPI_CALL(Buffer_attach, (void *buffer, int size))
{
	ENTER(Buffer_attach);
	if (size < 0 || (size && range_bad(buffer, size)))
		return fail(0, size < 0 ? MPI_ERR_ARG : MPI_ERR_BUFFER,
			"expected a buffer, got %d bytes at %p", size, buffer);
	int error = buffered_attach(me, buffer, size);
	return error ? fail_noted(0, error) : MPI_SUCCESS;
}

MPI_CALL(Buffer_detach, (void *pointer, int *size))
{
	ENTER(Buffer_detach);
	int error = buffered_detach(me, pointer, size);
	return error ? fail_noted(0, error) : MPI_SUCCESS;
}
