/*
 * What a process (a rank) is to itself. Ranks of one isle share memory and this library's variables, so whatever belongs to a rank
 * stands in its struct process.
 */
#ifndef MPI_PROCESS_H
#define MPI_PROCESS_H

#include "object/comm.h"
#include "core.h"
#include "errors.h"
#include "hermit.h"
#include "limits.h"

enum process_state { PROCESS_BEFORE, PROCESS_RUNNING, PROCESS_FINALIZED };

struct transport;
struct matching;

struct process {
	/* Read by every call, written once: not 0 where a call must not just go on, because MPI is not running or other threads may be in it. */
	volatile int guarded;
	volatile int state;                   /* enum process_state */
	int number;                           /* rank in MPI_COMM_WORLD */
	int processes;                        /* ranks of the machine */
	int thread_level;
	int main_tid;                         /* the thread that called MPI_Init */
	volatile int lock, owner, depth;      /* MPI_THREAD_MULTIPLE: who is in the library (tid), and how deep (callbacks call it again) */
	const char *function;                 /* the MPI function that was called last, for messages */
	struct comm *world, *alone;           /* MPI_COMM_WORLD, MPI_COMM_SELF */
	struct transport *transport;          /* of the engine: rings to and from others */
	struct matching *matching;            /* of the engine: receives posted, messages unexpected */
	struct mpi_request *advancing;        /* requests whose `advance` progress() calls */
	struct comm *comms;                   /* all that there are */
	unsigned contexts;                    /* that this process gave: see comm_context.c */
	struct keyvals *keyvals;              /* MPI_Comm_create_keyval and the like */
	struct user_codes *codes;             /* MPI_Add_error_class and the like */
	int last_code;                        /* value of MPI_LASTUSEDCODE when it was last asked for */
	struct mpi_request *sent;             /* of the engine: a complete send */
	struct bsend_buffer *buffered;        /* of the engine: what MPI_Buffer_attach gave */
	char trouble[200];                    /* why the last operation of the engine failed, in words */
};

/* The only rank of this isle, or the first of several; and all, NULL while there is one. */
extern struct process mpi_first_process;
extern struct process *mpi_processes;
static inline struct process *self(void)
{
	return likely(!mpi_processes) ? &mpi_first_process : &mpi_processes[thread_current()->rank];
}

void enter_slowly(struct process *me, const char *function);
void leave_slowly(struct process *me);
static inline struct process *entered(const char *function)
{
	struct process *me = self();
	if (unlikely(me->guarded)) enter_slowly(me, function);
	me->function = function;
	return me;
}
static inline void leaving(struct process **me) { if (unlikely((*me)->guarded)) leave_slowly(*me); }

/*
 * A function of mpi.h: `MPI_CALL(Send, (const void *buffer, …)) { ENTER(Send); … }` defines PMPI_Send, and MPI_Send as a weak name for it.
 * ENTER makes the process known as `me` until the function returns, however it does; before MPI_Init and after MPI_Finalize it ends
 * the machine with words. The few functions that may be called at any time use MPI_CALL without ENTER.
 * Inside the library nothing calls MPI_ or PMPI_ functions: a program may have put its own in their place.
 */
#define MPI_CALL_OF(type, name, parameters) \
	__attribute__((__weak__, alias("PMPI_" #name))) type MPI_##name parameters; \
	type PMPI_##name parameters
#define MPI_CALL(name, parameters) MPI_CALL_OF(int, name, parameters)
#define ENTER(name) struct process *me __attribute__((cleanup(leaving), unused)) = entered("MPI_" #name)

/* Gives the process's lock back for the time of a wait; lock_retake takes it again as deep as it was. */
int lock_release(struct process *me);
void lock_retake(struct process *me, int depth);

/* Says in words why an operation fails, for p2p_fail; returns the code. */
int trouble(struct process *me, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* ---- Progress ---- */

/* Looks at everything that may have come, once; 1 if something had. */
int progress(struct process *me);
/*
 * Progress until done(argument): spins as long as the machine's threads have CPUs of their own, then sleeps on the process's bell.
 * Under MPI_THREAD_MULTIPLE other threads may enter meanwhile. Every isle that ends is noticed, and fails the requests that need it.
 */
void progress_until(struct process *me, int (*done)(void *), void *argument);

#endif
