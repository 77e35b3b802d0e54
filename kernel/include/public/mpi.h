/*
 * mpi.h: the Message Passing Interface, version 3.1 (https://www.mpi-forum.org/docs/mpi-3.1/), for C, without files (chapter 13) and
 * dynamic processes (chapter 10), whose functions fail, and tools (chapter 14). Names that MPI-3.0 removed stand at the end, because
 * programs use them.
 *
 * A rank is an isle, or one of an isle's ranks (--ranks-per-isle); those share the program's global variables.
 * Every function returns MPI_SUCCESS or an error class. Unless another error handler was set, an error ends the machine.
 */
#ifndef MPI_H
#define MPI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MPI_VERSION 3
#define MPI_SUBVERSION 1

/* ---- Types ---- */

typedef intptr_t MPI_Aint;
typedef long long MPI_Count;
typedef long long MPI_Offset;
typedef int MPI_Fint;

typedef struct mpi_comm *MPI_Comm;
typedef struct mpi_group *MPI_Group;
typedef struct mpi_datatype *MPI_Datatype;
typedef struct mpi_op *MPI_Op;
typedef struct mpi_request *MPI_Request;
typedef struct mpi_message *MPI_Message;
typedef struct mpi_errhandler *MPI_Errhandler;
typedef struct mpi_info *MPI_Info;
typedef struct mpi_win *MPI_Win;

typedef struct MPI_Status {
	int MPI_SOURCE, MPI_TAG, MPI_ERROR;
	int _cancelled;
	MPI_Count _bytes;
} MPI_Status;

/* ---- Constants ---- */

#define MPI_SUCCESS 0
#define MPI_ERR_BUFFER 1
#define MPI_ERR_COUNT 2
#define MPI_ERR_TYPE 3
#define MPI_ERR_TAG 4
#define MPI_ERR_COMM 5
#define MPI_ERR_RANK 6
#define MPI_ERR_REQUEST 7
#define MPI_ERR_ROOT 8
#define MPI_ERR_GROUP 9
#define MPI_ERR_OP 10
#define MPI_ERR_TOPOLOGY 11
#define MPI_ERR_DIMS 12
#define MPI_ERR_ARG 13
#define MPI_ERR_UNKNOWN 14
#define MPI_ERR_TRUNCATE 15
#define MPI_ERR_OTHER 16
#define MPI_ERR_INTERN 17
#define MPI_ERR_PENDING 18
#define MPI_ERR_IN_STATUS 19
#define MPI_ERR_KEYVAL 20
#define MPI_ERR_NO_MEM 21
#define MPI_ERR_BASE 22
#define MPI_ERR_INFO_KEY 23
#define MPI_ERR_INFO_VALUE 24
#define MPI_ERR_INFO_NOKEY 25
#define MPI_ERR_SPAWN 26
#define MPI_ERR_PORT 27
#define MPI_ERR_SERVICE 28
#define MPI_ERR_NAME 29
#define MPI_ERR_WIN 30
#define MPI_ERR_SIZE 31
#define MPI_ERR_DISP 32
#define MPI_ERR_INFO 33
#define MPI_ERR_LOCKTYPE 34
#define MPI_ERR_ASSERT 35
#define MPI_ERR_RMA_CONFLICT 36
#define MPI_ERR_RMA_SYNC 37
#define MPI_ERR_RMA_RANGE 38
#define MPI_ERR_RMA_ATTACH 39
#define MPI_ERR_RMA_SHARED 40
#define MPI_ERR_RMA_FLAVOR 41
#define MPI_ERR_UNSUPPORTED_OPERATION 42
#define MPI_ERR_FILE 43
#define MPI_ERR_NOT_SAME 44
#define MPI_ERR_AMODE 45
#define MPI_ERR_UNSUPPORTED_DATAREP 46
#define MPI_ERR_NO_SUCH_FILE 47
#define MPI_ERR_FILE_EXISTS 48
#define MPI_ERR_BAD_FILE 49
#define MPI_ERR_ACCESS 50
#define MPI_ERR_NO_SPACE 51
#define MPI_ERR_QUOTA 52
#define MPI_ERR_READ_ONLY 53
#define MPI_ERR_FILE_IN_USE 54
#define MPI_ERR_DUP_DATAREP 55
#define MPI_ERR_CONVERSION 56
#define MPI_ERR_IO 57
#define MPI_ERR_LASTCODE 63

#define MPI_ANY_SOURCE (-1)
#define MPI_PROC_NULL (-2)
#define MPI_ROOT (-3)
#define MPI_ANY_TAG (-1)
#define MPI_UNDEFINED (-32766)
#define MPI_KEYVAL_INVALID 0
#define MPI_BSEND_OVERHEAD 64

#define MPI_BOTTOM ((void *)0)
#define MPI_IN_PLACE ((void *)-1)
#define MPI_STATUS_IGNORE ((MPI_Status *)0)
#define MPI_STATUSES_IGNORE ((MPI_Status *)0)
#define MPI_ERRCODES_IGNORE ((int *)0)
#define MPI_ARGV_NULL ((char **)0)
#define MPI_ARGVS_NULL ((char ***)0)
#define MPI_UNWEIGHTED ((int *)4)
#define MPI_WEIGHTS_EMPTY ((int *)8)

#define MPI_MAX_PROCESSOR_NAME 128
#define MPI_MAX_LIBRARY_VERSION_STRING 256
#define MPI_MAX_ERROR_STRING 256
#define MPI_MAX_OBJECT_NAME 128
#define MPI_MAX_INFO_KEY 255
#define MPI_MAX_INFO_VAL 1024
#define MPI_MAX_PORT_NAME 64
#define MPI_MAX_DATAREP_STRING 128

enum { MPI_THREAD_SINGLE, MPI_THREAD_FUNNELED, MPI_THREAD_SERIALIZED, MPI_THREAD_MULTIPLE };
enum { MPI_IDENT, MPI_CONGRUENT, MPI_SIMILAR, MPI_UNEQUAL };
enum { MPI_GRAPH = 1, MPI_CART, MPI_DIST_GRAPH };
enum { MPI_COMM_TYPE_SHARED = 1 };
enum {
	MPI_COMBINER_NAMED,
	MPI_COMBINER_DUP,
	MPI_COMBINER_CONTIGUOUS,
	MPI_COMBINER_VECTOR,
	MPI_COMBINER_HVECTOR,
	MPI_COMBINER_INDEXED,
	MPI_COMBINER_HINDEXED,
	MPI_COMBINER_INDEXED_BLOCK,
	MPI_COMBINER_HINDEXED_BLOCK,
	MPI_COMBINER_STRUCT,
	MPI_COMBINER_SUBARRAY,
	MPI_COMBINER_DARRAY,
	MPI_COMBINER_RESIZED,
	MPI_COMBINER_F90_REAL,
	MPI_COMBINER_F90_COMPLEX,
	MPI_COMBINER_F90_INTEGER
};
enum { MPI_ORDER_C = 56, MPI_ORDER_FORTRAN };
enum { MPI_DISTRIBUTE_NONE = 121, MPI_DISTRIBUTE_BLOCK, MPI_DISTRIBUTE_CYCLIC };
#define MPI_DISTRIBUTE_DFLT_DARG (-1)
enum { MPI_TYPECLASS_REAL = 1, MPI_TYPECLASS_INTEGER, MPI_TYPECLASS_COMPLEX };

/* Attributes of MPI_COMM_WORLD: the value is a pointer to int. */
enum {
	MPI_TAG_UB = 1,
	MPI_HOST,
	MPI_IO,
	MPI_WTIME_IS_GLOBAL,
	MPI_UNIVERSE_SIZE,
	MPI_LASTUSEDCODE,
	MPI_APPNUM
};
/* Attributes of windows. */
enum { MPI_WIN_BASE = 8, MPI_WIN_SIZE, MPI_WIN_DISP_UNIT, MPI_WIN_CREATE_FLAVOR, MPI_WIN_MODEL };
enum {
	MPI_WIN_FLAVOR_CREATE = 1,
	MPI_WIN_FLAVOR_ALLOCATE,
	MPI_WIN_FLAVOR_DYNAMIC,
	MPI_WIN_FLAVOR_SHARED
};
enum { MPI_WIN_SEPARATE = 1, MPI_WIN_UNIFIED };
enum { MPI_LOCK_EXCLUSIVE = 1, MPI_LOCK_SHARED };
enum {
	MPI_MODE_NOCHECK = 1,
	MPI_MODE_NOSTORE = 2,
	MPI_MODE_NOPUT = 4,
	MPI_MODE_NOPRECEDE = 8,
	MPI_MODE_NOSUCCEED = 16
};

/* ---- Handles ---- */

#define MPI_COMM_NULL ((MPI_Comm)0)
#define MPI_COMM_WORLD ((MPI_Comm)1)
#define MPI_COMM_SELF ((MPI_Comm)2)
#define MPI_GROUP_NULL ((MPI_Group)0)
#define MPI_GROUP_EMPTY ((MPI_Group)1)
#define MPI_REQUEST_NULL ((MPI_Request)0)
#define MPI_MESSAGE_NULL ((MPI_Message)0)
#define MPI_MESSAGE_NO_PROC ((MPI_Message)1)
#define MPI_ERRHANDLER_NULL ((MPI_Errhandler)0)
#define MPI_ERRORS_ARE_FATAL ((MPI_Errhandler)1)
#define MPI_ERRORS_RETURN ((MPI_Errhandler)2)
#define MPI_INFO_NULL ((MPI_Info)0)
#define MPI_INFO_ENV ((MPI_Info)1)
#define MPI_WIN_NULL ((MPI_Win)0)
#define MPI_OP_NULL ((MPI_Op)0)
#define MPI_DATATYPE_NULL ((MPI_Datatype)0)

extern struct mpi_datatype __mpi_char, __mpi_signed_char, __mpi_unsigned_char, __mpi_byte,
	__mpi_packed, __mpi_wchar, __mpi_short, __mpi_unsigned_short, __mpi_int, __mpi_unsigned,
	__mpi_long, __mpi_unsigned_long, __mpi_long_long, __mpi_unsigned_long_long, __mpi_float,
	__mpi_double, __mpi_long_double, __mpi_int8, __mpi_int16, __mpi_int32, __mpi_int64, __mpi_uint8,
	__mpi_uint16, __mpi_uint32, __mpi_uint64, __mpi_c_bool, __mpi_c_float_complex,
	__mpi_c_double_complex, __mpi_c_long_double_complex, __mpi_aint, __mpi_offset, __mpi_count,
	__mpi_float_int, __mpi_double_int, __mpi_long_int, __mpi_2int, __mpi_short_int,
	__mpi_long_double_int, __mpi_lb, __mpi_ub;
#define MPI_CHAR (&__mpi_char)
#define MPI_SIGNED_CHAR (&__mpi_signed_char)
#define MPI_UNSIGNED_CHAR (&__mpi_unsigned_char)
#define MPI_BYTE (&__mpi_byte)
#define MPI_PACKED (&__mpi_packed)
#define MPI_WCHAR (&__mpi_wchar)
#define MPI_SHORT (&__mpi_short)
#define MPI_UNSIGNED_SHORT (&__mpi_unsigned_short)
#define MPI_INT (&__mpi_int)
#define MPI_UNSIGNED (&__mpi_unsigned)
#define MPI_LONG (&__mpi_long)
#define MPI_UNSIGNED_LONG (&__mpi_unsigned_long)
#define MPI_LONG_LONG (&__mpi_long_long)
#define MPI_LONG_LONG_INT MPI_LONG_LONG
#define MPI_UNSIGNED_LONG_LONG (&__mpi_unsigned_long_long)
#define MPI_FLOAT (&__mpi_float)
#define MPI_DOUBLE (&__mpi_double)
#define MPI_LONG_DOUBLE (&__mpi_long_double)
#define MPI_INT8_T (&__mpi_int8)
#define MPI_INT16_T (&__mpi_int16)
#define MPI_INT32_T (&__mpi_int32)
#define MPI_INT64_T (&__mpi_int64)
#define MPI_UINT8_T (&__mpi_uint8)
#define MPI_UINT16_T (&__mpi_uint16)
#define MPI_UINT32_T (&__mpi_uint32)
#define MPI_UINT64_T (&__mpi_uint64)
#define MPI_C_BOOL (&__mpi_c_bool)
#define MPI_C_COMPLEX (&__mpi_c_float_complex)
#define MPI_C_FLOAT_COMPLEX (&__mpi_c_float_complex)
#define MPI_C_DOUBLE_COMPLEX (&__mpi_c_double_complex)
#define MPI_C_LONG_DOUBLE_COMPLEX (&__mpi_c_long_double_complex)
#define MPI_AINT (&__mpi_aint)
#define MPI_OFFSET (&__mpi_offset)
#define MPI_COUNT (&__mpi_count)
#define MPI_FLOAT_INT (&__mpi_float_int)
#define MPI_DOUBLE_INT (&__mpi_double_int)
#define MPI_LONG_INT (&__mpi_long_int)
#define MPI_2INT (&__mpi_2int)
#define MPI_SHORT_INT (&__mpi_short_int)
#define MPI_LONG_DOUBLE_INT (&__mpi_long_double_int)
/* Fortran's types, for C programs that describe Fortran's data: as gfortran has them. */
#define MPI_CHARACTER MPI_CHAR
#define MPI_LOGICAL MPI_INT
#define MPI_INTEGER MPI_INT
#define MPI_INTEGER1 MPI_INT8_T
#define MPI_INTEGER2 MPI_INT16_T
#define MPI_INTEGER4 MPI_INT32_T
#define MPI_INTEGER8 MPI_INT64_T
#define MPI_REAL MPI_FLOAT
#define MPI_REAL4 MPI_FLOAT
#define MPI_REAL8 MPI_DOUBLE
#define MPI_DOUBLE_PRECISION MPI_DOUBLE
#define MPI_REAL16 MPI_LONG_DOUBLE
#define MPI_COMPLEX MPI_C_FLOAT_COMPLEX
#define MPI_COMPLEX8 MPI_C_FLOAT_COMPLEX
#define MPI_COMPLEX16 MPI_C_DOUBLE_COMPLEX
#define MPI_COMPLEX32 MPI_C_LONG_DOUBLE_COMPLEX
#define MPI_DOUBLE_COMPLEX MPI_C_DOUBLE_COMPLEX
#define MPI_2INTEGER MPI_2INT
/* Optional ones that there are not. */
#define MPI_INTEGER16 MPI_DATATYPE_NULL
#define MPI_REAL2 MPI_DATATYPE_NULL
#define MPI_COMPLEX4 MPI_DATATYPE_NULL
/* C++'s types, which are C's. */
#define MPI_CXX_BOOL MPI_C_BOOL
#define MPI_CXX_FLOAT_COMPLEX MPI_C_FLOAT_COMPLEX
#define MPI_CXX_DOUBLE_COMPLEX MPI_C_DOUBLE_COMPLEX
#define MPI_CXX_LONG_DOUBLE_COMPLEX MPI_C_LONG_DOUBLE_COMPLEX
#define MPI_LB (&__mpi_lb)
#define MPI_UB (&__mpi_ub)

extern struct mpi_op __mpi_max, __mpi_min, __mpi_sum, __mpi_prod, __mpi_land, __mpi_band, __mpi_lor,
	__mpi_bor, __mpi_lxor, __mpi_bxor, __mpi_minloc, __mpi_maxloc, __mpi_replace, __mpi_no_op;
#define MPI_MAX (&__mpi_max)
#define MPI_MIN (&__mpi_min)
#define MPI_SUM (&__mpi_sum)
#define MPI_PROD (&__mpi_prod)
#define MPI_LAND (&__mpi_land)
#define MPI_BAND (&__mpi_band)
#define MPI_LOR (&__mpi_lor)
#define MPI_BOR (&__mpi_bor)
#define MPI_LXOR (&__mpi_lxor)
#define MPI_BXOR (&__mpi_bxor)
#define MPI_MINLOC (&__mpi_minloc)
#define MPI_MAXLOC (&__mpi_maxloc)
#define MPI_REPLACE (&__mpi_replace)
#define MPI_NO_OP (&__mpi_no_op)

/* ---- Callbacks ---- */

typedef void MPI_User_function(void *in, void *inout, int *count, MPI_Datatype *type);
typedef void MPI_Comm_errhandler_function(MPI_Comm *, int *, ...);
typedef void MPI_Win_errhandler_function(MPI_Win *, int *, ...);
typedef MPI_Comm_errhandler_function MPI_Comm_errhandler_fn;
typedef MPI_Win_errhandler_function MPI_Win_errhandler_fn;
typedef int MPI_Comm_copy_attr_function(MPI_Comm, int, void *, void *, void *, int *);
typedef int MPI_Comm_delete_attr_function(MPI_Comm, int, void *, void *);
typedef int MPI_Type_copy_attr_function(MPI_Datatype, int, void *, void *, void *, int *);
typedef int MPI_Type_delete_attr_function(MPI_Datatype, int, void *, void *);
typedef int MPI_Win_copy_attr_function(MPI_Win, int, void *, void *, void *, int *);
typedef int MPI_Win_delete_attr_function(MPI_Win, int, void *, void *);
typedef int MPI_Grequest_query_function(void *, MPI_Status *);
typedef int MPI_Grequest_free_function(void *);
typedef int MPI_Grequest_cancel_function(void *, int);

#define MPI_COMM_NULL_COPY_FN ((MPI_Comm_copy_attr_function *)0)
#define MPI_COMM_NULL_DELETE_FN ((MPI_Comm_delete_attr_function *)0)
#define MPI_TYPE_NULL_COPY_FN ((MPI_Type_copy_attr_function *)0)
#define MPI_TYPE_NULL_DELETE_FN ((MPI_Type_delete_attr_function *)0)
#define MPI_WIN_NULL_COPY_FN ((MPI_Win_copy_attr_function *)0)
#define MPI_WIN_NULL_DELETE_FN ((MPI_Win_delete_attr_function *)0)
int __mpi_comm_dup_fn(MPI_Comm, int, void *, void *, void *, int *);
int __mpi_type_dup_fn(MPI_Datatype, int, void *, void *, void *, int *);
int __mpi_win_dup_fn(MPI_Win, int, void *, void *, void *, int *);
#define MPI_COMM_DUP_FN __mpi_comm_dup_fn
#define MPI_TYPE_DUP_FN __mpi_type_dup_fn
#define MPI_WIN_DUP_FN __mpi_win_dup_fn

/* ---- Starting and ending (8.6 to 8.8, 12.4) ---- */

int MPI_Init(int *argc, char ***argv);
int MPI_Init_thread(int *argc, char ***argv, int required, int *provided);
int MPI_Initialized(int *flag);
int MPI_Finalize(void);
int MPI_Finalized(int *flag);
int MPI_Abort(MPI_Comm comm, int code);
int MPI_Query_thread(int *provided);
int MPI_Is_thread_main(int *flag);
int MPI_Get_version(int *version, int *subversion);
int MPI_Get_library_version(char *version, int *length);
int MPI_Get_processor_name(char *name, int *length);
double MPI_Wtime(void);
double MPI_Wtick(void);
int MPI_Pcontrol(const int level, ...);
int MPI_Alloc_mem(MPI_Aint size, MPI_Info info, void *pointer);
int MPI_Free_mem(void *pointer);

/* ---- Point to point (3) ---- */

int MPI_Send(const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm);
int MPI_Ssend(const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm);
int MPI_Bsend(const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm);
int MPI_Rsend(const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm);
int MPI_Recv(void *buffer, int count, MPI_Datatype type, int source, int tag, MPI_Comm comm,
	MPI_Status *status);
int MPI_Isend(const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm,
	MPI_Request *request);
int MPI_Issend(const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm,
	MPI_Request *request);
int MPI_Ibsend(const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm,
	MPI_Request *request);
int MPI_Irsend(const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm,
	MPI_Request *request);
int MPI_Irecv(void *buffer, int count, MPI_Datatype type, int source, int tag, MPI_Comm comm,
	MPI_Request *request);
int MPI_Send_init(const void *buffer, int count, MPI_Datatype type, int dest, int tag,
	MPI_Comm comm, MPI_Request *request);
int MPI_Ssend_init(const void *buffer, int count, MPI_Datatype type, int dest, int tag,
	MPI_Comm comm, MPI_Request *request);
int MPI_Bsend_init(const void *buffer, int count, MPI_Datatype type, int dest, int tag,
	MPI_Comm comm, MPI_Request *request);
int MPI_Rsend_init(const void *buffer, int count, MPI_Datatype type, int dest, int tag,
	MPI_Comm comm, MPI_Request *request);
int MPI_Recv_init(void *buffer, int count, MPI_Datatype type, int source, int tag, MPI_Comm comm,
	MPI_Request *request);
int MPI_Sendrecv(const void *out, int outcount, MPI_Datatype outtype, int dest, int outtag,
	void *in, int incount, MPI_Datatype intype, int source, int intag, MPI_Comm comm,
	MPI_Status *status);
int MPI_Sendrecv_replace(void *buffer, int count, MPI_Datatype type, int dest, int outtag,
	int source, int intag, MPI_Comm comm, MPI_Status *status);
int MPI_Probe(int source, int tag, MPI_Comm comm, MPI_Status *status);
int MPI_Iprobe(int source, int tag, MPI_Comm comm, int *flag, MPI_Status *status);
int MPI_Mprobe(int source, int tag, MPI_Comm comm, MPI_Message *message, MPI_Status *status);
int MPI_Improbe(
	int source, int tag, MPI_Comm comm, int *flag, MPI_Message *message, MPI_Status *status);
int MPI_Mrecv(void *buffer, int count, MPI_Datatype type, MPI_Message *message, MPI_Status *status);
int MPI_Imrecv(
	void *buffer, int count, MPI_Datatype type, MPI_Message *message, MPI_Request *request);
int MPI_Buffer_attach(void *buffer, int size);
int MPI_Buffer_detach(void *pointer, int *size);
int MPI_Get_count(const MPI_Status *status, MPI_Datatype type, int *count);
int MPI_Get_elements(const MPI_Status *status, MPI_Datatype type, int *count);
int MPI_Get_elements_x(const MPI_Status *status, MPI_Datatype type, MPI_Count *count);

/* ---- Requests (3.7, 3.9, 12.2) ---- */

int MPI_Wait(MPI_Request *request, MPI_Status *status);
int MPI_Waitall(int count, MPI_Request requests[], MPI_Status statuses[]);
int MPI_Waitany(int count, MPI_Request requests[], int *index, MPI_Status *status);
int MPI_Waitsome(
	int count, MPI_Request requests[], int *done, int indices[], MPI_Status statuses[]);
int MPI_Test(MPI_Request *request, int *flag, MPI_Status *status);
int MPI_Testall(int count, MPI_Request requests[], int *flag, MPI_Status statuses[]);
int MPI_Testany(int count, MPI_Request requests[], int *index, int *flag, MPI_Status *status);
int MPI_Testsome(
	int count, MPI_Request requests[], int *done, int indices[], MPI_Status statuses[]);
int MPI_Start(MPI_Request *request);
int MPI_Startall(int count, MPI_Request requests[]);
int MPI_Request_free(MPI_Request *request);
int MPI_Request_get_status(MPI_Request request, int *flag, MPI_Status *status);
int MPI_Cancel(MPI_Request *request);
int MPI_Test_cancelled(const MPI_Status *status, int *flag);
int MPI_Status_set_elements(MPI_Status *status, MPI_Datatype type, int count);
int MPI_Status_set_elements_x(MPI_Status *status, MPI_Datatype type, MPI_Count count);
int MPI_Status_set_cancelled(MPI_Status *status, int flag);
int MPI_Grequest_start(MPI_Grequest_query_function *query, MPI_Grequest_free_function *free,
	MPI_Grequest_cancel_function *cancel, void *state, MPI_Request *request);
int MPI_Grequest_complete(MPI_Request request);

/* ---- Datatypes (4) ---- */

int MPI_Type_contiguous(int count, MPI_Datatype old, MPI_Datatype *type);
int MPI_Type_vector(int count, int length, int stride, MPI_Datatype old, MPI_Datatype *type);
int MPI_Type_create_hvector(
	int count, int length, MPI_Aint stride, MPI_Datatype old, MPI_Datatype *type);
int MPI_Type_indexed(
	int count, const int lengths[], const int offsets[], MPI_Datatype old, MPI_Datatype *type);
int MPI_Type_create_hindexed(
	int count, const int lengths[], const MPI_Aint offsets[], MPI_Datatype old, MPI_Datatype *type);
int MPI_Type_create_indexed_block(
	int count, int length, const int offsets[], MPI_Datatype old, MPI_Datatype *type);
int MPI_Type_create_hindexed_block(
	int count, int length, const MPI_Aint offsets[], MPI_Datatype old, MPI_Datatype *type);
int MPI_Type_create_struct(int count, const int lengths[], const MPI_Aint offsets[],
	const MPI_Datatype types[], MPI_Datatype *type);
int MPI_Type_create_subarray(int dims, const int sizes[], const int subsizes[], const int starts[],
	int order, MPI_Datatype old, MPI_Datatype *type);
int MPI_Type_create_darray(int size, int rank, int dims, const int sizes[],
	const int distributions[], const int arguments[], const int processes[], int order,
	MPI_Datatype old, MPI_Datatype *type);
int MPI_Type_create_resized(MPI_Datatype old, MPI_Aint lb, MPI_Aint extent, MPI_Datatype *type);
int MPI_Type_dup(MPI_Datatype old, MPI_Datatype *type);
int MPI_Type_commit(MPI_Datatype *type);
int MPI_Type_free(MPI_Datatype *type);
int MPI_Type_size(MPI_Datatype type, int *size);
int MPI_Type_size_x(MPI_Datatype type, MPI_Count *size);
int MPI_Type_get_extent(MPI_Datatype type, MPI_Aint *lb, MPI_Aint *extent);
int MPI_Type_get_extent_x(MPI_Datatype type, MPI_Count *lb, MPI_Count *extent);
int MPI_Type_get_true_extent(MPI_Datatype type, MPI_Aint *lb, MPI_Aint *extent);
int MPI_Type_get_true_extent_x(MPI_Datatype type, MPI_Count *lb, MPI_Count *extent);
int MPI_Type_get_envelope(
	MPI_Datatype type, int *integers, int *addresses, int *types, int *combiner);
int MPI_Type_get_contents(MPI_Datatype type, int max_integers, int max_addresses, int max_types,
	int integers[], MPI_Aint addresses[], MPI_Datatype types[]);
int MPI_Type_set_name(MPI_Datatype type, const char *name);
int MPI_Type_get_name(MPI_Datatype type, char *name, int *length);
int MPI_Type_match_size(int class_, int size, MPI_Datatype *type);
int MPI_Type_create_f90_integer(int range, MPI_Datatype *type);
int MPI_Type_create_f90_real(int precision, int range, MPI_Datatype *type);
int MPI_Type_create_f90_complex(int precision, int range, MPI_Datatype *type);
int MPI_Get_address(const void *location, MPI_Aint *address);
MPI_Aint MPI_Aint_add(MPI_Aint base, MPI_Aint offset);
MPI_Aint MPI_Aint_diff(MPI_Aint a, MPI_Aint b);
int MPI_Pack(const void *in, int count, MPI_Datatype type, void *out, int size, int *position,
	MPI_Comm comm);
int MPI_Unpack(const void *in, int size, int *position, void *out, int count, MPI_Datatype type,
	MPI_Comm comm);
int MPI_Pack_size(int count, MPI_Datatype type, MPI_Comm comm, int *size);
int MPI_Pack_external(const char representation[], const void *in, int count, MPI_Datatype type,
	void *out, MPI_Aint size, MPI_Aint *position);
int MPI_Unpack_external(const char representation[], const void *in, MPI_Aint size,
	MPI_Aint *position, void *out, int count, MPI_Datatype type);
int MPI_Pack_external_size(
	const char representation[], int count, MPI_Datatype type, MPI_Aint *size);

/* ---- Operations (5.9) ---- */

int MPI_Op_create(MPI_User_function *function, int commutes, MPI_Op *op);
int MPI_Op_free(MPI_Op *op);
int MPI_Op_commutative(MPI_Op op, int *commutes);
int MPI_Reduce_local(const void *in, void *inout, int count, MPI_Datatype type, MPI_Op op);

/* ---- Collectives (5) ---- */

int MPI_Barrier(MPI_Comm comm);
int MPI_Bcast(void *buffer, int count, MPI_Datatype type, int root, MPI_Comm comm);
int MPI_Gather(const void *out, int outcount, MPI_Datatype outtype, void *in, int incount,
	MPI_Datatype intype, int root, MPI_Comm comm);
int MPI_Gatherv(const void *out, int outcount, MPI_Datatype outtype, void *in, const int incounts[],
	const int offsets[], MPI_Datatype intype, int root, MPI_Comm comm);
int MPI_Scatter(const void *out, int outcount, MPI_Datatype outtype, void *in, int incount,
	MPI_Datatype intype, int root, MPI_Comm comm);
int MPI_Scatterv(const void *out, const int outcounts[], const int offsets[], MPI_Datatype outtype,
	void *in, int incount, MPI_Datatype intype, int root, MPI_Comm comm);
int MPI_Allgather(const void *out, int outcount, MPI_Datatype outtype, void *in, int incount,
	MPI_Datatype intype, MPI_Comm comm);
int MPI_Allgatherv(const void *out, int outcount, MPI_Datatype outtype, void *in,
	const int incounts[], const int offsets[], MPI_Datatype intype, MPI_Comm comm);
int MPI_Alltoall(const void *out, int outcount, MPI_Datatype outtype, void *in, int incount,
	MPI_Datatype intype, MPI_Comm comm);
int MPI_Alltoallv(const void *out, const int outcounts[], const int outoffsets[],
	MPI_Datatype outtype, void *in, const int incounts[], const int inoffsets[],
	MPI_Datatype intype, MPI_Comm comm);
int MPI_Alltoallw(const void *out, const int outcounts[], const int outoffsets[],
	const MPI_Datatype outtypes[], void *in, const int incounts[], const int inoffsets[],
	const MPI_Datatype intypes[], MPI_Comm comm);
int MPI_Reduce(
	const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, int root, MPI_Comm comm);
int MPI_Allreduce(
	const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm);
int MPI_Reduce_scatter(
	const void *in, void *out, const int counts[], MPI_Datatype type, MPI_Op op, MPI_Comm comm);
int MPI_Reduce_scatter_block(
	const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm);
int MPI_Scan(const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm);
int MPI_Exscan(const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm);
int MPI_Neighbor_allgather(const void *out, int outcount, MPI_Datatype outtype, void *in,
	int incount, MPI_Datatype intype, MPI_Comm comm);
int MPI_Neighbor_allgatherv(const void *out, int outcount, MPI_Datatype outtype, void *in,
	const int incounts[], const int offsets[], MPI_Datatype intype, MPI_Comm comm);
int MPI_Neighbor_alltoall(const void *out, int outcount, MPI_Datatype outtype, void *in,
	int incount, MPI_Datatype intype, MPI_Comm comm);
int MPI_Neighbor_alltoallv(const void *out, const int outcounts[], const int outoffsets[],
	MPI_Datatype outtype, void *in, const int incounts[], const int inoffsets[],
	MPI_Datatype intype, MPI_Comm comm);
int MPI_Neighbor_alltoallw(const void *out, const int outcounts[], const MPI_Aint outoffsets[],
	const MPI_Datatype outtypes[], void *in, const int incounts[], const MPI_Aint inoffsets[],
	const MPI_Datatype intypes[], MPI_Comm comm);

/* ---- Non-blocking collectives (5.12, 7.7): each as its blocking one, with a request ---- */

int MPI_Ibarrier(MPI_Comm comm, MPI_Request *request);
int MPI_Ibcast(
	void *buffer, int count, MPI_Datatype type, int root, MPI_Comm comm, MPI_Request *request);
int MPI_Igather(const void *out, int outcount, MPI_Datatype outtype, void *in, int incount,
	MPI_Datatype intype, int root, MPI_Comm comm, MPI_Request *request);
int MPI_Igatherv(const void *out, int outcount, MPI_Datatype outtype, void *in,
	const int incounts[], const int offsets[], MPI_Datatype intype, int root, MPI_Comm comm,
	MPI_Request *request);
int MPI_Iscatter(const void *out, int outcount, MPI_Datatype outtype, void *in, int incount,
	MPI_Datatype intype, int root, MPI_Comm comm, MPI_Request *request);
int MPI_Iscatterv(const void *out, const int outcounts[], const int offsets[], MPI_Datatype outtype,
	void *in, int incount, MPI_Datatype intype, int root, MPI_Comm comm, MPI_Request *request);
int MPI_Iallgather(const void *out, int outcount, MPI_Datatype outtype, void *in, int incount,
	MPI_Datatype intype, MPI_Comm comm, MPI_Request *request);
int MPI_Iallgatherv(const void *out, int outcount, MPI_Datatype outtype, void *in,
	const int incounts[], const int offsets[], MPI_Datatype intype, MPI_Comm comm,
	MPI_Request *request);
int MPI_Ialltoall(const void *out, int outcount, MPI_Datatype outtype, void *in, int incount,
	MPI_Datatype intype, MPI_Comm comm, MPI_Request *request);
int MPI_Ialltoallv(const void *out, const int outcounts[], const int outoffsets[],
	MPI_Datatype outtype, void *in, const int incounts[], const int inoffsets[],
	MPI_Datatype intype, MPI_Comm comm, MPI_Request *request);
int MPI_Ialltoallw(const void *out, const int outcounts[], const int outoffsets[],
	const MPI_Datatype outtypes[], void *in, const int incounts[], const int inoffsets[],
	const MPI_Datatype intypes[], MPI_Comm comm, MPI_Request *request);
int MPI_Ireduce(const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, int root,
	MPI_Comm comm, MPI_Request *request);
int MPI_Iallreduce(const void *in, void *out, int count, MPI_Datatype type, MPI_Op op,
	MPI_Comm comm, MPI_Request *request);
int MPI_Ireduce_scatter(const void *in, void *out, const int counts[], MPI_Datatype type, MPI_Op op,
	MPI_Comm comm, MPI_Request *request);
int MPI_Ireduce_scatter_block(const void *in, void *out, int count, MPI_Datatype type, MPI_Op op,
	MPI_Comm comm, MPI_Request *request);
int MPI_Iscan(const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm,
	MPI_Request *request);
int MPI_Iexscan(const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm,
	MPI_Request *request);
int MPI_Ineighbor_allgather(const void *out, int outcount, MPI_Datatype outtype, void *in,
	int incount, MPI_Datatype intype, MPI_Comm comm, MPI_Request *request);
int MPI_Ineighbor_allgatherv(const void *out, int outcount, MPI_Datatype outtype, void *in,
	const int incounts[], const int offsets[], MPI_Datatype intype, MPI_Comm comm,
	MPI_Request *request);
int MPI_Ineighbor_alltoall(const void *out, int outcount, MPI_Datatype outtype, void *in,
	int incount, MPI_Datatype intype, MPI_Comm comm, MPI_Request *request);
int MPI_Ineighbor_alltoallv(const void *out, const int outcounts[], const int outoffsets[],
	MPI_Datatype outtype, void *in, const int incounts[], const int inoffsets[],
	MPI_Datatype intype, MPI_Comm comm, MPI_Request *request);
int MPI_Ineighbor_alltoallw(const void *out, const int outcounts[], const MPI_Aint outoffsets[],
	const MPI_Datatype outtypes[], void *in, const int incounts[], const MPI_Aint inoffsets[],
	const MPI_Datatype intypes[], MPI_Comm comm, MPI_Request *request);

/* ---- Groups (6.3) ---- */

int MPI_Group_size(MPI_Group group, int *size);
int MPI_Group_rank(MPI_Group group, int *rank);
int MPI_Group_translate_ranks(MPI_Group a, int n, const int ranks[], MPI_Group b, int translated[]);
int MPI_Group_compare(MPI_Group a, MPI_Group b, int *result);
int MPI_Group_union(MPI_Group a, MPI_Group b, MPI_Group *group);
int MPI_Group_intersection(MPI_Group a, MPI_Group b, MPI_Group *group);
int MPI_Group_difference(MPI_Group a, MPI_Group b, MPI_Group *group);
int MPI_Group_incl(MPI_Group old, int n, const int ranks[], MPI_Group *group);
int MPI_Group_excl(MPI_Group old, int n, const int ranks[], MPI_Group *group);
int MPI_Group_range_incl(MPI_Group old, int n, int ranges[][3], MPI_Group *group);
int MPI_Group_range_excl(MPI_Group old, int n, int ranges[][3], MPI_Group *group);
int MPI_Group_free(MPI_Group *group);

/* ---- Communicators (6.4 to 6.6) ---- */

int MPI_Comm_size(MPI_Comm comm, int *size);
int MPI_Comm_rank(MPI_Comm comm, int *rank);
int MPI_Comm_group(MPI_Comm comm, MPI_Group *group);
int MPI_Comm_compare(MPI_Comm a, MPI_Comm b, int *result);
int MPI_Comm_dup(MPI_Comm old, MPI_Comm *comm);
int MPI_Comm_dup_with_info(MPI_Comm old, MPI_Info info, MPI_Comm *comm);
int MPI_Comm_idup(MPI_Comm old, MPI_Comm *comm, MPI_Request *request);
int MPI_Comm_create(MPI_Comm old, MPI_Group group, MPI_Comm *comm);
int MPI_Comm_create_group(MPI_Comm old, MPI_Group group, int tag, MPI_Comm *comm);
int MPI_Comm_split(MPI_Comm old, int color, int key, MPI_Comm *comm);
int MPI_Comm_split_type(MPI_Comm old, int type, int key, MPI_Info info, MPI_Comm *comm);
int MPI_Comm_free(MPI_Comm *comm);
int MPI_Comm_disconnect(MPI_Comm *comm);
int MPI_Comm_get_parent(MPI_Comm *parent);
int MPI_Comm_set_name(MPI_Comm comm, const char *name);
int MPI_Comm_get_name(MPI_Comm comm, char *name, int *length);
int MPI_Comm_set_info(MPI_Comm comm, MPI_Info info);
int MPI_Comm_get_info(MPI_Comm comm, MPI_Info *info);
int MPI_Comm_test_inter(MPI_Comm comm, int *flag);
int MPI_Comm_remote_size(MPI_Comm comm, int *size);
int MPI_Comm_remote_group(MPI_Comm comm, MPI_Group *group);
int MPI_Intercomm_create(
	MPI_Comm local, int local_leader, MPI_Comm peers, int remote_leader, int tag, MPI_Comm *comm);
int MPI_Intercomm_merge(MPI_Comm old, int high, MPI_Comm *comm);

/* ---- Attributes (6.7) ---- */

int MPI_Comm_create_keyval(MPI_Comm_copy_attr_function *copy,
	MPI_Comm_delete_attr_function *delete_, int *keyval, void *state);
int MPI_Comm_free_keyval(int *keyval);
int MPI_Comm_set_attr(MPI_Comm comm, int keyval, void *value);
int MPI_Comm_get_attr(MPI_Comm comm, int keyval, void *pointer, int *flag);
int MPI_Comm_delete_attr(MPI_Comm comm, int keyval);
int MPI_Type_create_keyval(MPI_Type_copy_attr_function *copy,
	MPI_Type_delete_attr_function *delete_, int *keyval, void *state);
int MPI_Type_free_keyval(int *keyval);
int MPI_Type_set_attr(MPI_Datatype type, int keyval, void *value);
int MPI_Type_get_attr(MPI_Datatype type, int keyval, void *pointer, int *flag);
int MPI_Type_delete_attr(MPI_Datatype type, int keyval);
int MPI_Win_create_keyval(MPI_Win_copy_attr_function *copy, MPI_Win_delete_attr_function *delete_,
	int *keyval, void *state);
int MPI_Win_free_keyval(int *keyval);
int MPI_Win_set_attr(MPI_Win win, int keyval, void *value);
int MPI_Win_get_attr(MPI_Win win, int keyval, void *pointer, int *flag);
int MPI_Win_delete_attr(MPI_Win win, int keyval);

/* ---- Topologies (7) ---- */

int MPI_Dims_create(int nodes, int dims, int sizes[]);
int MPI_Cart_create(
	MPI_Comm old, int dims, const int sizes[], const int periods[], int reorder, MPI_Comm *comm);
int MPI_Cart_get(MPI_Comm comm, int max, int sizes[], int periods[], int coordinates[]);
int MPI_Cartdim_get(MPI_Comm comm, int *dims);
int MPI_Cart_rank(MPI_Comm comm, const int coordinates[], int *rank);
int MPI_Cart_coords(MPI_Comm comm, int rank, int max, int coordinates[]);
int MPI_Cart_shift(MPI_Comm comm, int direction, int distance, int *source, int *dest);
int MPI_Cart_sub(MPI_Comm comm, const int remain[], MPI_Comm *sub);
int MPI_Cart_map(MPI_Comm comm, int dims, const int sizes[], const int periods[], int *rank);
int MPI_Graph_create(
	MPI_Comm old, int nodes, const int index[], const int edges[], int reorder, MPI_Comm *comm);
int MPI_Graphdims_get(MPI_Comm comm, int *nodes, int *edges);
int MPI_Graph_get(MPI_Comm comm, int max_index, int max_edges, int index[], int edges[]);
int MPI_Graph_neighbors_count(MPI_Comm comm, int rank, int *count);
int MPI_Graph_neighbors(MPI_Comm comm, int rank, int max, int neighbors[]);
int MPI_Graph_map(MPI_Comm comm, int nodes, const int index[], const int edges[], int *rank);
int MPI_Dist_graph_create(MPI_Comm old, int n, const int sources[], const int degrees[],
	const int destinations[], const int weights[], MPI_Info info, int reorder, MPI_Comm *comm);
int MPI_Dist_graph_create_adjacent(MPI_Comm old, int indegree, const int sources[],
	const int source_weights[], int outdegree, const int destinations[],
	const int destination_weights[], MPI_Info info, int reorder, MPI_Comm *comm);
int MPI_Dist_graph_neighbors_count(MPI_Comm comm, int *indegree, int *outdegree, int *weighted);
int MPI_Dist_graph_neighbors(MPI_Comm comm, int max_in, int sources[], int source_weights[],
	int max_out, int destinations[], int destination_weights[]);
int MPI_Topo_test(MPI_Comm comm, int *status);

/* ---- Errors (8.3 to 8.5) ---- */

int MPI_Comm_create_errhandler(MPI_Comm_errhandler_function *function, MPI_Errhandler *handler);
int MPI_Comm_set_errhandler(MPI_Comm comm, MPI_Errhandler handler);
int MPI_Comm_get_errhandler(MPI_Comm comm, MPI_Errhandler *handler);
int MPI_Comm_call_errhandler(MPI_Comm comm, int code);
int MPI_Win_create_errhandler(MPI_Win_errhandler_function *function, MPI_Errhandler *handler);
int MPI_Win_set_errhandler(MPI_Win win, MPI_Errhandler handler);
int MPI_Win_get_errhandler(MPI_Win win, MPI_Errhandler *handler);
int MPI_Win_call_errhandler(MPI_Win win, int code);
int MPI_Errhandler_free(MPI_Errhandler *handler);
int MPI_Error_string(int code, char *text, int *length);
int MPI_Error_class(int code, int *class_);
int MPI_Add_error_class(int *class_);
int MPI_Add_error_code(int class_, int *code);
int MPI_Add_error_string(int code, const char *text);

/* ---- Info (9) ---- */

int MPI_Info_create(MPI_Info *info);
int MPI_Info_set(MPI_Info info, const char *key, const char *value);
int MPI_Info_delete(MPI_Info info, const char *key);
int MPI_Info_get(MPI_Info info, const char *key, int length, char *value, int *flag);
int MPI_Info_get_valuelen(MPI_Info info, const char *key, int *length, int *flag);
int MPI_Info_get_nkeys(MPI_Info info, int *keys);
int MPI_Info_get_nthkey(MPI_Info info, int n, char *key);
int MPI_Info_dup(MPI_Info old, MPI_Info *info);
int MPI_Info_free(MPI_Info *info);

/* ---- One-sided communication (11) ---- */

int MPI_Win_create(void *base, MPI_Aint size, int unit, MPI_Info info, MPI_Comm comm, MPI_Win *win);
int MPI_Win_allocate(
	MPI_Aint size, int unit, MPI_Info info, MPI_Comm comm, void *base, MPI_Win *win);
int MPI_Win_allocate_shared(
	MPI_Aint size, int unit, MPI_Info info, MPI_Comm comm, void *base, MPI_Win *win);
int MPI_Win_shared_query(MPI_Win win, int rank, MPI_Aint *size, int *unit, void *base);
int MPI_Win_create_dynamic(MPI_Info info, MPI_Comm comm, MPI_Win *win);
int MPI_Win_attach(MPI_Win win, void *base, MPI_Aint size);
int MPI_Win_detach(MPI_Win win, const void *base);
int MPI_Win_free(MPI_Win *win);
int MPI_Win_get_group(MPI_Win win, MPI_Group *group);
int MPI_Win_set_name(MPI_Win win, const char *name);
int MPI_Win_get_name(MPI_Win win, char *name, int *length);
int MPI_Win_set_info(MPI_Win win, MPI_Info info);
int MPI_Win_get_info(MPI_Win win, MPI_Info *info);
int MPI_Put(const void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset,
	int target_count, MPI_Datatype target_type, MPI_Win win);
int MPI_Get(void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset,
	int target_count, MPI_Datatype target_type, MPI_Win win);
int MPI_Accumulate(const void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset,
	int target_count, MPI_Datatype target_type, MPI_Op op, MPI_Win win);
int MPI_Get_accumulate(const void *origin, int count, MPI_Datatype type, void *result,
	int result_count, MPI_Datatype result_type, int target, MPI_Aint offset, int target_count,
	MPI_Datatype target_type, MPI_Op op, MPI_Win win);
int MPI_Fetch_and_op(const void *origin, void *result, MPI_Datatype type, int target,
	MPI_Aint offset, MPI_Op op, MPI_Win win);
int MPI_Compare_and_swap(const void *origin, const void *compare, void *result, MPI_Datatype type,
	int target, MPI_Aint offset, MPI_Win win);
int MPI_Rput(const void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset,
	int target_count, MPI_Datatype target_type, MPI_Win win, MPI_Request *request);
int MPI_Rget(void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset,
	int target_count, MPI_Datatype target_type, MPI_Win win, MPI_Request *request);
int MPI_Raccumulate(const void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset,
	int target_count, MPI_Datatype target_type, MPI_Op op, MPI_Win win, MPI_Request *request);
int MPI_Rget_accumulate(const void *origin, int count, MPI_Datatype type, void *result,
	int result_count, MPI_Datatype result_type, int target, MPI_Aint offset, int target_count,
	MPI_Datatype target_type, MPI_Op op, MPI_Win win, MPI_Request *request);
int MPI_Win_fence(int assertion, MPI_Win win);
int MPI_Win_post(MPI_Group group, int assertion, MPI_Win win);
int MPI_Win_start(MPI_Group group, int assertion, MPI_Win win);
int MPI_Win_complete(MPI_Win win);
int MPI_Win_wait(MPI_Win win);
int MPI_Win_test(MPI_Win win, int *flag);
int MPI_Win_lock(int kind, int rank, int assertion, MPI_Win win);
int MPI_Win_lock_all(int assertion, MPI_Win win);
int MPI_Win_unlock(int rank, MPI_Win win);
int MPI_Win_unlock_all(MPI_Win win);
int MPI_Win_flush(int rank, MPI_Win win);
int MPI_Win_flush_all(MPI_Win win);
int MPI_Win_flush_local(int rank, MPI_Win win);
int MPI_Win_flush_local_all(MPI_Win win);
int MPI_Win_sync(MPI_Win win);

/* ---- Dynamic processes (10), which there are not: these fail with MPI_ERR_UNSUPPORTED_OPERATION ---- */

int MPI_Comm_spawn(const char *command, char *argv[], int most, MPI_Info info, int root,
	MPI_Comm comm, MPI_Comm *children, int codes[]);
int MPI_Comm_spawn_multiple(int count, char *commands[], char **argvs[], const int most[],
	const MPI_Info infos[], int root, MPI_Comm comm, MPI_Comm *children, int codes[]);
int MPI_Comm_accept(const char *port, MPI_Info info, int root, MPI_Comm comm, MPI_Comm *made);
int MPI_Comm_connect(const char *port, MPI_Info info, int root, MPI_Comm comm, MPI_Comm *made);
int MPI_Comm_join(int descriptor, MPI_Comm *made);
int MPI_Open_port(MPI_Info info, char *port);
int MPI_Close_port(const char *port);
int MPI_Publish_name(const char *service, MPI_Info info, const char *port);
int MPI_Unpublish_name(const char *service, MPI_Info info, const char *port);
int MPI_Lookup_name(const char *service, MPI_Info info, char *port);

/* ---- Handles as integers (17.2.4) ---- */

MPI_Fint MPI_Comm_c2f(MPI_Comm comm);
MPI_Comm MPI_Comm_f2c(MPI_Fint comm);
MPI_Fint MPI_Group_c2f(MPI_Group group);
MPI_Group MPI_Group_f2c(MPI_Fint group);
MPI_Fint MPI_Type_c2f(MPI_Datatype type);
MPI_Datatype MPI_Type_f2c(MPI_Fint type);
MPI_Fint MPI_Op_c2f(MPI_Op op);
MPI_Op MPI_Op_f2c(MPI_Fint op);
MPI_Fint MPI_Request_c2f(MPI_Request request);
MPI_Request MPI_Request_f2c(MPI_Fint request);
MPI_Fint MPI_Info_c2f(MPI_Info info);
MPI_Info MPI_Info_f2c(MPI_Fint info);
MPI_Fint MPI_Errhandler_c2f(MPI_Errhandler handler);
MPI_Errhandler MPI_Errhandler_f2c(MPI_Fint handler);
MPI_Fint MPI_Win_c2f(MPI_Win win);
MPI_Win MPI_Win_f2c(MPI_Fint win);
MPI_Fint MPI_Message_c2f(MPI_Message message);
MPI_Message MPI_Message_f2c(MPI_Fint message);

/* ---- Removed in MPI-3.0 or deprecated (15, 16): the older names of the above ---- */

int MPI_Address(void *location, MPI_Aint *address);
int MPI_Type_extent(MPI_Datatype type, MPI_Aint *extent);
int MPI_Type_lb(MPI_Datatype type, MPI_Aint *lb);
int MPI_Type_ub(MPI_Datatype type, MPI_Aint *ub);
int MPI_Type_hvector(int count, int length, MPI_Aint stride, MPI_Datatype old, MPI_Datatype *type);
int MPI_Type_hindexed(
	int count, int lengths[], MPI_Aint offsets[], MPI_Datatype old, MPI_Datatype *type);
int MPI_Type_struct(
	int count, int lengths[], MPI_Aint offsets[], MPI_Datatype types[], MPI_Datatype *type);
int MPI_Errhandler_create(MPI_Comm_errhandler_function *function, MPI_Errhandler *handler);
int MPI_Errhandler_set(MPI_Comm comm, MPI_Errhandler handler);
int MPI_Errhandler_get(MPI_Comm comm, MPI_Errhandler *handler);
int MPI_Keyval_create(MPI_Comm_copy_attr_function *copy, MPI_Comm_delete_attr_function *delete_,
	int *keyval, void *state);
int MPI_Keyval_free(int *keyval);
int MPI_Attr_put(MPI_Comm comm, int keyval, void *value);
int MPI_Attr_get(MPI_Comm comm, int keyval, void *pointer, int *flag);
int MPI_Attr_delete(MPI_Comm comm, int keyval);

typedef MPI_Comm_errhandler_function MPI_Handler_function;
typedef MPI_Comm_copy_attr_function MPI_Copy_function;
typedef MPI_Comm_delete_attr_function MPI_Delete_function;
#define MPI_NULL_COPY_FN MPI_COMM_NULL_COPY_FN
#define MPI_NULL_DELETE_FN MPI_COMM_NULL_DELETE_FN
#define MPI_DUP_FN MPI_COMM_DUP_FN

/* ---- Profiling (14.2): the same under PMPI_ names; a program may define any MPI_ function itself ---- */

int PMPI_Init(int *argc, char ***argv);
int PMPI_Init_thread(int *argc, char ***argv, int required, int *provided);
int PMPI_Initialized(int *flag);
int PMPI_Finalize(void);
int PMPI_Finalized(int *flag);
int PMPI_Abort(MPI_Comm comm, int code);
int PMPI_Query_thread(int *provided);
int PMPI_Is_thread_main(int *flag);
int PMPI_Get_version(int *version, int *subversion);
int PMPI_Get_library_version(char *version, int *length);
int PMPI_Get_processor_name(char *name, int *length);
double PMPI_Wtime(void);
double PMPI_Wtick(void);
int PMPI_Pcontrol(const int level, ...);
int PMPI_Alloc_mem(MPI_Aint size, MPI_Info info, void *pointer);
int PMPI_Free_mem(void *pointer);
int PMPI_Send(const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm);
int PMPI_Ssend(const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm);
int PMPI_Bsend(const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm);
int PMPI_Rsend(const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm);
int PMPI_Recv(void *buffer, int count, MPI_Datatype type, int source, int tag, MPI_Comm comm,
	MPI_Status *status);
int PMPI_Isend(const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm,
	MPI_Request *request);
int PMPI_Issend(const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm,
	MPI_Request *request);
int PMPI_Ibsend(const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm,
	MPI_Request *request);
int PMPI_Irsend(const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm,
	MPI_Request *request);
int PMPI_Irecv(void *buffer, int count, MPI_Datatype type, int source, int tag, MPI_Comm comm,
	MPI_Request *request);
int PMPI_Send_init(const void *buffer, int count, MPI_Datatype type, int dest, int tag,
	MPI_Comm comm, MPI_Request *request);
int PMPI_Ssend_init(const void *buffer, int count, MPI_Datatype type, int dest, int tag,
	MPI_Comm comm, MPI_Request *request);
int PMPI_Bsend_init(const void *buffer, int count, MPI_Datatype type, int dest, int tag,
	MPI_Comm comm, MPI_Request *request);
int PMPI_Rsend_init(const void *buffer, int count, MPI_Datatype type, int dest, int tag,
	MPI_Comm comm, MPI_Request *request);
int PMPI_Recv_init(void *buffer, int count, MPI_Datatype type, int source, int tag, MPI_Comm comm,
	MPI_Request *request);
int PMPI_Sendrecv(const void *out, int outcount, MPI_Datatype outtype, int dest, int outtag,
	void *in, int incount, MPI_Datatype intype, int source, int intag, MPI_Comm comm,
	MPI_Status *status);
int PMPI_Sendrecv_replace(void *buffer, int count, MPI_Datatype type, int dest, int outtag,
	int source, int intag, MPI_Comm comm, MPI_Status *status);
int PMPI_Probe(int source, int tag, MPI_Comm comm, MPI_Status *status);
int PMPI_Iprobe(int source, int tag, MPI_Comm comm, int *flag, MPI_Status *status);
int PMPI_Mprobe(int source, int tag, MPI_Comm comm, MPI_Message *message, MPI_Status *status);
int PMPI_Improbe(
	int source, int tag, MPI_Comm comm, int *flag, MPI_Message *message, MPI_Status *status);
int PMPI_Mrecv(
	void *buffer, int count, MPI_Datatype type, MPI_Message *message, MPI_Status *status);
int PMPI_Imrecv(
	void *buffer, int count, MPI_Datatype type, MPI_Message *message, MPI_Request *request);
int PMPI_Buffer_attach(void *buffer, int size);
int PMPI_Buffer_detach(void *pointer, int *size);
int PMPI_Get_count(const MPI_Status *status, MPI_Datatype type, int *count);
int PMPI_Get_elements(const MPI_Status *status, MPI_Datatype type, int *count);
int PMPI_Get_elements_x(const MPI_Status *status, MPI_Datatype type, MPI_Count *count);
int PMPI_Wait(MPI_Request *request, MPI_Status *status);
int PMPI_Waitall(int count, MPI_Request requests[], MPI_Status statuses[]);
int PMPI_Waitany(int count, MPI_Request requests[], int *index, MPI_Status *status);
int PMPI_Waitsome(
	int count, MPI_Request requests[], int *done, int indices[], MPI_Status statuses[]);
int PMPI_Test(MPI_Request *request, int *flag, MPI_Status *status);
int PMPI_Testall(int count, MPI_Request requests[], int *flag, MPI_Status statuses[]);
int PMPI_Testany(int count, MPI_Request requests[], int *index, int *flag, MPI_Status *status);
int PMPI_Testsome(
	int count, MPI_Request requests[], int *done, int indices[], MPI_Status statuses[]);
int PMPI_Start(MPI_Request *request);
int PMPI_Startall(int count, MPI_Request requests[]);
int PMPI_Request_free(MPI_Request *request);
int PMPI_Request_get_status(MPI_Request request, int *flag, MPI_Status *status);
int PMPI_Cancel(MPI_Request *request);
int PMPI_Test_cancelled(const MPI_Status *status, int *flag);
int PMPI_Status_set_elements(MPI_Status *status, MPI_Datatype type, int count);
int PMPI_Status_set_elements_x(MPI_Status *status, MPI_Datatype type, MPI_Count count);
int PMPI_Status_set_cancelled(MPI_Status *status, int flag);
int PMPI_Grequest_start(MPI_Grequest_query_function *query, MPI_Grequest_free_function *free,
	MPI_Grequest_cancel_function *cancel, void *state, MPI_Request *request);
int PMPI_Grequest_complete(MPI_Request request);
int PMPI_Type_contiguous(int count, MPI_Datatype old, MPI_Datatype *type);
int PMPI_Type_vector(int count, int length, int stride, MPI_Datatype old, MPI_Datatype *type);
int PMPI_Type_create_hvector(
	int count, int length, MPI_Aint stride, MPI_Datatype old, MPI_Datatype *type);
int PMPI_Type_indexed(
	int count, const int lengths[], const int offsets[], MPI_Datatype old, MPI_Datatype *type);
int PMPI_Type_create_hindexed(
	int count, const int lengths[], const MPI_Aint offsets[], MPI_Datatype old, MPI_Datatype *type);
int PMPI_Type_create_indexed_block(
	int count, int length, const int offsets[], MPI_Datatype old, MPI_Datatype *type);
int PMPI_Type_create_hindexed_block(
	int count, int length, const MPI_Aint offsets[], MPI_Datatype old, MPI_Datatype *type);
int PMPI_Type_create_struct(int count, const int lengths[], const MPI_Aint offsets[],
	const MPI_Datatype types[], MPI_Datatype *type);
int PMPI_Type_create_subarray(int dims, const int sizes[], const int subsizes[], const int starts[],
	int order, MPI_Datatype old, MPI_Datatype *type);
int PMPI_Type_create_darray(int size, int rank, int dims, const int sizes[],
	const int distributions[], const int arguments[], const int processes[], int order,
	MPI_Datatype old, MPI_Datatype *type);
int PMPI_Type_create_resized(MPI_Datatype old, MPI_Aint lb, MPI_Aint extent, MPI_Datatype *type);
int PMPI_Type_dup(MPI_Datatype old, MPI_Datatype *type);
int PMPI_Type_commit(MPI_Datatype *type);
int PMPI_Type_free(MPI_Datatype *type);
int PMPI_Type_size(MPI_Datatype type, int *size);
int PMPI_Type_size_x(MPI_Datatype type, MPI_Count *size);
int PMPI_Type_get_extent(MPI_Datatype type, MPI_Aint *lb, MPI_Aint *extent);
int PMPI_Type_get_extent_x(MPI_Datatype type, MPI_Count *lb, MPI_Count *extent);
int PMPI_Type_get_true_extent(MPI_Datatype type, MPI_Aint *lb, MPI_Aint *extent);
int PMPI_Type_get_true_extent_x(MPI_Datatype type, MPI_Count *lb, MPI_Count *extent);
int PMPI_Type_get_envelope(
	MPI_Datatype type, int *integers, int *addresses, int *types, int *combiner);
int PMPI_Type_get_contents(MPI_Datatype type, int max_integers, int max_addresses, int max_types,
	int integers[], MPI_Aint addresses[], MPI_Datatype types[]);
int PMPI_Type_set_name(MPI_Datatype type, const char *name);
int PMPI_Type_get_name(MPI_Datatype type, char *name, int *length);
int PMPI_Type_match_size(int class_, int size, MPI_Datatype *type);
int PMPI_Type_create_f90_integer(int range, MPI_Datatype *type);
int PMPI_Type_create_f90_real(int precision, int range, MPI_Datatype *type);
int PMPI_Type_create_f90_complex(int precision, int range, MPI_Datatype *type);
int PMPI_Get_address(const void *location, MPI_Aint *address);
MPI_Aint PMPI_Aint_add(MPI_Aint base, MPI_Aint offset);
MPI_Aint PMPI_Aint_diff(MPI_Aint a, MPI_Aint b);
int PMPI_Pack(const void *in, int count, MPI_Datatype type, void *out, int size, int *position,
	MPI_Comm comm);
int PMPI_Unpack(const void *in, int size, int *position, void *out, int count, MPI_Datatype type,
	MPI_Comm comm);
int PMPI_Pack_size(int count, MPI_Datatype type, MPI_Comm comm, int *size);
int PMPI_Pack_external(const char representation[], const void *in, int count, MPI_Datatype type,
	void *out, MPI_Aint size, MPI_Aint *position);
int PMPI_Unpack_external(const char representation[], const void *in, MPI_Aint size,
	MPI_Aint *position, void *out, int count, MPI_Datatype type);
int PMPI_Pack_external_size(
	const char representation[], int count, MPI_Datatype type, MPI_Aint *size);
int PMPI_Op_create(MPI_User_function *function, int commutes, MPI_Op *op);
int PMPI_Op_free(MPI_Op *op);
int PMPI_Op_commutative(MPI_Op op, int *commutes);
int PMPI_Reduce_local(const void *in, void *inout, int count, MPI_Datatype type, MPI_Op op);
int PMPI_Barrier(MPI_Comm comm);
int PMPI_Bcast(void *buffer, int count, MPI_Datatype type, int root, MPI_Comm comm);
int PMPI_Gather(const void *out, int outcount, MPI_Datatype outtype, void *in, int incount,
	MPI_Datatype intype, int root, MPI_Comm comm);
int PMPI_Gatherv(const void *out, int outcount, MPI_Datatype outtype, void *in,
	const int incounts[], const int offsets[], MPI_Datatype intype, int root, MPI_Comm comm);
int PMPI_Scatter(const void *out, int outcount, MPI_Datatype outtype, void *in, int incount,
	MPI_Datatype intype, int root, MPI_Comm comm);
int PMPI_Scatterv(const void *out, const int outcounts[], const int offsets[], MPI_Datatype outtype,
	void *in, int incount, MPI_Datatype intype, int root, MPI_Comm comm);
int PMPI_Allgather(const void *out, int outcount, MPI_Datatype outtype, void *in, int incount,
	MPI_Datatype intype, MPI_Comm comm);
int PMPI_Allgatherv(const void *out, int outcount, MPI_Datatype outtype, void *in,
	const int incounts[], const int offsets[], MPI_Datatype intype, MPI_Comm comm);
int PMPI_Alltoall(const void *out, int outcount, MPI_Datatype outtype, void *in, int incount,
	MPI_Datatype intype, MPI_Comm comm);
int PMPI_Alltoallv(const void *out, const int outcounts[], const int outoffsets[],
	MPI_Datatype outtype, void *in, const int incounts[], const int inoffsets[],
	MPI_Datatype intype, MPI_Comm comm);
int PMPI_Alltoallw(const void *out, const int outcounts[], const int outoffsets[],
	const MPI_Datatype outtypes[], void *in, const int incounts[], const int inoffsets[],
	const MPI_Datatype intypes[], MPI_Comm comm);
int PMPI_Reduce(
	const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, int root, MPI_Comm comm);
int PMPI_Allreduce(
	const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm);
int PMPI_Reduce_scatter(
	const void *in, void *out, const int counts[], MPI_Datatype type, MPI_Op op, MPI_Comm comm);
int PMPI_Reduce_scatter_block(
	const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm);
int PMPI_Scan(const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm);
int PMPI_Exscan(const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm);
int PMPI_Neighbor_allgather(const void *out, int outcount, MPI_Datatype outtype, void *in,
	int incount, MPI_Datatype intype, MPI_Comm comm);
int PMPI_Neighbor_allgatherv(const void *out, int outcount, MPI_Datatype outtype, void *in,
	const int incounts[], const int offsets[], MPI_Datatype intype, MPI_Comm comm);
int PMPI_Neighbor_alltoall(const void *out, int outcount, MPI_Datatype outtype, void *in,
	int incount, MPI_Datatype intype, MPI_Comm comm);
int PMPI_Neighbor_alltoallv(const void *out, const int outcounts[], const int outoffsets[],
	MPI_Datatype outtype, void *in, const int incounts[], const int inoffsets[],
	MPI_Datatype intype, MPI_Comm comm);
int PMPI_Neighbor_alltoallw(const void *out, const int outcounts[], const MPI_Aint outoffsets[],
	const MPI_Datatype outtypes[], void *in, const int incounts[], const MPI_Aint inoffsets[],
	const MPI_Datatype intypes[], MPI_Comm comm);
int PMPI_Ibarrier(MPI_Comm comm, MPI_Request *request);
int PMPI_Ibcast(
	void *buffer, int count, MPI_Datatype type, int root, MPI_Comm comm, MPI_Request *request);
int PMPI_Igather(const void *out, int outcount, MPI_Datatype outtype, void *in, int incount,
	MPI_Datatype intype, int root, MPI_Comm comm, MPI_Request *request);
int PMPI_Igatherv(const void *out, int outcount, MPI_Datatype outtype, void *in,
	const int incounts[], const int offsets[], MPI_Datatype intype, int root, MPI_Comm comm,
	MPI_Request *request);
int PMPI_Iscatter(const void *out, int outcount, MPI_Datatype outtype, void *in, int incount,
	MPI_Datatype intype, int root, MPI_Comm comm, MPI_Request *request);
int PMPI_Iscatterv(const void *out, const int outcounts[], const int offsets[],
	MPI_Datatype outtype, void *in, int incount, MPI_Datatype intype, int root, MPI_Comm comm,
	MPI_Request *request);
int PMPI_Iallgather(const void *out, int outcount, MPI_Datatype outtype, void *in, int incount,
	MPI_Datatype intype, MPI_Comm comm, MPI_Request *request);
int PMPI_Iallgatherv(const void *out, int outcount, MPI_Datatype outtype, void *in,
	const int incounts[], const int offsets[], MPI_Datatype intype, MPI_Comm comm,
	MPI_Request *request);
int PMPI_Ialltoall(const void *out, int outcount, MPI_Datatype outtype, void *in, int incount,
	MPI_Datatype intype, MPI_Comm comm, MPI_Request *request);
int PMPI_Ialltoallv(const void *out, const int outcounts[], const int outoffsets[],
	MPI_Datatype outtype, void *in, const int incounts[], const int inoffsets[],
	MPI_Datatype intype, MPI_Comm comm, MPI_Request *request);
int PMPI_Ialltoallw(const void *out, const int outcounts[], const int outoffsets[],
	const MPI_Datatype outtypes[], void *in, const int incounts[], const int inoffsets[],
	const MPI_Datatype intypes[], MPI_Comm comm, MPI_Request *request);
int PMPI_Ireduce(const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, int root,
	MPI_Comm comm, MPI_Request *request);
int PMPI_Iallreduce(const void *in, void *out, int count, MPI_Datatype type, MPI_Op op,
	MPI_Comm comm, MPI_Request *request);
int PMPI_Ireduce_scatter(const void *in, void *out, const int counts[], MPI_Datatype type,
	MPI_Op op, MPI_Comm comm, MPI_Request *request);
int PMPI_Ireduce_scatter_block(const void *in, void *out, int count, MPI_Datatype type, MPI_Op op,
	MPI_Comm comm, MPI_Request *request);
int PMPI_Iscan(const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm,
	MPI_Request *request);
int PMPI_Iexscan(const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm,
	MPI_Request *request);
int PMPI_Ineighbor_allgather(const void *out, int outcount, MPI_Datatype outtype, void *in,
	int incount, MPI_Datatype intype, MPI_Comm comm, MPI_Request *request);
int PMPI_Ineighbor_allgatherv(const void *out, int outcount, MPI_Datatype outtype, void *in,
	const int incounts[], const int offsets[], MPI_Datatype intype, MPI_Comm comm,
	MPI_Request *request);
int PMPI_Ineighbor_alltoall(const void *out, int outcount, MPI_Datatype outtype, void *in,
	int incount, MPI_Datatype intype, MPI_Comm comm, MPI_Request *request);
int PMPI_Ineighbor_alltoallv(const void *out, const int outcounts[], const int outoffsets[],
	MPI_Datatype outtype, void *in, const int incounts[], const int inoffsets[],
	MPI_Datatype intype, MPI_Comm comm, MPI_Request *request);
int PMPI_Ineighbor_alltoallw(const void *out, const int outcounts[], const MPI_Aint outoffsets[],
	const MPI_Datatype outtypes[], void *in, const int incounts[], const MPI_Aint inoffsets[],
	const MPI_Datatype intypes[], MPI_Comm comm, MPI_Request *request);
int PMPI_Group_size(MPI_Group group, int *size);
int PMPI_Group_rank(MPI_Group group, int *rank);
int PMPI_Group_translate_ranks(
	MPI_Group a, int n, const int ranks[], MPI_Group b, int translated[]);
int PMPI_Group_compare(MPI_Group a, MPI_Group b, int *result);
int PMPI_Group_union(MPI_Group a, MPI_Group b, MPI_Group *group);
int PMPI_Group_intersection(MPI_Group a, MPI_Group b, MPI_Group *group);
int PMPI_Group_difference(MPI_Group a, MPI_Group b, MPI_Group *group);
int PMPI_Group_incl(MPI_Group old, int n, const int ranks[], MPI_Group *group);
int PMPI_Group_excl(MPI_Group old, int n, const int ranks[], MPI_Group *group);
int PMPI_Group_range_incl(MPI_Group old, int n, int ranges[][3], MPI_Group *group);
int PMPI_Group_range_excl(MPI_Group old, int n, int ranges[][3], MPI_Group *group);
int PMPI_Group_free(MPI_Group *group);
int PMPI_Comm_size(MPI_Comm comm, int *size);
int PMPI_Comm_rank(MPI_Comm comm, int *rank);
int PMPI_Comm_group(MPI_Comm comm, MPI_Group *group);
int PMPI_Comm_compare(MPI_Comm a, MPI_Comm b, int *result);
int PMPI_Comm_dup(MPI_Comm old, MPI_Comm *comm);
int PMPI_Comm_dup_with_info(MPI_Comm old, MPI_Info info, MPI_Comm *comm);
int PMPI_Comm_idup(MPI_Comm old, MPI_Comm *comm, MPI_Request *request);
int PMPI_Comm_create(MPI_Comm old, MPI_Group group, MPI_Comm *comm);
int PMPI_Comm_create_group(MPI_Comm old, MPI_Group group, int tag, MPI_Comm *comm);
int PMPI_Comm_split(MPI_Comm old, int color, int key, MPI_Comm *comm);
int PMPI_Comm_split_type(MPI_Comm old, int type, int key, MPI_Info info, MPI_Comm *comm);
int PMPI_Comm_free(MPI_Comm *comm);
int PMPI_Comm_disconnect(MPI_Comm *comm);
int PMPI_Comm_get_parent(MPI_Comm *parent);
int PMPI_Comm_set_name(MPI_Comm comm, const char *name);
int PMPI_Comm_get_name(MPI_Comm comm, char *name, int *length);
int PMPI_Comm_set_info(MPI_Comm comm, MPI_Info info);
int PMPI_Comm_get_info(MPI_Comm comm, MPI_Info *info);
int PMPI_Comm_test_inter(MPI_Comm comm, int *flag);
int PMPI_Comm_remote_size(MPI_Comm comm, int *size);
int PMPI_Comm_remote_group(MPI_Comm comm, MPI_Group *group);
int PMPI_Intercomm_create(
	MPI_Comm local, int local_leader, MPI_Comm peers, int remote_leader, int tag, MPI_Comm *comm);
int PMPI_Intercomm_merge(MPI_Comm old, int high, MPI_Comm *comm);
int PMPI_Comm_create_keyval(MPI_Comm_copy_attr_function *copy,
	MPI_Comm_delete_attr_function *delete_, int *keyval, void *state);
int PMPI_Comm_free_keyval(int *keyval);
int PMPI_Comm_set_attr(MPI_Comm comm, int keyval, void *value);
int PMPI_Comm_get_attr(MPI_Comm comm, int keyval, void *pointer, int *flag);
int PMPI_Comm_delete_attr(MPI_Comm comm, int keyval);
int PMPI_Type_create_keyval(MPI_Type_copy_attr_function *copy,
	MPI_Type_delete_attr_function *delete_, int *keyval, void *state);
int PMPI_Type_free_keyval(int *keyval);
int PMPI_Type_set_attr(MPI_Datatype type, int keyval, void *value);
int PMPI_Type_get_attr(MPI_Datatype type, int keyval, void *pointer, int *flag);
int PMPI_Type_delete_attr(MPI_Datatype type, int keyval);
int PMPI_Win_create_keyval(MPI_Win_copy_attr_function *copy, MPI_Win_delete_attr_function *delete_,
	int *keyval, void *state);
int PMPI_Win_free_keyval(int *keyval);
int PMPI_Win_set_attr(MPI_Win win, int keyval, void *value);
int PMPI_Win_get_attr(MPI_Win win, int keyval, void *pointer, int *flag);
int PMPI_Win_delete_attr(MPI_Win win, int keyval);
int PMPI_Dims_create(int nodes, int dims, int sizes[]);
int PMPI_Cart_create(
	MPI_Comm old, int dims, const int sizes[], const int periods[], int reorder, MPI_Comm *comm);
int PMPI_Cart_get(MPI_Comm comm, int max, int sizes[], int periods[], int coordinates[]);
int PMPI_Cartdim_get(MPI_Comm comm, int *dims);
int PMPI_Cart_rank(MPI_Comm comm, const int coordinates[], int *rank);
int PMPI_Cart_coords(MPI_Comm comm, int rank, int max, int coordinates[]);
int PMPI_Cart_shift(MPI_Comm comm, int direction, int distance, int *source, int *dest);
int PMPI_Cart_sub(MPI_Comm comm, const int remain[], MPI_Comm *sub);
int PMPI_Cart_map(MPI_Comm comm, int dims, const int sizes[], const int periods[], int *rank);
int PMPI_Graph_create(
	MPI_Comm old, int nodes, const int index[], const int edges[], int reorder, MPI_Comm *comm);
int PMPI_Graphdims_get(MPI_Comm comm, int *nodes, int *edges);
int PMPI_Graph_get(MPI_Comm comm, int max_index, int max_edges, int index[], int edges[]);
int PMPI_Graph_neighbors_count(MPI_Comm comm, int rank, int *count);
int PMPI_Graph_neighbors(MPI_Comm comm, int rank, int max, int neighbors[]);
int PMPI_Graph_map(MPI_Comm comm, int nodes, const int index[], const int edges[], int *rank);
int PMPI_Dist_graph_create(MPI_Comm old, int n, const int sources[], const int degrees[],
	const int destinations[], const int weights[], MPI_Info info, int reorder, MPI_Comm *comm);
int PMPI_Dist_graph_create_adjacent(MPI_Comm old, int indegree, const int sources[],
	const int source_weights[], int outdegree, const int destinations[],
	const int destination_weights[], MPI_Info info, int reorder, MPI_Comm *comm);
int PMPI_Dist_graph_neighbors_count(MPI_Comm comm, int *indegree, int *outdegree, int *weighted);
int PMPI_Dist_graph_neighbors(MPI_Comm comm, int max_in, int sources[], int source_weights[],
	int max_out, int destinations[], int destination_weights[]);
int PMPI_Topo_test(MPI_Comm comm, int *status);
int PMPI_Comm_create_errhandler(MPI_Comm_errhandler_function *function, MPI_Errhandler *handler);
int PMPI_Comm_set_errhandler(MPI_Comm comm, MPI_Errhandler handler);
int PMPI_Comm_get_errhandler(MPI_Comm comm, MPI_Errhandler *handler);
int PMPI_Comm_call_errhandler(MPI_Comm comm, int code);
int PMPI_Win_create_errhandler(MPI_Win_errhandler_function *function, MPI_Errhandler *handler);
int PMPI_Win_set_errhandler(MPI_Win win, MPI_Errhandler handler);
int PMPI_Win_get_errhandler(MPI_Win win, MPI_Errhandler *handler);
int PMPI_Win_call_errhandler(MPI_Win win, int code);
int PMPI_Errhandler_free(MPI_Errhandler *handler);
int PMPI_Error_string(int code, char *text, int *length);
int PMPI_Error_class(int code, int *class_);
int PMPI_Add_error_class(int *class_);
int PMPI_Add_error_code(int class_, int *code);
int PMPI_Add_error_string(int code, const char *text);
int PMPI_Info_create(MPI_Info *info);
int PMPI_Info_set(MPI_Info info, const char *key, const char *value);
int PMPI_Info_delete(MPI_Info info, const char *key);
int PMPI_Info_get(MPI_Info info, const char *key, int length, char *value, int *flag);
int PMPI_Info_get_valuelen(MPI_Info info, const char *key, int *length, int *flag);
int PMPI_Info_get_nkeys(MPI_Info info, int *keys);
int PMPI_Info_get_nthkey(MPI_Info info, int n, char *key);
int PMPI_Info_dup(MPI_Info old, MPI_Info *info);
int PMPI_Info_free(MPI_Info *info);
int PMPI_Win_create(
	void *base, MPI_Aint size, int unit, MPI_Info info, MPI_Comm comm, MPI_Win *win);
int PMPI_Win_allocate(
	MPI_Aint size, int unit, MPI_Info info, MPI_Comm comm, void *base, MPI_Win *win);
int PMPI_Win_allocate_shared(
	MPI_Aint size, int unit, MPI_Info info, MPI_Comm comm, void *base, MPI_Win *win);
int PMPI_Win_shared_query(MPI_Win win, int rank, MPI_Aint *size, int *unit, void *base);
int PMPI_Win_create_dynamic(MPI_Info info, MPI_Comm comm, MPI_Win *win);
int PMPI_Win_attach(MPI_Win win, void *base, MPI_Aint size);
int PMPI_Win_detach(MPI_Win win, const void *base);
int PMPI_Win_free(MPI_Win *win);
int PMPI_Win_get_group(MPI_Win win, MPI_Group *group);
int PMPI_Win_set_name(MPI_Win win, const char *name);
int PMPI_Win_get_name(MPI_Win win, char *name, int *length);
int PMPI_Win_set_info(MPI_Win win, MPI_Info info);
int PMPI_Win_get_info(MPI_Win win, MPI_Info *info);
int PMPI_Put(const void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset,
	int target_count, MPI_Datatype target_type, MPI_Win win);
int PMPI_Get(void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset,
	int target_count, MPI_Datatype target_type, MPI_Win win);
int PMPI_Accumulate(const void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset,
	int target_count, MPI_Datatype target_type, MPI_Op op, MPI_Win win);
int PMPI_Get_accumulate(const void *origin, int count, MPI_Datatype type, void *result,
	int result_count, MPI_Datatype result_type, int target, MPI_Aint offset, int target_count,
	MPI_Datatype target_type, MPI_Op op, MPI_Win win);
int PMPI_Fetch_and_op(const void *origin, void *result, MPI_Datatype type, int target,
	MPI_Aint offset, MPI_Op op, MPI_Win win);
int PMPI_Compare_and_swap(const void *origin, const void *compare, void *result, MPI_Datatype type,
	int target, MPI_Aint offset, MPI_Win win);
int PMPI_Rput(const void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset,
	int target_count, MPI_Datatype target_type, MPI_Win win, MPI_Request *request);
int PMPI_Rget(void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset,
	int target_count, MPI_Datatype target_type, MPI_Win win, MPI_Request *request);
int PMPI_Raccumulate(const void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset,
	int target_count, MPI_Datatype target_type, MPI_Op op, MPI_Win win, MPI_Request *request);
int PMPI_Rget_accumulate(const void *origin, int count, MPI_Datatype type, void *result,
	int result_count, MPI_Datatype result_type, int target, MPI_Aint offset, int target_count,
	MPI_Datatype target_type, MPI_Op op, MPI_Win win, MPI_Request *request);
int PMPI_Win_fence(int assertion, MPI_Win win);
int PMPI_Win_post(MPI_Group group, int assertion, MPI_Win win);
int PMPI_Win_start(MPI_Group group, int assertion, MPI_Win win);
int PMPI_Win_complete(MPI_Win win);
int PMPI_Win_wait(MPI_Win win);
int PMPI_Win_test(MPI_Win win, int *flag);
int PMPI_Win_lock(int kind, int rank, int assertion, MPI_Win win);
int PMPI_Win_lock_all(int assertion, MPI_Win win);
int PMPI_Win_unlock(int rank, MPI_Win win);
int PMPI_Win_unlock_all(MPI_Win win);
int PMPI_Win_flush(int rank, MPI_Win win);
int PMPI_Win_flush_all(MPI_Win win);
int PMPI_Win_flush_local(int rank, MPI_Win win);
int PMPI_Win_flush_local_all(MPI_Win win);
int PMPI_Win_sync(MPI_Win win);
int PMPI_Comm_spawn(const char *command, char *argv[], int most, MPI_Info info, int root,
	MPI_Comm comm, MPI_Comm *children, int codes[]);
int PMPI_Comm_spawn_multiple(int count, char *commands[], char **argvs[], const int most[],
	const MPI_Info infos[], int root, MPI_Comm comm, MPI_Comm *children, int codes[]);
int PMPI_Comm_accept(const char *port, MPI_Info info, int root, MPI_Comm comm, MPI_Comm *made);
int PMPI_Comm_connect(const char *port, MPI_Info info, int root, MPI_Comm comm, MPI_Comm *made);
int PMPI_Comm_join(int descriptor, MPI_Comm *made);
int PMPI_Open_port(MPI_Info info, char *port);
int PMPI_Close_port(const char *port);
int PMPI_Publish_name(const char *service, MPI_Info info, const char *port);
int PMPI_Unpublish_name(const char *service, MPI_Info info, const char *port);
int PMPI_Lookup_name(const char *service, MPI_Info info, char *port);
MPI_Fint PMPI_Comm_c2f(MPI_Comm comm);
MPI_Comm PMPI_Comm_f2c(MPI_Fint comm);
MPI_Fint PMPI_Group_c2f(MPI_Group group);
MPI_Group PMPI_Group_f2c(MPI_Fint group);
MPI_Fint PMPI_Type_c2f(MPI_Datatype type);
MPI_Datatype PMPI_Type_f2c(MPI_Fint type);
MPI_Fint PMPI_Op_c2f(MPI_Op op);
MPI_Op PMPI_Op_f2c(MPI_Fint op);
MPI_Fint PMPI_Request_c2f(MPI_Request request);
MPI_Request PMPI_Request_f2c(MPI_Fint request);
MPI_Fint PMPI_Info_c2f(MPI_Info info);
MPI_Info PMPI_Info_f2c(MPI_Fint info);
MPI_Fint PMPI_Errhandler_c2f(MPI_Errhandler handler);
MPI_Errhandler PMPI_Errhandler_f2c(MPI_Fint handler);
MPI_Fint PMPI_Win_c2f(MPI_Win win);
MPI_Win PMPI_Win_f2c(MPI_Fint win);
MPI_Fint PMPI_Message_c2f(MPI_Message message);
MPI_Message PMPI_Message_f2c(MPI_Fint message);
int PMPI_Address(void *location, MPI_Aint *address);
int PMPI_Type_extent(MPI_Datatype type, MPI_Aint *extent);
int PMPI_Type_lb(MPI_Datatype type, MPI_Aint *lb);
int PMPI_Type_ub(MPI_Datatype type, MPI_Aint *ub);
int PMPI_Type_hvector(int count, int length, MPI_Aint stride, MPI_Datatype old, MPI_Datatype *type);
int PMPI_Type_hindexed(
	int count, int lengths[], MPI_Aint offsets[], MPI_Datatype old, MPI_Datatype *type);
int PMPI_Type_struct(
	int count, int lengths[], MPI_Aint offsets[], MPI_Datatype types[], MPI_Datatype *type);
int PMPI_Errhandler_create(MPI_Comm_errhandler_function *function, MPI_Errhandler *handler);
int PMPI_Errhandler_set(MPI_Comm comm, MPI_Errhandler handler);
int PMPI_Errhandler_get(MPI_Comm comm, MPI_Errhandler *handler);
int PMPI_Keyval_create(MPI_Comm_copy_attr_function *copy, MPI_Comm_delete_attr_function *delete_,
	int *keyval, void *state);
int PMPI_Keyval_free(int *keyval);
int PMPI_Attr_put(MPI_Comm comm, int keyval, void *value);
int PMPI_Attr_get(MPI_Comm comm, int keyval, void *pointer, int *flag);
int PMPI_Attr_delete(MPI_Comm comm, int keyval);

#ifdef __cplusplus
}
#endif

#include <mpio.h>

#endif
