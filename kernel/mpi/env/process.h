/*
 * MPI, from its standard (MPI-3.1). The folders are its chapters; each calls only those below it.
 *
 *   entry      all   the functions of mpi.h and nothing else, in files named for them: MPI_Bcast is in entry/bcast.c, MPI_Isend in send.c. They
 *                    check arguments and pass errors to handlers
 *   init       8.7   the beginning and the end of a process: mpi_
 *   rma        11    one-sided communication: rma_, window_, access_
 *   topology   7     who a process's neighbours are: topology_, cart_, graph_, dist_graph_
 *   comm       6     making communicators: comm_, talk_
 *   coll       5     collectives, as plans, and short ones at once: coll_, plan_, combine_, fast_
 *   p2p        3     messages meet receives; requests, progress: p2p_, match_, transfer_, rendezvous_, buffered_, message_, request_
 *   transport        bytes into and out of other processes' memories, whatever they mean: transport_
 *   type       4     datatypes, packing, operations on them: type_, constructor_, external_, op_
 *   object     6, 9  what handles point to, their references, and fail(): comm_, group_, info_, errhandler_, attribute_, keyval_, topology_, block_
 *   env        8     this process, its lock, errors in words: process_, error_
 *
 * What several files know begins with a prefix of its chapter; what is static needs none. A file's name does not repeat its folder's:
 * p2p/rendezvous.c, coll/bcast.c. Headers of other chapters are included as "chapter/header.h".
 *
 * Unless a header says otherwise, functions want the process's lock held, as ENTER (entry/call.h) takes it under MPI_THREAD_MULTIPLE.
 */

/*
 * What a process (a rank) is to itself. Ranks of one isle share memory and this library's variables, so whatever belongs to a rank
 * stands in its struct process.
 */
#ifndef MPI_PROCESS_H
#define MPI_PROCESS_H

#include "core.h"
#include "errors.h"
#include "hermit.h"
#include "limits.h"

enum process_state { PROCESS_BEFORE, PROCESS_RUNNING, PROCESS_FINALIZED };

struct process {
	/* Read by every call, written once: not 0 where a call must not just go on, because MPI is not running or other threads may be in it. */
	volatile int guarded;
	volatile int state;                   /* enum process_state */
	int number;                           /* rank in MPI_COMM_WORLD */
	int processes;                        /* ranks of the machine */
	int thread_level;
	int main_tid;                         /* the thread that called MPI_Init */
	volatile int lock, owner,
		depth; /* MPI_THREAD_MULTIPLE: who is in the library (tid), and how deep (callbacks call it again) */
	const char *function; /* the MPI function that was called last, for messages */
	struct comm *world, *alone; /* MPI_COMM_WORLD, MPI_COMM_SELF */
	struct transport *transport; /* rings to and from others */
	struct matching *matching; /* receives posted, messages unexpected */
	struct mpi_request *advancing; /* requests whose `advance` p2p_progress() calls */
	struct comm *comms; /* all that there are */
	unsigned contexts; /* that this process gave: see comm/context.c */
	struct keyvals *keyvals; /* MPI_Comm_create_keyval and the like */
	struct user_codes *codes; /* MPI_Add_error_class and the like */
	int last_code; /* value of MPI_LASTUSEDCODE when it was last asked for */
	struct mpi_request *awaited; /* what a call waits for, if it is one request; for messages */
	struct probe *probed; /* or the probe that it waits for */
	struct mpi_request *sent; /* a complete send */
	struct bsend_buffer *buffered; /* what MPI_Buffer_attach gave */
	void *blocks; /* free ones: object/block.h */
	char noted[512]; /* why the last operation failed, in words */
};

/* The only rank of this isle, or the first of several; and all, NULL while there is one. */
extern struct process mpi_first_process;
extern struct process *mpi_processes;
static inline struct process *self(void)
{
	return likely(!mpi_processes) ? &mpi_first_process : &mpi_processes[thread_current()->rank];
}

/* ---- The lock (guard.c) ---- */

/* Takes it, unless the thread has it already; before MPI_Init and after MPI_Finalize ends the machine with words. Not held, or by this thread. */
void process_enter(struct process *me, const char *function);
/* Gives it back as often as it was taken. Held. */
void process_leave(struct process *me);
/* Gives it back for the time of a wait, and returns how deep it was taken; process_relock takes it again as deep. Held; not held. */
int process_unlock(struct process *me);
void process_relock(struct process *me, int depth);

#endif
