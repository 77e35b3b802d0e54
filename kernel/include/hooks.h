/*
 * All weak functions of the kernel: the default behaviour, and the file that replaces it. A weak function is defined next to
 * its callers; an image gets the replacement if the linker needs that file for something else. So an image that does not use
 * signals, for example, contains no code for them, and no folder calls a higher one.
 *
 * test/kernel/hooks.test.ts compares this list with the built libraries. In the order of the folders:
 */
#ifndef HERMIT_HOOKS_H
#define HERMIT_HOOKS_H
#include <stddef.h>
#include "kernel.h"

struct thread;
struct file;
struct coll_state;

/* ---- boot: boot.c ---- */

/* Runs the first thread to its end. Without threads: on its stack. Replaced by cores/thread.c: the core serves other threads then. */
void boot_run(struct thread *main);
/* Opens descriptors 0, 1 and 2. Without descriptors: nothing. Replaced by file/fd.c. */
void fd_setup(void);

/* ---- boot: crt1.c, which is linked into every image ---- */

/* Runs main. Without ranks: once. Replaced by isles/ranks.c: once for each rank. */
int __ranks_main(int (*run)(void));
/* Serves calls of exported functions, so many at once; never returns. Without any: ends the isle. Replaced by isles/calls.c. */
void __hermit_serve(int calls);

/* ---- cores: wait.c ---- */

/*
 * Takes what is pending for this thread: runs handlers, and ends the program for signals whose default does that. Called, without a lock,
 * where a call was interrupted or could have raised one. Returns bits of signals.h. Without signals: 0. Replaced by process/signal.c.
 */
int signals_take(void);
/* Whether something may be pending for this thread. Without signals: 0. Replaced by process/signal.c. */
int signals_due(void);
/* This thread was asked to end by pthread_cancel, and waits must return. Without pthread_cancel: 0. Replaced by its file in musl's port. */
int cancel_due(void);
/* Leaves signals for a thread that no core has taken yet: 0, there is no such thread. Without threads: 0. Replaced by cores/thread.c. */
int thread_post(int tid, uint32_t signals);
/*
 * Runs a thread, the first one too, to its end. Without C++ exceptions: just that. Replaced by cores/base.c: what nobody catches terminates
 * the program.
 */
int __hermit_thread(int (*run)(void *), void *argument);
/* The thread runs no more and its stack is nobody's. Without threads: nothing. Replaced by mm/stacks.c, which checks and keeps the stack. */
void thread_left(struct thread *);

/* ---- cores: exit.c ---- */

/* The program ends: files in memory go back. Without mappings: nothing. Replaced by file/mapfile.c. */
void mappings_flush(void);
/* The program ends: what was sent is delivered. Without IP: nothing. Replaced by net/tcp_end.c. */
void net_finish(void);

/* ---- cores: net_spin.c. Without IP: nothing, and 0. Replaced by net/thread.c ---- */

/* Lets the stack take what has arrived: 1 if anything happened. Who waits calls it between the next two, for as long as it would spin. */
int net_turn(void);
void net_poll_begin(void);
/* `found`: the caller does not go to sleep now. */
void net_poll_end(int found);
/* Stands around a sleep: 1 before, 0 after. */
void net_sleeps(int begins);
/* spin_budget for waits that the network may end. Without IP: spin_budget itself. */
int net_spin_budget(void);

/* ---- file: fd.c ---- */

/* Gives back a file that nothing points to. Without more than the three standard files: nothing. Replaced by file/files.c. */
void file_free(struct file *);
/* Tells those that poll or watch the file: see pollers.h. Without poll and epoll: nothing. Replaced by file/watched.c. */
void file_ready(struct file *, int events);
/* The last reference is gone, and the file leaves every epoll set. Without epoll: nothing. Replaced by file/epoll.c. */
void file_unwatch(struct file *);

/* ---- file: watched.c ---- */

/* The part of file_ready that epoll does. Without epoll: nothing. Replaced by file/epoll.c. */
void epoll_ready(struct file *, int events);

/* ---- file: rw.c ---- */

/* What a write answers: a program that writes to a closed pipe gets SIGPIPE. Without signals: that ends it. Replaced by process/signal.c. */
long broken_pipe(long result);

/* ---- process: spawn.c. Without pipes: PIPE_NONE, and nothing. Replaced by file/pipe.c ---- */

enum pipe_end { PIPE_NONE, PIPE_READ, PIPE_WRITE };
/* Which end of a pipe this file is. */
enum pipe_end pipe_end_of(struct file *);
/* A child of Linux's got this end: the program's other end is now the proxy's stream `handle`. */
void pipe_becomes(struct file *end, int handle);

/* ---- socket: socket.c ---- */

/* Requests about interfaces (SIOCGIF…), the same for every family. Without IP: -ENOTTY. Replaced by net/interfaces.c. */
long interface_ioctl(long request, void *argument);

/* ---- isles: calls.c ---- */

/*
 * Makes a call of Node's: hv_call. 1: it threw a C++ exception, whose what() is in `text`. Without them: 0. Replaced by cores/base.c.
 */
int __hermit_call(int function, void *frame, char *text, size_t size);

/* ---- isles: ranks.c ---- */

/* A rank has called exit. Without MPI: nothing. Replaced by mpi/init/finalize.c. */
void rank_leaves(void);

/* ---- mm: malloc.c: malloc, free, calloc, realloc, aligned_alloc and malloc_usable_size. A program may bring its own ---- */

/* ---- mpi: object/comm.c ---- */

/* A communicator goes, with what collective operations kept for it. Without any: nothing. Replaced by mpi/coll. */
void coll_release(struct coll_state *);

/* ---- openmp: region/invoke.c: __hermit_openmp_invoke. Without a module of the compiler's making: 0. Replaced by the image ---- */

/* ---- musl's port: thread/__cancel_point.c: __cancel_point. Without pthread_cancel: its argument. Replaced by thread/pthread_cancel.c ---- */

/* ---- musl's port: thread/pthread_exit.c: __hermit_unwind. Without C++ exceptions: nothing. Replaced by cores/base.c ---- */

/* ---- musl's port: process/vfork.h, beside the calls that differ in a child of vfork. In others: no child. Replaced by process/vfork.c ---- */
/* ---- process/execve.c: __vfork_exec. ENOSYS ---- */
/* ---- unistd/chdir.c: __vfork_chdir. 0 ---- */
/* ---- exit/_Exit.c: __vfork_exit. Nothing ---- */

/* ---- musl's port: exit/leave.c ---- */

/* exit() was called: the code that the program ends with. Without ranks: the same. Replaced by isles/ranks.c: not before the last rank. */
int __rank_leaves(int code);

#endif
