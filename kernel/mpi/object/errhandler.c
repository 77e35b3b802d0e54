/* Error handlers: the predefined ones, and references. */
#include <stdlib.h>
#include "errhandler.h"

struct errhandler errors_are_fatal = { .object = { OBJECT_ERRHANDLER, 1 } };
struct errhandler errors_return = { .object = { OBJECT_ERRHANDLER, 1 } };

static int predefined(const struct errhandler *h)
{
	return h == &errors_are_fatal || h == &errors_return;
}

struct errhandler *errhandler_of(MPI_Errhandler handle)
{
	if (handle == MPI_ERRORS_ARE_FATAL) return &errors_are_fatal;
	if (handle == MPI_ERRORS_RETURN) return &errors_return;
	return object_valid(handle, OBJECT_ERRHANDLER) ? (struct errhandler *)handle : 0;
}

MPI_Errhandler errhandler_handle(struct errhandler *h)
{
	return h == &errors_are_fatal ? MPI_ERRORS_ARE_FATAL
		: h == &errors_return     ? MPI_ERRORS_RETURN
								  : (MPI_Errhandler)h;
}

void errhandler_keep(struct errhandler *h)
{
	if (!predefined(h)) h->object.references++;
}

void errhandler_release(struct errhandler *h)
{
	if (predefined(h) || --h->object.references) return;
	h->object.kind = 0;
	free(h);
}
