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

int hermit_bell_wait(struct hermit_bell *bell, int seen, int64_t ns)
{
	int r = core_wait(&bell->rung, seen, ns);
	if (r == -EINTR) signals_take();
	return r;
}

void hermit_bell_disarm(struct hermit_bell *bell) { add(&bell->sleepers, -1); }

void hermit_bell_ring(struct hermit_bell *bell)
{
	if (!load_sync(&bell->sleepers)) return;
	add(&bell->rung, 1);
	core_wake(&bell->rung, -1);
}
