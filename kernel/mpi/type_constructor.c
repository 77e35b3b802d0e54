#include <stdlib.h>
#include "type_constructor.h"

void constructor_release(struct constructor *made)
{
	for (int i = 0; i < made->types; i++) type_release(made->type[i]);
	if (made->equal) type_release(made->equal);
	free(made);
}
