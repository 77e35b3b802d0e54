/* Handles as integers (MPI-3.1, 17.2.4): pointers are 32 bits wide, so both are the same. What is no handle becomes the null one. */
#include "call.h"
#include "object/comm.h"
#include "object/errhandler.h"
#include "object/group.h"
#include "object/info.h"
#include "type/op.h"
#include "p2p/request.h"
#include "object/win.h"

#define CONVERSIONS(name, type, is_handle) \
	MPI_CALL_OF(MPI_Fint, name##_c2f, (type handle)) { return (MPI_Fint)handle; } \
	MPI_CALL_OF(type, name##_f2c, (MPI_Fint number)) \
	{ \
		type handle = (type)number; \
		return is_handle ? handle : (type)0; \
	}

CONVERSIONS(Comm, MPI_Comm, comm_of(handle))
CONVERSIONS(Group, MPI_Group, group_of(handle))
CONVERSIONS(Type, MPI_Datatype, type_of(handle))
CONVERSIONS(Op, MPI_Op, op_of(handle))
CONVERSIONS(Request, MPI_Request, request_of(handle))
CONVERSIONS(Info, MPI_Info, handle == MPI_INFO_ENV || info_of(handle))
CONVERSIONS(Errhandler, MPI_Errhandler, errhandler_of(handle))
CONVERSIONS(Win, MPI_Win, win_of(handle))
CONVERSIONS(
	Message, MPI_Message, handle == MPI_MESSAGE_NO_PROC || object_valid(handle, OBJECT_MESSAGE))
