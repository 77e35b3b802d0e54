/* Threads: what the main one or another does while others block, spin or wait. Arguments: who ends (main, other), how (exit, return, trap,
   spawn, many), what the rest does (block, busy, wait, accept). Without a C library, a thread's stack is a piece of an array. */
#include "wasi.h"
__attribute__((import_module("wasi"), import_name("thread-spawn"))) int spawn(void *);

static char stacks[80][4096] __attribute__((aligned(16)));
static int ended, word, ids[80];
static char who, how, rest;

static void occupy(char kind)
{
	subscription s = {.tag = 0, .clock = {.id = 1, .timeout = 1000000000ull * 60}};
	event e;
	u32 n;
	if (kind == 'b' && rest == 'l') poll_oneoff(&s, &e, 1, &n);
	else if (rest == 'c') sock_accept(3, 0, &n);
	else if (rest == 'a') for (;;) __builtin_wasm_memory_atomic_wait32(&word, 0, -1);
	else for (volatile int i = 0;; i++);
}

static void end(void)
{
	/* Long enough for the others to be at it. */
	subscription s = {.tag = 0, .clock = {.id = 1, .timeout = 50000000}};
	event e;
	u32 n;
	poll_oneoff(&s, &e, 1, &n);
	if (how == 'e') proc_exit(33);
	if (how == 't') __builtin_trap();
}

static void work(int tid, int argument)
{
	if (argument < 0) { occupy(rest == 'l' ? 'b' : 0); return; }
	if (how == 's' || how == 'm') {
		ids[argument] = tid;
		__atomic_fetch_add(&ended, 1, __ATOMIC_SEQ_CST);
		__builtin_wasm_memory_atomic_notify(&ended, -1);
		return;
	}
	end();
}

/* Each thread is an instance of its own, with a stack pointer of its own that must be set before any C code runs: the first word behind its
   argument's address; the value is the second. */
__attribute__((used)) void begin(int tid, int argument) { work(tid, argument); }
__asm__(".globaltype __stack_pointer, i32\n.functype begin (i32, i32) -> ()\n"
	".globl wasi_thread_start\n.type wasi_thread_start,@function\nwasi_thread_start:\n.functype wasi_thread_start (i32, i32) -> ()\n"
	"local.get 1\ni32.load 0\nglobal.set __stack_pointer\nlocal.get 0\nlocal.get 1\ni32.load 4\ncall begin\nend_function\n"
	);

typedef struct { char *stack; int value; } start;
static start starts[400];
static int started;
static int run(int value)
{
	start *s = &starts[started++ % 400];
	s->stack = stacks[started % 80] + 4096;
	s->value = value;
	return spawn(s);
}

int main(void)
{
	args_get(arguments, argument_text);
	who = arguments[1][0];
	how = arguments[2][0];
	rest = arguments[3][1];
	if (how == 's') {
		for (int i = 0; i < 5; i++) TRUE(run(i) > 0);
		for (int n; (n = __atomic_load_n(&ended, __ATOMIC_SEQ_CST)) < 5;) __builtin_wasm_memory_atomic_wait32(&ended, n, -1);
		for (int i = 0; i < 5; i++) { TRUE(ids[i] > 0 && ids[i] < 1 << 29); for (int j = 0; j < i; j++) TRUE(ids[i] != ids[j]); }
		return 0;
	}
	if (how == 'm') {
		for (int i = 0; i < 300; i++) {
			TRUE(run(i % 80) > 0);
			for (int n; (n = __atomic_load_n(&ended, __ATOMIC_SEQ_CST)) < i + 1 - 8;) __builtin_wasm_memory_atomic_wait32(&ended, n, -1);
		}
		for (int n; (n = __atomic_load_n(&ended, __ATOMIC_SEQ_CST)) < 300;) __builtin_wasm_memory_atomic_wait32(&ended, n, -1);
		return 0;
	}
	TRUE(run(-1) > 0);
	TRUE(run(-1) > 0);
	if (who == 'm') { end(); return 0; }
	TRUE(run(1) > 0);
	if (how == 'r') { end(); return 0; }
	occupy(rest == 'l' ? 'b' : 0);
	return 0;
}
