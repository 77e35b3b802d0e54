/* How a datatype was made (MPI-3.1, 4.1.13). */
#include <string.h>
#include "arguments.h"
#include "type/constructor.h"

MPI_CALL(Type_get_envelope,
	(MPI_Datatype type, int *integers, int *addresses, int *types, int *combiner))
{
	ENTER(Type_get_envelope);
	TYPE_ARGUMENT(t, type);
	EXPECT(0, integers && addresses && types && combiner, MPI_ERR_ARG,
		"expected places for three counts and the combiner, got NULL");
	const struct constructor *made = t->made;
	*integers = made ? made->integers : 0;
	*addresses = made ? made->addresses : 0;
	*types = made ? made->types : 0;
	*combiner = made ? made->combiner : MPI_COMBINER_NAMED;
	return MPI_SUCCESS;
}

MPI_CALL(Type_get_contents,
	(MPI_Datatype type, int max_integers, int max_addresses, int max_types, int integers[],
		MPI_Aint addresses[], MPI_Datatype types[]))
{
	ENTER(Type_get_contents);
	TYPE_ARGUMENT(t, type);
	const struct constructor *made = t->made;
	EXPECT(0, made, MPI_ERR_TYPE, "%s is predefined and was not made of anything", t->name);
	EXPECT(0,
		max_integers >= made->integers && max_addresses >= made->addresses &&
			max_types >= made->types,
		MPI_ERR_ARG,
		"expected room for %d integers, %d addresses and %d datatypes, got room for %d, %d and %d",
		made->integers, made->addresses, made->types, max_integers, max_addresses, max_types);
	EXPECT_ARRAY(0, integers, made->integers, "integers");
	EXPECT_ARRAY(0, addresses, made->addresses, "addresses");
	EXPECT_ARRAY(0, types, made->types, "datatypes");
	if (made->integers) memcpy(integers, made->integer, made->integers * sizeof(int));
	if (made->addresses) memcpy(addresses, made->address, made->addresses * sizeof(MPI_Aint));
	for (int i = 0; i < made->types; i++) {
		datatype *part = made->type[i];
		types[i] = part;
		if (part->flags & TYPE_PREDEFINED) continue;
		/* One handle more, which the program frees; it lives again if the program had freed its own. */
		type_keep(part);
		part->handles++;
		part->object.kind = OBJECT_TYPE;
	}
	return MPI_SUCCESS;
}
