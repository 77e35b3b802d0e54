/* Serving calls of exported functions: layout.h says how the loader and the call slots' threads talk. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "core.h"
#include "hooks.h"
#include "signals.h"

#define LINE 64u

union value {
	int32_t i32;
	int64_t i64;
};

struct call_slot {
	volatile int state, sleeping, core, function;
	union value result, arguments[CALL_SLOT_ARGUMENTS_MAX];
	char text[CALL_SLOT_TEXT_SIZE];
};
_Static_assert(sizeof(struct call_slot) == CALL_SLOT_SIZE &&
		offsetof(struct call_slot, result) == CALL_SLOT_FRAME &&
		offsetof(struct call_slot, text) == CALL_SLOT_TEXT,
	"layout.h");

struct board {
	_Alignas(CALLS_SLOTS) volatile int done;
	volatile int asleep;
	int count;
	_Alignas(CALLS_SLOTS) struct call_slot slots[];
};
_Static_assert(sizeof(struct board) == CALLS_SLOTS && offsetof(struct board, count) == CALLS_COUNT,
	"layout.h");

static struct board *board;

/* musl's: standard output, if the program has it. */
extern FILE *volatile __stdout_used;

/* Tells the loader, before a program starts, that calls can be served. */
__attribute__((export_name("hermit_calls"))) int hermit_calls(void) { return CALL_SLOT_SIZE; }

static void *zeroed(uint32_t size)
{
	if (size > *(volatile uint32_t *)BOOT_MEMORY_LIMIT - LINE) return 0;
	void *p = aligned_alloc(LINE, (size + LINE - 1) & -LINE);
	return p ? memset(p, 0, size) : 0;
}

/* A program with C++ exceptions has cores/base.c. */
weak int __hermit_call(int function, void *frame, char *text, size_t size)
{
	hv_call(function, frame);
	return 0;
}

static noinline void call_slot_call(struct call_slot *s)
{
	switch (s->function) {
	case CALL_ALLOC: s->result.i32 = (int)zeroed(s->arguments[0].i32); break;
	case CALL_FREE: free((void *)s->arguments[0].i32); break;
	default:
		if (__hermit_call(s->function, &s->result, s->text, sizeof s->text))
			s->function = CALL_THROWN;
	}
	FILE *out = __stdout_used;
	if (out) fflush(out);
}

static void await_call(struct call_slot *s)
{
	for (int spin = spin_budget(); spin > 0; spin--)
		if (load(&s->state) == CALL_SLOT_CALLED) return;
	store(&s->sleeping, 1);
	while (load_sync(&s->state) != CALL_SLOT_CALLED)
		if (core_wait(&s->state, CALL_SLOT_FREE, -1) == -EINTR) signals_take();
	store(&s->sleeping, 0);
}

/* Nobody would answer the slot's calls any more. */
static void call_slot_left(void *s)
{
	panic("a called function ended its thread: it has to return");
}

static void *call_slot_run(void *argument)
{
	struct call_slot *s = argument;
	s->core = core_number();
	pthread_cleanup_push(call_slot_left, s);
	for (;;) {
		await_call(s);
		call_slot_call(s);
		store(&s->state, CALL_SLOT_FREE);
		add(&board->done, 1);
		if (load_sync(&board->asleep)) core_wake(&board->done, -1);
	}
	pthread_cleanup_pop(0);
	return 0;
}

/* The first thread has the first slot; there are fewer than asked for if there may be no more threads. */
void __hermit_serve(int calls)
{
	board = zeroed(sizeof *board + calls * sizeof(struct call_slot));
	if (!board) panic("no memory is left for calls: give the isle more");
	pthread_t thread;
	for (board->count = 1; board->count < calls; board->count++)
		if (pthread_create(&thread, 0, call_slot_run, &board->slots[board->count])) break;
	store(word(CALLS), (int)board);
	core_wake(word(CALLS), -1);
	call_slot_run(&board->slots[0]);
}
