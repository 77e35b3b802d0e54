/* MPI's files (MPI-3.1, 13), which there are not yet: each function says so, once in words, and fails as the handler of files wants. */
#include "call.h"
#include "object/errhandler.h"

/* Of MPI_FILE_NULL, the only handle that there is; all ranks of an isle have it in common. */
static struct errhandler *volatile handler;

static int unsupported(void)
{
	static volatile int said;
	static const char words[] = "MPI's files are not supported: open, write and read work on files "
								"of granted directories (--dir)";
	if (handler == &errors_are_fatal) fatal("%s", words);
	if (!__atomic_exchange_n(&said, 1, __ATOMIC_SEQ_CST)) error_say("%s", words);
	return MPI_ERR_UNSUPPORTED_OPERATION;
}

#define UNSUPPORTED(name, parameters) \
	MPI_CALL(name, parameters) \
	{ \
		ENTER(name); \
		return unsupported(); \
	}

MPI_CALL(File_open, (MPI_Comm comm, const char *name, int mode, MPI_Info info, MPI_File *file))
{
	ENTER(File_open);
	*file = MPI_FILE_NULL;
	return unsupported();
}

MPI_CALL(File_set_errhandler, (MPI_File file, MPI_Errhandler wanted))
{
	ENTER(File_set_errhandler);
	struct errhandler *h = errhandler_of(wanted);
	if (file != MPI_FILE_NULL || (h != &errors_are_fatal && h != &errors_return))
		return unsupported();
	handler = h;
	return MPI_SUCCESS;
}

MPI_CALL(File_get_errhandler, (MPI_File file, MPI_Errhandler *wanted))
{
	ENTER(File_get_errhandler);
	if (file != MPI_FILE_NULL) return unsupported();
	*wanted = handler == &errors_are_fatal ? MPI_ERRORS_ARE_FATAL : MPI_ERRORS_RETURN;
	return MPI_SUCCESS;
}

MPI_CALL_OF(MPI_Fint, File_c2f, (MPI_File file)) { return (MPI_Fint)file; }
MPI_CALL_OF(MPI_File, File_f2c, (MPI_Fint number)) { return MPI_FILE_NULL; }

UNSUPPORTED(File_close, (MPI_File * file))
UNSUPPORTED(File_delete, (const char *name, MPI_Info info))
UNSUPPORTED(File_set_size, (MPI_File file, MPI_Offset size))
UNSUPPORTED(File_preallocate, (MPI_File file, MPI_Offset size))
UNSUPPORTED(File_get_size, (MPI_File file, MPI_Offset *size))
UNSUPPORTED(File_get_group, (MPI_File file, MPI_Group *group))
UNSUPPORTED(File_get_amode, (MPI_File file, int *mode))
UNSUPPORTED(File_set_info, (MPI_File file, MPI_Info info))
UNSUPPORTED(File_get_info, (MPI_File file, MPI_Info *info))
UNSUPPORTED(File_set_view,
	(MPI_File file, MPI_Offset displacement, MPI_Datatype element, MPI_Datatype file_type,
		const char *representation, MPI_Info info))
UNSUPPORTED(File_get_view,
	(MPI_File file, MPI_Offset *displacement, MPI_Datatype *element, MPI_Datatype *file_type,
		char *representation))
UNSUPPORTED(File_read_at,
	(MPI_File file, MPI_Offset offset, void *buffer, int count, MPI_Datatype type,
		MPI_Status *status))
UNSUPPORTED(File_read_at_all,
	(MPI_File file, MPI_Offset offset, void *buffer, int count, MPI_Datatype type,
		MPI_Status *status))
UNSUPPORTED(File_write_at,
	(MPI_File file, MPI_Offset offset, const void *buffer, int count, MPI_Datatype type,
		MPI_Status *status))
UNSUPPORTED(File_write_at_all,
	(MPI_File file, MPI_Offset offset, const void *buffer, int count, MPI_Datatype type,
		MPI_Status *status))
UNSUPPORTED(File_iread_at,
	(MPI_File file, MPI_Offset offset, void *buffer, int count, MPI_Datatype type,
		MPI_Request *request))
UNSUPPORTED(File_iwrite_at,
	(MPI_File file, MPI_Offset offset, const void *buffer, int count, MPI_Datatype type,
		MPI_Request *request))
UNSUPPORTED(
	File_read, (MPI_File file, void *buffer, int count, MPI_Datatype type, MPI_Status *status))
UNSUPPORTED(
	File_read_all, (MPI_File file, void *buffer, int count, MPI_Datatype type, MPI_Status *status))
UNSUPPORTED(File_write,
	(MPI_File file, const void *buffer, int count, MPI_Datatype type, MPI_Status *status))
UNSUPPORTED(File_write_all,
	(MPI_File file, const void *buffer, int count, MPI_Datatype type, MPI_Status *status))
UNSUPPORTED(
	File_iread, (MPI_File file, void *buffer, int count, MPI_Datatype type, MPI_Request *request))
UNSUPPORTED(File_iwrite,
	(MPI_File file, const void *buffer, int count, MPI_Datatype type, MPI_Request *request))
UNSUPPORTED(File_seek, (MPI_File file, MPI_Offset offset, int whence))
UNSUPPORTED(File_get_position, (MPI_File file, MPI_Offset *offset))
UNSUPPORTED(File_get_byte_offset, (MPI_File file, MPI_Offset offset, MPI_Offset *displacement))
UNSUPPORTED(File_read_shared,
	(MPI_File file, void *buffer, int count, MPI_Datatype type, MPI_Status *status))
UNSUPPORTED(File_write_shared,
	(MPI_File file, const void *buffer, int count, MPI_Datatype type, MPI_Status *status))
UNSUPPORTED(File_iread_shared,
	(MPI_File file, void *buffer, int count, MPI_Datatype type, MPI_Request *request))
UNSUPPORTED(File_iwrite_shared,
	(MPI_File file, const void *buffer, int count, MPI_Datatype type, MPI_Request *request))
UNSUPPORTED(File_read_ordered,
	(MPI_File file, void *buffer, int count, MPI_Datatype type, MPI_Status *status))
UNSUPPORTED(File_write_ordered,
	(MPI_File file, const void *buffer, int count, MPI_Datatype type, MPI_Status *status))
UNSUPPORTED(File_seek_shared, (MPI_File file, MPI_Offset offset, int whence))
UNSUPPORTED(File_get_position_shared, (MPI_File file, MPI_Offset *offset))
UNSUPPORTED(File_read_at_all_begin,
	(MPI_File file, MPI_Offset offset, void *buffer, int count, MPI_Datatype type))
UNSUPPORTED(File_read_at_all_end, (MPI_File file, void *buffer, MPI_Status *status))
UNSUPPORTED(File_write_at_all_begin,
	(MPI_File file, MPI_Offset offset, const void *buffer, int count, MPI_Datatype type))
UNSUPPORTED(File_write_at_all_end, (MPI_File file, const void *buffer, MPI_Status *status))
UNSUPPORTED(File_read_all_begin, (MPI_File file, void *buffer, int count, MPI_Datatype type))
UNSUPPORTED(File_read_all_end, (MPI_File file, void *buffer, MPI_Status *status))
UNSUPPORTED(File_write_all_begin, (MPI_File file, const void *buffer, int count, MPI_Datatype type))
UNSUPPORTED(File_write_all_end, (MPI_File file, const void *buffer, MPI_Status *status))
UNSUPPORTED(File_read_ordered_begin, (MPI_File file, void *buffer, int count, MPI_Datatype type))
UNSUPPORTED(File_read_ordered_end, (MPI_File file, void *buffer, MPI_Status *status))
UNSUPPORTED(
	File_write_ordered_begin, (MPI_File file, const void *buffer, int count, MPI_Datatype type))
UNSUPPORTED(File_write_ordered_end, (MPI_File file, const void *buffer, MPI_Status *status))
UNSUPPORTED(File_get_type_extent, (MPI_File file, MPI_Datatype type, MPI_Aint *extent))
UNSUPPORTED(Register_datarep,
	(const char *representation, MPI_Datarep_conversion_function *read,
		MPI_Datarep_conversion_function *write, MPI_Datarep_extent_function *extent, void *state))
UNSUPPORTED(File_set_atomicity, (MPI_File file, int flag))
UNSUPPORTED(File_get_atomicity, (MPI_File file, int *flag))
UNSUPPORTED(File_sync, (MPI_File file))
UNSUPPORTED(File_iread_at_all,
	(MPI_File file, MPI_Offset offset, void *buffer, int count, MPI_Datatype type,
		MPI_Request *request))
UNSUPPORTED(File_iwrite_at_all,
	(MPI_File file, MPI_Offset offset, const void *buffer, int count, MPI_Datatype type,
		MPI_Request *request))
UNSUPPORTED(File_iread_all,
	(MPI_File file, void *buffer, int count, MPI_Datatype type, MPI_Request *request))
UNSUPPORTED(File_iwrite_all,
	(MPI_File file, const void *buffer, int count, MPI_Datatype type, MPI_Request *request))
UNSUPPORTED(
	File_create_errhandler, (MPI_File_errhandler_function * function, MPI_Errhandler *handler))
UNSUPPORTED(File_call_errhandler, (MPI_File file, int code))
