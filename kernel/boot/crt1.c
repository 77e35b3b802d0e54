/*
 * Start of a program, in place of musl's crt and __init_tls: the arguments block that the runtime made, thread-local storage of
 * the first thread, constructors, main.
 */
#include <stdint.h>
#include <elf.h>
#include "pthread_impl.h"
#include "libc.h"
#include "layout.h"

_Noreturn void panic(const char *);
int __main_void(void);
void __wasm_call_ctors(void);
void __wasm_init_tls(void *);
void *boot_memory(size_t);
_Noreturn int __libc_start_main(
	int (*)(int, char **, char **), int, char **, void (*)(), void (*)(), void (*)());

int __hermit_argc;
char **__hermit_argv;

void _init(void) { __wasm_call_ctors(); }

/* An image that knows ranks runs main once for each (kernel/isles/ranks.c). */
weak int __ranks_main(int (*run)(void))
{
	if (*(int *)BOOT_RANKS != 1)
		panic("--ranks-per-isle is for programs with ranks (MPI), and this one has none");
	return run();
}

/* An image that exports functions serves calls of them (kernel/isles/calls.c). */
weak void __hermit_serve(int calls)
{
	panic("no function of this image can be called: link it with `hermit-wasm cc --export NAME`");
}

static int main_with_arguments(int argc, char **argv, char **envp)
{
	int status = __ranks_main(__main_void);
	if (!status && *(int *)BOOT_SERVE) __hermit_serve(*(int *)BOOT_SERVE);
	return status;
}

int __wasm_start_c(void *arguments)
{
	__hermit_argc = *(int *)arguments;
	__hermit_argv = (char **)arguments + 1;
	__libc_start_main(main_with_arguments, __hermit_argc, __hermit_argv, 0, 0, 0);
}

static inline void set_tls(void *p)
{
	__asm__ volatile(".globaltype __tls_base, i32\n\tlocal.get %0\n\tglobal.set __tls_base" ::"r"(p)
		: "memory");
}

#define ALIGNMENT 64
volatile int __thread_list_lock;

/* Lays out [struct pthread][TLS] from `mem`; the linker's __wasm_init_tls moves the TLS base, which is set back here. */
void *__copy_tls(unsigned char *mem)
{
	uintptr_t before = (uintptr_t)__builtin_wasm_tls_base();
	mem += -((uintptr_t)mem + sizeof(struct pthread)) & (ALIGNMENT - 1);
	pthread_t td = (pthread_t)mem;
	__wasm_init_tls(mem + sizeof(struct pthread));
	set_tls((void *)before);
	td->dtv = 0;
	return td;
}

int __init_tp(void *p)
{
	pthread_t td = p;
	td->self = td;
	set_tls(TP_ADJ(p));
	libc.can_do_threads = 1;
	td->detach_state = DT_JOINABLE;
	td->tid = __syscall(SYS_set_tid_address, &__thread_list_lock);
	td->locale = &libc.global_locale;
	td->robust_list.head = &td->robust_list.head;
	td->sysinfo = __sysinfo;
	td->next = td->prev = td;
	return 0;
}

void __init_tls(size_t *aux)
{
	static char small[1024] __attribute__((aligned(ALIGNMENT)));
	void *mem = small;
	libc.tls_align = ALIGNMENT;
	libc.tls_size = (sizeof(struct pthread) + __builtin_wasm_tls_size() + 2 * ALIGNMENT + 15) & -16;
	if (libc.tls_size > sizeof small) mem = boot_memory(libc.tls_size);
	__init_tp(__copy_tls(mem));
}
