/* Beginning: MPI_Init, and what may be asked about it. */
#include <stdlib.h>
#include "p2p/match.h"

struct process mpi_first_process = { .guarded = 1 };
struct process *mpi_processes;

/* By the first rank of an isle that comes here: for all of them, so that others can write to each from now on. */
static void begin_isle(void)
{
	static volatile int begun_lock;
	static int begun;
	lock(&begun_lock);
	if (!begun) {
		int ranks = hermit_ranks(), processes = hermit_isles() * ranks;
		if (processes > MAX_PROCESSES) fatal("expected at most %d ranks in the machine, got %d", MAX_PROCESSES, processes);
		struct process *all = ranks > 1 ? calloc(ranks, sizeof *all) : &mpi_first_process;
		struct station *stations = aligned_alloc(64, ranks * sizeof *stations);
		if (all && stations) __builtin_memset(stations, 0, ranks * sizeof *stations);
		for (int i = 0; i < ranks && all && stations; i++) {
			struct process *p = &all[i];
			p->guarded = 1;
			p->number = hermit_isle() * ranks + i;
			p->processes = processes;
			p->matching = calloc(1, sizeof *p->matching);
			if (!p->matching || transport_begin(p, &stations[i])) all = 0;
		}
		if (!all || !stations) fatal("no memory for MPI: give the isle more --mem");
		if (ranks > 1) mpi_processes = all;
		*word(MPI_BOOK) = (int)stations;
		uint32_t last = (uint32_t)*word(BOOT_MEMORY_LIMIT);
		int error = hermit_open(MPI_REGION, 0, last == UINT32_MAX ? last : last + 1);
		if (error) fatal("region %d, by which isles reach each other, cannot be opened: error %d", MPI_REGION, -error);
		begun = 1;
	}
	unlock(&begun_lock);
}

static int begin(const char *function, int level)
{
	begin_isle();
	struct process *me = self();
	me->function = function;
	if (me->state != PROCESS_BEFORE) fatal("MPI has begun already");
	me->main_tid = thread_current()->tid;
	me->thread_level = level;
	/* Those that have ended before this isle could be told of it. */
	for (int i = 0; i < me->processes; i++) if (i != me->number) transport_meet(me, &me->transport->peers[i]);
	me->sent = sent_request();
	if (comms_begin() || !me->sent) fatal("no memory for MPI: give the isle more --mem");
	me->state = PROCESS_RUNNING;
	me->guarded = level == MPI_THREAD_MULTIPLE;
	return MPI_SUCCESS;
}

MPI_CALL(Init, (int *argc, char ***argv)) { return begin("MPI_Init", MPI_THREAD_SINGLE); }

MPI_CALL(Init_thread, (int *argc, char ***argv, int required, int *provided))
{
	*provided = required < MPI_THREAD_SINGLE ? MPI_THREAD_SINGLE : required > MPI_THREAD_MULTIPLE ? MPI_THREAD_MULTIPLE : required;
	return begin("MPI_Init_thread", *provided);
}

MPI_CALL(Initialized, (int *flag))
{
	*flag = self()->state != PROCESS_BEFORE;
	return MPI_SUCCESS;
}

MPI_CALL(Finalized, (int *flag))
{
	*flag = self()->state == PROCESS_FINALIZED;
	return MPI_SUCCESS;
}

MPI_CALL(Query_thread, (int *provided))
{
	ENTER(Query_thread);
	*provided = me->thread_level;
	return MPI_SUCCESS;
}

MPI_CALL(Is_thread_main, (int *flag))
{
	ENTER(Is_thread_main);
	*flag = me->main_tid == thread_current()->tid;
	return MPI_SUCCESS;
}
