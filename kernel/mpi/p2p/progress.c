/* Progress: looking at what has come, and waiting for more. */
#include "stuck.h"
#include "transfer.h"

/* Cells of one ring that are read before the others are looked at. */
#define TURN 32

static int advance(struct process *me)
{
	int did = 0;
	request *all = me->advancing, *r;
	me->advancing = 0;
	/* Those that advance may put others on the list meanwhile. */
	while ((r = all)) {
		all = r->next;
		if (!r->complete) did |= r->kind->advance(r);
		if (r->complete) {
			request_release(r);
			did = 1;
		} else {
			r->next = me->advancing;
			me->advancing = r;
		}
	}
	return did;
}

int p2p_progress(struct process *me)
{
	struct transport *t = me->transport;
	int did = 0;
	for (int i = 0; i < t->heard_count; i++) {
		struct peer *p = t->heard[i];
		if (transport_next(p)) did |= p2p_read_ring(me, p, TURN);
	}
	if (unlikely(t->waiting != 0)) did |= transport_flush(t);
	if (unlikely(load(&t->endpoint->wanted) != t->wanted)) transport_make_rings(t);
	if (unlikely(!did &&
			(hermit_isles_ended() != t->isles_ended || load(&t->endpoint->left) != t->left))) {
		transport_find_gone(t);
		did = 1;
	}
	if (me->advancing) did |= advance(me);
	return did;
}

/* While something waits for a process that cannot be reached yet, no bell tells when it can be: then sleeps are short. */
static int64_t sleep_limit(struct process *me)
{
	enum { SHORT = 200000 };
	for (struct peer *p = me->transport->waiting; p; p = p->next_waiting)
		if (p->state != PEER_OPEN) return SHORT;
	return -1;
}

static void sleep_until_rung(struct process *me, int (*done)(void *), void *argument)
{
	struct hermit_bell *bell = &me->transport->endpoint->bell;
	int seen = hermit_bell_arm(bell);
	while (!done(argument) && !p2p_progress(me) && load(&bell->rung) == seen) {
		int64_t limit = sleep_limit(me), look = limit < 0 ? stuck_limit(me) : -1;
		stuck_asleep(me, seen);
		int depth = process_unlock(me);
		int r = hermit_bell_wait(bell, seen, look < 0 ? limit : look);
		process_relock(me, depth);
		stuck_awake(me);
		if (look >= 0 && r == -ETIMEDOUT && load(&bell->rung) == seen) {
			if (!done(argument) && !p2p_progress(me)) stuck_look(me);
			r = 0;
		}
		if (r) break;
	}
	hermit_bell_disarm(bell);
}

void p2p_progress_until(struct process *me, int (*done)(void *), void *argument)
{
	enum { TURNS_WITH_LOCK = 16 };
	const char *function = me->function;
	while (!done(argument)) {
		for (int spin = hermit_spin(); spin > 0; spin--) {
			int did = p2p_progress(me);
			if (done(argument)) goto end;
			if (did) spin = hermit_spin();
			if (unlikely(me->guarded) && spin % TURNS_WITH_LOCK == 0)
				process_relock(me, process_unlock(me));
		}
		sleep_until_rung(me, done, argument);
	}
end:
	me->function = function;
	me->awaited = 0;
	me->probed = 0;
}
