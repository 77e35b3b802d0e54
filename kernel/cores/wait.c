#include "core.h"
#include "hooks.h"

__asm__(".globaltype __hermit_core, i32\n.globl __hermit_core\n__hermit_core:\n");

struct thread *core_threads[MAX_CORES];

struct thread *thread_current(void) { return core_threads[core_number()]; }

int thread_core(int tid)
{
	for (int i = 0, n = load(word(CORES_WANTED)); i < n; i++)
		if (load(slot_word(i, SLOT_TID)) == tid) return i;
	return -1;
}

/* The one place of memory.atomic.wait32, never inlined: V8 11.3's first tier can spin for ever on an inlined wait loop. */
static noinline int wait32(volatile int *address, int value, int64_t ns)
{
	return __builtin_wasm_memory_atomic_wait32((int *)address, value, ns);
}

int core_wake(volatile int *address, int count)
{
	return __builtin_wasm_memory_atomic_notify((int *)address, count);
}

int core_wait_deaf(volatile int *address, int value, int64_t ns)
{
	volatile int *where = slot_word(core_number(), SLOT_WAIT_ADDR);
	core_check_halt();
	store(where, (int)address);
	/* Whoever halts the isle sets HALT first and then notifies at every SLOT_WAIT_ADDR until it is 0: no wake can be missed. */
	int r = load_sync(word(HALT)) ? 0 : wait32(address, value, ns);
	store(where, 0);
	core_check_halt();
	return r == 2 ? -ETIMEDOUT : 0;
}

int core_wait(volatile int *address, int value, int64_t ns)
{
	int core = core_number();
	volatile int *where = slot_word(core, SLOT_WAIT_ADDR),
				 *interrupt = slot_word(core, SLOT_INTERRUPT);
	core_check_halt();
	store(where, (int)address);
	int r = load_sync(interrupt) || load_sync(word(HALT)) ? 0 : wait32(address, value, ns);
	store(where, 0);
	core_check_halt();
	if (unlikely(load(interrupt)) && swap(interrupt, 0)) return -EINTR;
	return r == 2 ? -ETIMEDOUT : 0;
}

int spin_budget(void) { return load(word(THREADS)) <= *word(BOOT_CPUS) ? SPIN_LONG : SPIN_SHORT; }

int spin_for_proxy(void) { return load(word(THREADS)) < *word(BOOT_CPUS) ? SPIN_LONG : 0; }

/* A program with C++ exceptions has base.c. */
weak int __hermit_thread(int (*run)(void *), void *argument) { return run(argument); }

/* Images without signal handlers, timers or pthread_cancel have nothing that could be due. */
weak int signals_due(void) { return 0; }
weak int signals_take(void) { return 0; }
weak int cancel_due(void) { return 0; }
/* Nor has an image with one thread any that waits for a core, or whose stack is another's. */
weak int thread_post(int tid, uint32_t signals) { return 0; }
weak void thread_left(struct thread *t) {}
