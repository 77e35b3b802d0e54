/*
 * Threads. Every instance of an image has the same function table, so a thread is a function pointer handed to a core: creating
 * one never enters JavaScript. A thread stays on its core to its end; while it waits, so does the core. When no core is idle the
 * thread is queued and one more core is asked for, so threads that wait for each other always meet.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include "core.h"
#include "hooks.h"

struct core {
	_Alignas(64) struct thread *volatile job;
	jmp_buf leave;
};
static struct core cores[MAX_CORES];

static struct thread threads[MAX_THREADS];
static struct thread *free_threads, *queue, **queue_end = &queue;
static int fresh_threads, queued;
static uint32_t idle[MAX_CORES / 32];
static volatile int queue_lock;

enum { PARK_AWAKE, PARK_JOB, PARK_ASLEEP };

/* With queue_lock: a core that waits for a thread, which waits no more; -1: none does. */
static int take_idle(void)
{
	for (int i = 0; i < MAX_CORES / 32; i++)
		if (idle[i]) {
			int core = i * 32 + __builtin_ctz(idle[i]);
			idle[i] &= idle[i] - 1;
			return core;
		}
	return -1;
}

/* Without the lock: the core is this thread's alone since take_idle and settle_on. */
static void give(int core, struct thread *t)
{
	volatile int *park = slot_word(core, SLOT_IDLE);
	__atomic_store_n(&cores[core].job, t, __ATOMIC_SEQ_CST);
	if (swap(park, PARK_JOB) == PARK_ASLEEP) core_wake(park, 1);
}

/* With queue_lock: NULL, if as many exist as may. */
static struct thread *new_thread(void)
{
	struct thread *t = free_threads;
	if (t) free_threads = t->next;
	else if (fresh_threads < *word(BOOT_THREADS) - 1) t = &threads[fresh_threads++];
	return t;
}

int thread_post(int tid, uint32_t signals)
{
	lock(&queue_lock);
	struct thread *t = queue;
	while (t && t->tid != tid) t = t->next;
	if (t) t->signals |= signals;
	unlock(&queue_lock);
	return !!t;
}

/* With queue_lock: a thread belongs to its core from the moment it is chosen for it. */
static void settle_on(int core, struct thread *t)
{
	store(slot_word(core, SLOT_SIGNALS), t->signals);
	store(slot_word(core, SLOT_TID), t->tid);
}

int __clone(int (*run)(void *), void *stack, int flags, void *argument, ...)
{
	if (!(flags & CLONE_THREAD)) return -ENOSYS;   /* a process of its own */
	va_list more;
	va_start(more, argument);
	int *parent_tid = va_arg(more, int *);
	void *tls = va_arg(more, void *);
	int *clear_tid = va_arg(more, int *);
	va_end(more);
	static int last_tid;
	const int *end = thread_current()->guards;
	thread_current()->guards = 0;
	lock(&queue_lock);
	struct thread *t = new_thread();
	if (!t) {
		unlock(&queue_lock);
		return -EAGAIN;
	}
	t->run = run;
	t->argument = argument;
	t->stack = (void *)((uintptr_t)stack & -16);
	t->tls = tls;
	t->stack_end = end;
	t->guards = 0;
	t->clear_tid = clear_tid;
	t->rank = thread_current()->rank;
	t->mask = thread_current()->mask;
	t->unmap = 0;
	t->signals = 0;
	t->fds = 0;
	t->alternate.size = 0;
	t->next = 0;
	int tid = t->tid = *word(BOOT_PID) + ++last_tid;
	*parent_tid = tid;
	add(word(THREADS), 1);
	int core = take_idle(), more_cores = 0;
	if (core >= 0) settle_on(core, t);
	else {
		*queue_end = t;
		queue_end = &t->next;
		int wanted = load(word(CORES_WANTED));
		more_cores = ++queued > wanted - load(word(CORES_UP)) && wanted < MAX_CORES;
		if (more_cores) store(word(CORES_WANTED), wanted + 1);
	}
	unlock(&queue_lock);
	if (core >= 0) give(core, t);
	else if (more_cores) {
		add(word(DOORBELL), 1);
		if (load_sync(word(PROXY_ASLEEP))) core_wake(word(DOORBELL), 1);
	}
	return tid;
}

/* Ends `t`, if any, and takes the next job: from the queue, else as an idle core when one is given to it. */
static struct thread *next_thread(int core, struct thread *t)
{
	volatile int *park = slot_word(core, SLOT_IDLE);
	volatile int *clear_tid = 0;
	if (t) {
		clear_tid = t->clear_tid;
		thread_left(t);
		store(slot_word(core, SLOT_TID), 0);
		store(slot_word(core, SLOT_SIGNALS), 0);
		store(slot_word(core, SLOT_INTERRUPT), 0);
		add(word(THREADS), -1);
	}
	lock(&queue_lock);
	if (t) {
		t->next = free_threads;
		free_threads = t;
	}
	struct thread *next = queue;
	if (next) {
		queue = next->next;
		queued--;
		if (!queue) queue_end = &queue;
		settle_on(core, next);
	} else {
		store(park, PARK_AWAKE);
		idle[core / 32] |= 1u << core % 32;
	}
	unlock(&queue_lock);
	/* Only now: the joiner may free the stack, and this core is already there for the next thread. */
	if (clear_tid) {
		store(clear_tid, 0);
		core_wake(clear_tid, 1);
	}
	if (next) return next;
	for (int spin = spin_budget(); spin > 0; spin--)
		if (load(park) == PARK_JOB) break;
	while (load(park) != PARK_JOB) {
		cas(park, PARK_AWAKE, PARK_ASLEEP);
		core_wait_deaf(park, PARK_ASLEEP, -1);
	}
	return __atomic_load_n(&cores[core].job, __ATOMIC_ACQUIRE);
}

static noinline void enter(struct thread *t)
{
	set_stack(t->stack);
	__hermit_thread(t->run, t->argument);
}

static noinline void run_thread(int core, struct thread *t)
{
	core_threads[core] = t;
	if (!setjmp(cores[core].leave)) enter(t);
}

/* Where a core stands between threads: every other stack may vanish under it. */
static char stacks[MAX_CORES][1024] __attribute__((aligned(16)));

static noinline _Noreturn void core_loop(int core, struct thread *t)
{
	for (;;) {
		t = next_thread(core, t);
		set_tls(t->tls);
		run_thread(core, t);
	}
}

__attribute__((export_name("hermit_core"))) void hermit_core(int core)
{
	set_core_number(core);
	set_stack(stacks[core] + sizeof *stacks);
	add(word(CORES_UP), 1);
	core_loop(core, 0);
}

void boot_run(struct thread *main)
{
	run_thread(0, main);
	/* The first thread called pthread_exit: its core serves the others. */
	set_stack(stacks[0] + sizeof *stacks);
	core_loop(0, main);
}

_Noreturn long sys_exit(long a, long b, long c, long d, long e, long f)
{
	longjmp(cores[core_number()].leave, 1);
}

_Noreturn void __unmapself(void *base, size_t size)
{
	struct thread *t = thread_current();
	t->unmap = base;
	t->unmap_size = size;
	sys_exit(0, 0, 0, 0, 0, 0);
}
