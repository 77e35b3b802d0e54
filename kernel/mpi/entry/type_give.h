/* What entries that make datatypes share. */
#ifndef MPI_TYPE_GIVE_H
#define MPI_TYPE_GIVE_H

#include "arguments.h"
#include "type/constructor.h"

/* Gives the program the type of a constructor (NULL: no memory), which it takes. What the entry returns. */
int type_give(struct constructor *made, MPI_Datatype *type);

#endif
