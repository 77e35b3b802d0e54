/* Serving calls of exported functions: layout.h says how the loader and the lanes' threads talk. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "core.h"
#include "signals.h"

#define LINE 64u

union value {
	int32_t i32;
	int64_t i64;
};

struct lane {
	volatile int state, sleeping, core, function;
	union value result, arguments[LANE_ARGUMENTS_MAX];
	char text[LANE_TEXT_SIZE];
};
_Static_assert(sizeof(struct lane) == LANE_SIZE && offsetof(struct lane, result) == LANE_FRAME && offsetof(struct lane, text) == LANE_TEXT, "layout.h");

struct board {
	_Alignas(CALLS_LANES) volatile int done;
	volatile int asleep;
	int count;
	_Alignas(CALLS_LANES) struct lane lanes[];
};
_Static_assert(sizeof(struct board) == CALLS_LANES && offsetof(struct board, count) == CALLS_COUNT, "layout.h");

static struct board *board;

/* musl's: standard output, if the program has it. */
extern FILE *volatile __stdout_used;

/* Tells the loader, before a program starts, that calls can be served. */
__attribute__((export_name("hermit_calls"))) int hermit_calls(void) { return LANE_SIZE; }

static void *zeroed(uint32_t size)
{
	if (size > *(volatile uint32_t *)BOOT_MEMORY_LIMIT - LINE) return 0;
	void *p = aligned_alloc(LINE, (size + LINE - 1) & -LINE);
	return p ? memset(p, 0, size) : 0;
}

static noinline void lane_call(struct lane *l)
{
	switch (l->function) {
	case CALL_ALLOC: l->result.i32 = (int)zeroed(l->arguments[0].i32); break;
	case CALL_FREE: free((void *)l->arguments[0].i32); break;
	default: hv_call(l->function, &l->result);
	}
	FILE *out = __stdout_used;
	if (out) fflush(out);
}

static void await_call(struct lane *l)
{
	for (int spin = spin_budget(); spin > 0; spin--) if (load(&l->state) == LANE_CALLED) return;
	store(&l->sleeping, 1);
	while (load_sync(&l->state) != LANE_CALLED)
		if (core_wait(&l->state, LANE_FREE, -1) == -EINTR) signals_take();
	store(&l->sleeping, 0);
}

/* Nobody would answer the lane's calls any more. */
static void lane_left(void *l)
{
	panic("a called function ended its thread: it has to return");
}

static void *lane_run(void *argument)
{
	struct lane *l = argument;
	l->core = core_number();
	pthread_cleanup_push(lane_left, l);
	for (;;) {
		await_call(l);
		lane_call(l);
		store(&l->state, LANE_FREE);
		add(&board->done, 1);
		if (load_sync(&board->asleep)) core_wake(&board->done, -1);
	}
	pthread_cleanup_pop(0);
	return 0;
}

/* The first thread is the first lane; there are fewer than asked for if there may be no more threads. */
void __hermit_serve(int lanes)
{
	board = zeroed(sizeof *board + lanes * sizeof(struct lane));
	if (!board) panic("no memory is left for calls: give the isle more");
	pthread_t thread;
	for (board->count = 1; board->count < lanes; board->count++)
		if (pthread_create(&thread, 0, lane_run, &board->lanes[board->count])) break;
	store(word(CALLS), (int)board);
	core_wake(word(CALLS), -1);
	lane_run(&board->lanes[0]);
}
