/*
 * mpio.h: names of MPI's files (MPI-3.1, 13), so that programs that have them compile. There are no files yet: each function fails with
 * MPI_ERR_UNSUPPORTED_OPERATION, which MPI_ERRORS_RETURN, the default for files, returns. mpi.h includes it.
 */
#ifndef MPIO_H
#define MPIO_H

#include <mpi.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mpi_file *MPI_File;
#define MPI_FILE_NULL ((MPI_File)0)

enum {
	MPI_MODE_CREATE = 1,
	MPI_MODE_RDONLY = 2,
	MPI_MODE_WRONLY = 4,
	MPI_MODE_RDWR = 8,
	MPI_MODE_DELETE_ON_CLOSE = 16,
	MPI_MODE_UNIQUE_OPEN = 32,
	MPI_MODE_EXCL = 64,
	MPI_MODE_APPEND = 128,
	MPI_MODE_SEQUENTIAL = 256
};
enum { MPI_SEEK_SET = 600, MPI_SEEK_CUR = 602, MPI_SEEK_END = 604 };
#define MPI_DISPLACEMENT_CURRENT (-54278278)

typedef void MPI_File_errhandler_function(MPI_File *, int *, ...);
typedef MPI_File_errhandler_function MPI_File_errhandler_fn;
typedef int MPI_Datarep_conversion_function(void *, MPI_Datatype, int, void *, MPI_Offset, void *);
typedef int MPI_Datarep_extent_function(MPI_Datatype, MPI_Aint *, void *);
#define MPI_CONVERSION_FN_NULL ((MPI_Datarep_conversion_function *)0)

int MPI_File_open(MPI_Comm comm, const char *name, int mode, MPI_Info info, MPI_File *file);
int MPI_File_close(MPI_File *file);
int MPI_File_delete(const char *name, MPI_Info info);
int MPI_File_set_size(MPI_File file, MPI_Offset size);
int MPI_File_preallocate(MPI_File file, MPI_Offset size);
int MPI_File_get_size(MPI_File file, MPI_Offset *size);
int MPI_File_get_group(MPI_File file, MPI_Group *group);
int MPI_File_get_amode(MPI_File file, int *mode);
int MPI_File_set_info(MPI_File file, MPI_Info info);
int MPI_File_get_info(MPI_File file, MPI_Info *info);
int MPI_File_set_view(MPI_File file, MPI_Offset displacement, MPI_Datatype element,
	MPI_Datatype file_type, const char *representation, MPI_Info info);
int MPI_File_get_view(MPI_File file, MPI_Offset *displacement, MPI_Datatype *element,
	MPI_Datatype *file_type, char *representation);
int MPI_File_read_at(MPI_File file, MPI_Offset offset, void *buffer, int count, MPI_Datatype type,
	MPI_Status *status);
int MPI_File_read_at_all(MPI_File file, MPI_Offset offset, void *buffer, int count,
	MPI_Datatype type, MPI_Status *status);
int MPI_File_write_at(MPI_File file, MPI_Offset offset, const void *buffer, int count,
	MPI_Datatype type, MPI_Status *status);
int MPI_File_write_at_all(MPI_File file, MPI_Offset offset, const void *buffer, int count,
	MPI_Datatype type, MPI_Status *status);
int MPI_File_iread_at(MPI_File file, MPI_Offset offset, void *buffer, int count, MPI_Datatype type,
	MPI_Request *request);
int MPI_File_iwrite_at(MPI_File file, MPI_Offset offset, const void *buffer, int count,
	MPI_Datatype type, MPI_Request *request);
int MPI_File_read(MPI_File file, void *buffer, int count, MPI_Datatype type, MPI_Status *status);
int MPI_File_read_all(
	MPI_File file, void *buffer, int count, MPI_Datatype type, MPI_Status *status);
int MPI_File_write(
	MPI_File file, const void *buffer, int count, MPI_Datatype type, MPI_Status *status);
int MPI_File_write_all(
	MPI_File file, const void *buffer, int count, MPI_Datatype type, MPI_Status *status);
int MPI_File_iread(MPI_File file, void *buffer, int count, MPI_Datatype type, MPI_Request *request);
int MPI_File_iwrite(
	MPI_File file, const void *buffer, int count, MPI_Datatype type, MPI_Request *request);
int MPI_File_seek(MPI_File file, MPI_Offset offset, int whence);
int MPI_File_get_position(MPI_File file, MPI_Offset *offset);
int MPI_File_get_byte_offset(MPI_File file, MPI_Offset offset, MPI_Offset *displacement);
int MPI_File_read_shared(
	MPI_File file, void *buffer, int count, MPI_Datatype type, MPI_Status *status);
int MPI_File_write_shared(
	MPI_File file, const void *buffer, int count, MPI_Datatype type, MPI_Status *status);
int MPI_File_iread_shared(
	MPI_File file, void *buffer, int count, MPI_Datatype type, MPI_Request *request);
int MPI_File_iwrite_shared(
	MPI_File file, const void *buffer, int count, MPI_Datatype type, MPI_Request *request);
int MPI_File_read_ordered(
	MPI_File file, void *buffer, int count, MPI_Datatype type, MPI_Status *status);
int MPI_File_write_ordered(
	MPI_File file, const void *buffer, int count, MPI_Datatype type, MPI_Status *status);
int MPI_File_seek_shared(MPI_File file, MPI_Offset offset, int whence);
int MPI_File_get_position_shared(MPI_File file, MPI_Offset *offset);
int MPI_File_read_at_all_begin(
	MPI_File file, MPI_Offset offset, void *buffer, int count, MPI_Datatype type);
int MPI_File_read_at_all_end(MPI_File file, void *buffer, MPI_Status *status);
int MPI_File_write_at_all_begin(
	MPI_File file, MPI_Offset offset, const void *buffer, int count, MPI_Datatype type);
int MPI_File_write_at_all_end(MPI_File file, const void *buffer, MPI_Status *status);
int MPI_File_read_all_begin(MPI_File file, void *buffer, int count, MPI_Datatype type);
int MPI_File_read_all_end(MPI_File file, void *buffer, MPI_Status *status);
int MPI_File_write_all_begin(MPI_File file, const void *buffer, int count, MPI_Datatype type);
int MPI_File_write_all_end(MPI_File file, const void *buffer, MPI_Status *status);
int MPI_File_read_ordered_begin(MPI_File file, void *buffer, int count, MPI_Datatype type);
int MPI_File_read_ordered_end(MPI_File file, void *buffer, MPI_Status *status);
int MPI_File_write_ordered_begin(MPI_File file, const void *buffer, int count, MPI_Datatype type);
int MPI_File_write_ordered_end(MPI_File file, const void *buffer, MPI_Status *status);
int MPI_File_get_type_extent(MPI_File file, MPI_Datatype type, MPI_Aint *extent);
int MPI_Register_datarep(const char *representation, MPI_Datarep_conversion_function *read,
	MPI_Datarep_conversion_function *write, MPI_Datarep_extent_function *extent, void *state);
int MPI_File_set_atomicity(MPI_File file, int flag);
int MPI_File_get_atomicity(MPI_File file, int *flag);
int MPI_File_sync(MPI_File file);
int MPI_File_iread_at_all(MPI_File file, MPI_Offset offset, void *buffer, int count,
	MPI_Datatype type, MPI_Request *request);
int MPI_File_iwrite_at_all(MPI_File file, MPI_Offset offset, const void *buffer, int count,
	MPI_Datatype type, MPI_Request *request);
int MPI_File_iread_all(
	MPI_File file, void *buffer, int count, MPI_Datatype type, MPI_Request *request);
int MPI_File_iwrite_all(
	MPI_File file, const void *buffer, int count, MPI_Datatype type, MPI_Request *request);
int MPI_File_create_errhandler(MPI_File_errhandler_function *function, MPI_Errhandler *handler);
int MPI_File_set_errhandler(MPI_File file, MPI_Errhandler handler);
int MPI_File_get_errhandler(MPI_File file, MPI_Errhandler *handler);
int MPI_File_call_errhandler(MPI_File file, int code);
MPI_Fint MPI_File_c2f(MPI_File file);
MPI_File MPI_File_f2c(MPI_Fint file);

/* ---- Profiling (14.2) ---- */

int PMPI_File_open(MPI_Comm comm, const char *name, int mode, MPI_Info info, MPI_File *file);
int PMPI_File_close(MPI_File *file);
int PMPI_File_delete(const char *name, MPI_Info info);
int PMPI_File_set_size(MPI_File file, MPI_Offset size);
int PMPI_File_preallocate(MPI_File file, MPI_Offset size);
int PMPI_File_get_size(MPI_File file, MPI_Offset *size);
int PMPI_File_get_group(MPI_File file, MPI_Group *group);
int PMPI_File_get_amode(MPI_File file, int *mode);
int PMPI_File_set_info(MPI_File file, MPI_Info info);
int PMPI_File_get_info(MPI_File file, MPI_Info *info);
int PMPI_File_set_view(MPI_File file, MPI_Offset displacement, MPI_Datatype element,
	MPI_Datatype file_type, const char *representation, MPI_Info info);
int PMPI_File_get_view(MPI_File file, MPI_Offset *displacement, MPI_Datatype *element,
	MPI_Datatype *file_type, char *representation);
int PMPI_File_read_at(MPI_File file, MPI_Offset offset, void *buffer, int count, MPI_Datatype type,
	MPI_Status *status);
int PMPI_File_read_at_all(MPI_File file, MPI_Offset offset, void *buffer, int count,
	MPI_Datatype type, MPI_Status *status);
int PMPI_File_write_at(MPI_File file, MPI_Offset offset, const void *buffer, int count,
	MPI_Datatype type, MPI_Status *status);
int PMPI_File_write_at_all(MPI_File file, MPI_Offset offset, const void *buffer, int count,
	MPI_Datatype type, MPI_Status *status);
int PMPI_File_iread_at(MPI_File file, MPI_Offset offset, void *buffer, int count, MPI_Datatype type,
	MPI_Request *request);
int PMPI_File_iwrite_at(MPI_File file, MPI_Offset offset, const void *buffer, int count,
	MPI_Datatype type, MPI_Request *request);
int PMPI_File_read(MPI_File file, void *buffer, int count, MPI_Datatype type, MPI_Status *status);
int PMPI_File_read_all(
	MPI_File file, void *buffer, int count, MPI_Datatype type, MPI_Status *status);
int PMPI_File_write(
	MPI_File file, const void *buffer, int count, MPI_Datatype type, MPI_Status *status);
int PMPI_File_write_all(
	MPI_File file, const void *buffer, int count, MPI_Datatype type, MPI_Status *status);
int PMPI_File_iread(
	MPI_File file, void *buffer, int count, MPI_Datatype type, MPI_Request *request);
int PMPI_File_iwrite(
	MPI_File file, const void *buffer, int count, MPI_Datatype type, MPI_Request *request);
int PMPI_File_seek(MPI_File file, MPI_Offset offset, int whence);
int PMPI_File_get_position(MPI_File file, MPI_Offset *offset);
int PMPI_File_get_byte_offset(MPI_File file, MPI_Offset offset, MPI_Offset *displacement);
int PMPI_File_read_shared(
	MPI_File file, void *buffer, int count, MPI_Datatype type, MPI_Status *status);
int PMPI_File_write_shared(
	MPI_File file, const void *buffer, int count, MPI_Datatype type, MPI_Status *status);
int PMPI_File_iread_shared(
	MPI_File file, void *buffer, int count, MPI_Datatype type, MPI_Request *request);
int PMPI_File_iwrite_shared(
	MPI_File file, const void *buffer, int count, MPI_Datatype type, MPI_Request *request);
int PMPI_File_read_ordered(
	MPI_File file, void *buffer, int count, MPI_Datatype type, MPI_Status *status);
int PMPI_File_write_ordered(
	MPI_File file, const void *buffer, int count, MPI_Datatype type, MPI_Status *status);
int PMPI_File_seek_shared(MPI_File file, MPI_Offset offset, int whence);
int PMPI_File_get_position_shared(MPI_File file, MPI_Offset *offset);
int PMPI_File_read_at_all_begin(
	MPI_File file, MPI_Offset offset, void *buffer, int count, MPI_Datatype type);
int PMPI_File_read_at_all_end(MPI_File file, void *buffer, MPI_Status *status);
int PMPI_File_write_at_all_begin(
	MPI_File file, MPI_Offset offset, const void *buffer, int count, MPI_Datatype type);
int PMPI_File_write_at_all_end(MPI_File file, const void *buffer, MPI_Status *status);
int PMPI_File_read_all_begin(MPI_File file, void *buffer, int count, MPI_Datatype type);
int PMPI_File_read_all_end(MPI_File file, void *buffer, MPI_Status *status);
int PMPI_File_write_all_begin(MPI_File file, const void *buffer, int count, MPI_Datatype type);
int PMPI_File_write_all_end(MPI_File file, const void *buffer, MPI_Status *status);
int PMPI_File_read_ordered_begin(MPI_File file, void *buffer, int count, MPI_Datatype type);
int PMPI_File_read_ordered_end(MPI_File file, void *buffer, MPI_Status *status);
int PMPI_File_write_ordered_begin(MPI_File file, const void *buffer, int count, MPI_Datatype type);
int PMPI_File_write_ordered_end(MPI_File file, const void *buffer, MPI_Status *status);
int PMPI_File_get_type_extent(MPI_File file, MPI_Datatype type, MPI_Aint *extent);
int PMPI_Register_datarep(const char *representation, MPI_Datarep_conversion_function *read,
	MPI_Datarep_conversion_function *write, MPI_Datarep_extent_function *extent, void *state);
int PMPI_File_set_atomicity(MPI_File file, int flag);
int PMPI_File_get_atomicity(MPI_File file, int *flag);
int PMPI_File_sync(MPI_File file);
int PMPI_File_iread_at_all(MPI_File file, MPI_Offset offset, void *buffer, int count,
	MPI_Datatype type, MPI_Request *request);
int PMPI_File_iwrite_at_all(MPI_File file, MPI_Offset offset, const void *buffer, int count,
	MPI_Datatype type, MPI_Request *request);
int PMPI_File_iread_all(
	MPI_File file, void *buffer, int count, MPI_Datatype type, MPI_Request *request);
int PMPI_File_iwrite_all(
	MPI_File file, const void *buffer, int count, MPI_Datatype type, MPI_Request *request);
int PMPI_File_create_errhandler(MPI_File_errhandler_function *function, MPI_Errhandler *handler);
int PMPI_File_set_errhandler(MPI_File file, MPI_Errhandler handler);
int PMPI_File_get_errhandler(MPI_File file, MPI_Errhandler *handler);
int PMPI_File_call_errhandler(MPI_File file, int code);
MPI_Fint PMPI_File_c2f(MPI_File file);
MPI_File PMPI_File_f2c(MPI_Fint file);

#ifdef __cplusplus
}
#endif

#endif
