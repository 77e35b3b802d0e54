/* Bells: a sleeper counts itself, then looks again, then sleeps; who rings looks at the count after it has put something. */
#include "core.h"
#include "hermit.h"
#include "signals.h"

int hermit_bell_arm(struct hermit_bell *bell)
{
	int seen = load(&bell->rung);
	add(&bell->sleepers, 1);
	return seen;
}

/*
 * Who rings may look at the sleepers a moment before what it has put becomes visible (hermit_put_line where machines keep stores in order): it
 * finds none, although this one found nothing either. So the first sleep is short, and the caller looks again after it.
 */
static _Thread_local struct hermit_bell *settled;

int hermit_bell_wait(struct hermit_bell *bell, int seen, int64_t ns)
{
	int first = settled != bell && (uint64_t)ns > BELL_SETTLES;
	settled = bell;
	int r = core_wait(&bell->rung, seen, first ? BELL_SETTLES : ns);
	if (r == -EINTR) signals_take();
	return first && r == -ETIMEDOUT ? 0 : r;
}

void hermit_bell_disarm(struct hermit_bell *bell)
{
	settled = 0;
	add(&bell->sleepers, -1);
}

void hermit_bell_ring(struct hermit_bell *bell)
{
	if (!load_sync(&bell->sleepers)) return;
	add(&bell->rung, 1);
	core_wake(&bell->rung, -1);
}
