#include "core.h"
#include "hooks.h"

int __wasm_start_c(void *);
extern char __heap_base;

static int start(void *arguments) { return __wasm_start_c(arguments); }

static noinline void start_on_main_stack(struct thread *main)
{
	set_stack((void *)MAIN_STACK_TOP);
	__hermit_thread(main->run, main->argument);
}

/* An image with one thread only; thread.c has the other. */
weak void boot_run(struct thread *main) { start_on_main_stack(main); }

/* Zeroed memory for good, before the page allocator has begun: from the end of what it will have. */
void *boot_memory(size_t size)
{
	uint32_t end = (uint32_t)*word(BOOT_MEMORY_END);
	if (size > end || end - size < (uint32_t)&__heap_base)
		panic("the memory is too small for this image: run it with a larger --mem");
	*word(BOOT_MEMORY_END) = (end - size) & -PAGE_SIZE_;
	return (void *)*word(BOOT_MEMORY_END);
}

weak void fd_setup(void) {}

__attribute__((export_name("hermit_boot"))) void hermit_boot(void)
{
	static struct thread main;
	set_core_number(0);
	add(word(CORES_UP), 1);
	store(word(THREADS), 1);
	main.run = start;
	main.argument = (void *)*word(BOOT_ARGV);
	main.stack = (void *)MAIN_STACK_TOP;
	main.tid = *word(BOOT_PID);
	core_threads[0] = &main;
	store(slot_word(0, SLOT_TID), main.tid);
	fd_setup();
	boot_run(&main);
}
