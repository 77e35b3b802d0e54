/* Types that MPI_Type_create_f90_… gave. */
#include <stdlib.h>
#include "constructor.h"
#include "core.h"

struct f90 {
	struct f90 *next;
	struct mpi_datatype type;
};

static int is_made_of(const struct constructor *made, int combiner, int precision, int range)
{
	return made->combiner == combiner && made->integer[0] == precision &&
		(made->integers == 1 || made->integer[1] == range);
}

/* Held: the list's lock. */
static struct f90 *add_type(
	struct f90 *next, int combiner, int precision, int range, const datatype *equal)
{
	struct f90 *f = malloc(sizeof *f);
	struct constructor *made = constructor_new(
		combiner, combiner == MPI_COMBINER_F90_INTEGER ? 1 : 2, 0, 0);
	if (!f || !made) {
		free(f);
		free(made);
		return 0;
	}
	made->integer[0] = precision;
	if (made->integers > 1) made->integer[1] = range;
	*f = (struct f90){ next, *equal };
	f->type.made = made;
	f->type.name[0] = 0;
	return f;
}

datatype *type_f90(int combiner, int precision, int range, const datatype *equal)
{
	static volatile int guard;
	static struct f90 *all;
	lock(&guard);
	struct f90 *f = all;
	while (f && !is_made_of(f->type.made, combiner, precision, range)) f = f->next;
	if (!f && (f = add_type(all, combiner, precision, range, equal))) all = f;
	unlock(&guard);
	return f ? &f->type : 0;
}
