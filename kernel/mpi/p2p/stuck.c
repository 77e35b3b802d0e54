/*
 * Deadlocks. When all ranks sleep, none of them has been rung, and none did anything between two looks, no message is under way, and none can
 * come: while a rank is in a call, no other thread of it may call MPI, except under MPI_THREAD_MULTIPLE, where nothing is said of ranks with
 * several threads. Rank 0 looks, since it must be among those that sleep, once a second while it does; a rank that computes or waits for anything
 * else is not asleep here.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "env/errors.h"
#include "probe.h"
#include "stuck.h"
#include "transfer.h"

enum { LOOK_NS = 1000000000, LINES = 64, LINE = 160 };

/* What it waits for, if that is one message: others may read it while `turn` is odd. */
static void describe(struct process *me, struct asleep *a)
{
	const request *r = me->awaited;
	a->kind = ASLEEP_OTHERWISE;
	/* Threads that there are now are all that can call MPI while this one sleeps. */
	a->single = me->thread_level < MPI_THREAD_MULTIPLE || load(word(THREADS)) <= hermit_ranks();
	snprintf(a->function, sizeof a->function, "%s", me->function ? me->function : "MPI");
	struct comm *comm = r ? r->comm : me->probed ? me->probed->comm : 0;
	a->comm[0] = 0;
	if (!comm) return;
	snprintf(a->comm, sizeof a->comm, "%s", comm->name[0] ? comm->name : "a communicator");
	if (!r) {
		a->kind = ASLEEP_RECEIVING;
		a->rank = me->probed->rank;
		a->tag = me->probed->tag;
	} else if (r->kind == &send_kind || r->kind == &receive_kind) {
		const struct transfer *t = (const struct transfer *)r;
		a->kind = r->kind == &send_kind ? ASLEEP_SENDING : ASLEEP_RECEIVING;
		a->rank = t->rank;
		/* The context behind a communicator's own is that of collectives, whose tags are nobody's business. */
		a->tag = t->context == comm->context ? t->tag : ASLEEP_NO_TAG;
	}
}

void stuck_asleep(struct process *me, int seen)
{
	struct asleep *a = &me->transport->endpoint->asleep;
	describe(me, a);
	a->seen = seen;
	store(&a->turn, a->turn + 1);
}

void stuck_awake(struct process *me)
{
	struct asleep *a = &me->transport->endpoint->asleep;
	store(&a->turn, a->turn + 1);
}

int64_t stuck_limit(struct process *me) { return me->number == 0 ? LOOK_NS : -1; }

static int read_endpoint(struct peer *p, struct endpoint *there)
{
	int state = transport_meet(p);
	if (state != PEER_MET && state != PEER_OPEN) return 0;
	return !transport_get(p, p->bell - offsetof(struct endpoint, bell), there, sizeof *there);
}

static int line(char *text, int rank, const struct asleep *a)
{
	char function[sizeof a->function + 1] = "", comm[sizeof a->comm + 1] = "", peer[24] = "",
									   tag[24] = "";
	/* Another isle wrote it. */
	memcpy(function, a->function, sizeof a->function);
	memcpy(comm, a->comm, sizeof a->comm);
	if (a->rank == MPI_ANY_SOURCE) snprintf(peer, sizeof peer, "any rank");
	else snprintf(peer, sizeof peer, "rank %d", a->rank);
	if (a->tag == MPI_ANY_TAG) snprintf(tag, sizeof tag, ", any tag");
	else if (a->tag != ASLEEP_NO_TAG) snprintf(tag, sizeof tag, ", tag %d", a->tag);
	if (a->kind == ASLEEP_OTHERWISE)
		return snprintf(
			text, LINE, "  rank %d: %s%s%s\n", rank, function, comm[0] ? ", " : "", comm);
	return snprintf(text, LINE, "  rank %d: %s %s %s%s, %s\n", rank, function,
		a->kind == ASLEEP_SENDING ? "to" : "from", peer, tag, comm);
}

static _Noreturn void report(struct process *me)
{
	struct endpoint there;
	static char text[LINES * LINE];
	int at = 0;
	for (int i = 0; i < me->processes && i < LINES - 1; i++) {
		if (i == me->number) {
			describe(me, &me->transport->endpoint->asleep);
			at += line(text + at, i, &me->transport->endpoint->asleep);
		} else if (read_endpoint(&me->transport->peers[i], &there))
			at += line(text + at, i, &there.asleep);
	}
	if (me->processes >= LINES) at += snprintf(text + at, LINE, "  and others\n");
	error_say("deadlock: no message is under way, and every rank waits");
	ssize_t written = write(2, text, at);
	(void)written;
	hermit_end(1);
}

void stuck_look(struct process *me)
{
	/* Of every rank: its turn when it was last looked at. */
	static int *turns;
	int same = turns != 0;
	if (!turns && !(turns = calloc(me->processes, sizeof *turns))) return;
	for (int i = 0; i < me->processes; i++) {
		struct endpoint there;
		if (i == me->number) continue;
		if (!read_endpoint(&me->transport->peers[i], &there)) return;
		int turn = there.asleep.turn;
		int sleeps = turn & 1 && there.asleep.single && there.asleep.seen == there.bell.rung;
		same &= sleeps && turn == turns[i];
		turns[i] = sleeps ? turn : 0;
	}
	if (same) report(me);
}
