/* Beginning: an isle opens its memory to the others' MPI, and a process gets its first communicators. */
#include <stdlib.h>
#include "init.h"
#include "object/comm.h"
#include "p2p/p2p.h"
#include "transport/transport.h"

/* By the first rank of an isle that comes here: for all of them, so that others can write to each from now on. No lock is held; takes begun_lock. */
static void begin_isle(void)
{
	static volatile int begun_lock;
	static int begun;
	lock(&begun_lock);
	if (!begun) {
		int ranks = hermit_ranks(), processes = hermit_isles() * ranks;
		if (processes > MAX_PROCESSES)
			fatal("expected at most %d ranks in the machine, got %d", MAX_PROCESSES, processes);
		struct process *all = ranks > 1 ? calloc(ranks, sizeof *all) : &mpi_first_process;
		struct endpoint *endpoints = aligned_alloc(64, ranks * sizeof *endpoints);
		if (all && endpoints) __builtin_memset(endpoints, 0, ranks * sizeof *endpoints);
		for (int i = 0; i < ranks && all && endpoints; i++) {
			struct process *p = &all[i];
			p->guarded = 1;
			p->number = hermit_isle() * ranks + i;
			p->processes = processes;
			if (p2p_begin(p, &endpoints[i])) all = 0;
		}
		if (!all || !endpoints) fatal("no memory for MPI: give the isle more --mem");
		if (ranks > 1) mpi_processes = all;
		*word(MPI_BOOK) = (int)endpoints;
		uint32_t last = (uint32_t)*word(BOOT_MEMORY_LIMIT);
		int error = hermit_open(MPI_REGION, 0, last == UINT32_MAX ? last : last + 1);
		if (error)
			fatal("region %d, by which isles reach each other, cannot be opened: error %d",
				MPI_REGION, -error);
		begun = 1;
	}
	unlock(&begun_lock);
}

int mpi_begin(const char *function, int level)
{
	begin_isle();
	struct process *me = self();
	me->function = function;
	if (me->state != PROCESS_BEFORE) fatal("MPI has begun already");
	me->main_tid = thread_current()->tid;
	me->thread_level = level;
	/* Those that have ended before this isle could be told of it. */
	for (int i = 0; i < me->processes; i++)
		if (i != me->number) transport_meet(&me->transport->peers[i]);
	me->sent = p2p_sent_request();
	if (comms_begin() || !me->sent) fatal("no memory for MPI: give the isle more --mem");
	me->state = PROCESS_RUNNING;
	me->guarded = level == MPI_THREAD_MULTIPLE;
	return MPI_SUCCESS;
}
