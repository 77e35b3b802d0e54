/* Cores: waiting, waking, interrupting; locks of the kernel; threads. */
#ifndef HERMIT_CORE_H
#define HERMIT_CORE_H

#include "kernel.h"

/*
 * Waits while *address is `value`, at most `ns` nanoseconds (-1: for ever). Returns 0 (woken, or the word had changed),
 * -ETIMEDOUT, or -EINTR when core_interrupt() reached this core. Does not return if the isle halts. Returns 0 spuriously.
 */
int core_wait(volatile int *address, int value, int64_t ns);
/* As core_wait, but nothing except a wake, the time or a halt ends it. */
int core_wait_deaf(volatile int *address, int value, int64_t ns);
/* Wakes up to `count` waiters on the address; returns how many. */
int core_wake(volatile int *address, int count);
/* Makes the present or else the next core_wait of that core return -EINTR. */
void core_interrupt(int core);
/* Iterations worth spinning before a wait: long while every thread has a CPU of its own. */
int spin_budget(void);
/* The same for an answer of the proxy's, which needs a CPU too. */
int spin_for_proxy(void);
/* Leaves the image if the isle halts. */
static inline void core_check_halt(void)
{
	if (unlikely(*word(HALT))) hv_halt();
}

/*
 * Kernel locks: 0 free, 1 held, 2 held and waited for. Not recursive. Who holds one neither waits (core_wait) nor asks the proxy, and runs
 * nothing of the program's: a thread that is ended there would keep it for ever. "With the lock" over a function: its caller holds it.
 */
void lock(volatile int *l);
void unlock(volatile int *l);

struct thread {
	int (*run)(void *);
	void *argument, *stack, *tls;
	const int *stack_end;      /* above the marks of its guard; NULL: it has none */
	const int *guards;         /* of the thread that it is about to make */
	volatile int *clear_tid;   /* zeroed and woken when the thread has left its stack */
	int tid;
	struct thread *next;
	int rank;                  /* of the isle's ranks; inherited */
	uint32_t mask;             /* blocked signals 1 to 31 */
	uint32_t signals;          /* sent before a core took it */
	struct alternate_stack {
		void *base;
		int flags;
		uint32_t size;
	} alternate;   /* size 0: none */
	struct fds *fds; /* its own descriptors, between vfork and exec */
	void *base;  /* jmp_buf below everything that it runs, of programs with C++ exceptions */
	void *unmap; /* detached thread: its own memory, given back once it has left it */
	uint32_t unmap_size;
};
/* The thread on this core. */
struct thread *thread_current(void);
/* Core on which the thread runs, or -1. */
int thread_core(int tid);
extern struct thread *core_threads[MAX_CORES];

/* WebAssembly globals of this core's instance. */
static inline void set_core_number(int core)
{
	__asm__ volatile(
		".globaltype __hermit_core, i32\n\tlocal.get %0\n\tglobal.set __hermit_core" ::"r"(core));
}

static inline void set_stack(void *p)
{
	__asm__ volatile(
		".globaltype __stack_pointer, i32\n\tlocal.get %0\n\tglobal.set __stack_pointer" ::"r"(p)
		: "memory");
}

static inline void set_tls(void *p)
{
	__asm__ volatile(".globaltype __tls_base, i32\n\tlocal.get %0\n\tglobal.set __tls_base" ::"r"(p)
		: "memory");
}

#endif
