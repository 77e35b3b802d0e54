/*
 * Several ranks in one isle: main runs once for each, on a thread of its own. They share the program's global variables. A rank
 * that leaves main or calls exit ends alone; the last one ends the isle, with the first code that was not 0.
 */
#include <pthread.h>
#include <stdlib.h>
#include "core.h"
#include "hooks.h"
#include "hermit.h"

int hermit_ranks(void) { return *word(BOOT_RANKS); }
int hermit_rank(void) { return thread_current()->rank; }

static int (*program)(void);
static volatile int left, failure;

static void *run_rank(void *rank)
{
	thread_current()->rank = (int)rank;
	exit(program());
}

int __ranks_main(int (*run)(void))
{
	int ranks = hermit_ranks();
	pthread_attr_t attributes;
	program = run;
	pthread_attr_init(&attributes);
	uint32_t room = (uint32_t)*word(BOOT_MEMORY_LIMIT) / 4 / ranks;
	pthread_attr_setstacksize(
		&attributes, room < MAIN_STACK_TOP ? room & -PAGE_SIZE_ : MAIN_STACK_TOP);
	for (int rank = 1; rank < ranks; rank++) {
		pthread_t thread;
		if (pthread_create(&thread, &attributes, run_rank, (void *)rank))
			panic(
				"a rank could not be started: give the isle more --mem, or fewer --ranks-per-isle");
		pthread_detach(thread);
	}
	return run();
}

/* A library that knows ranks may have to tell others. */
weak void rank_leaves(void) {}

int __rank_leaves(int code)
{
	rank_leaves();
	int ranks = hermit_ranks();
	if (ranks == 1) return code;
	if (code) cas(&failure, 0, code);
	if (add(&left, 1) != ranks - 1) pthread_exit(0);
	return failure;
}
