/* The board, the ends of channels, and how their users wait. */
#include "channel.h"
#include "clock.h"
#include "signals.h"

_Static_assert(CHANNEL_ENDS == HERMIT_CHANNELS && CHANNEL_PORTS == HERMIT_PORTS,
	"hermit_channel.h and layout.h differ");
_Static_assert(CHANNEL_PACKET_MAX == HERMIT_PACKET_MAX && LOADER == HERMIT_LOADER,
	"hermit_channel.h and layout.h differ");
_Static_assert(BOARD_ENDS == BOARD_PORTS + CHANNEL_PORTS * PORT_SIZE, "layout.h: BOARD_ENDS");
_Static_assert(
	END_SIZE == END_QUEUE + CHANNEL_QUEUE && BOARD_SIZE == BOARD_ENDS + CHANNEL_ENDS * END_SIZE,
	"layout.h: BOARD_SIZE");

/* A ring or the news of an isle's end can come between a look and a sleep only if a thread is kept from running for very long; and a
 * hostile peer may not ring at all. So nobody sleeps longer than this without another look (ns). */
#define SLICE 500000000

struct end channel_ends[CHANNEL_ENDS];
char channel_board[BOARD_SIZE] __attribute__((aligned(64)));
static volatile int ends_lock, board_lock, board_is_open;

int board_open(void)
{
	if (load(&board_is_open)) return 0;
	lock(&board_lock);
	int r = board_is_open ? 0 : hv_open(CHANNEL_REGION, (uint32_t)channel_board, BOARD_SIZE);
	if (!r) board_is_open = 1;
	unlock(&board_lock);
	return r;
}

/* A put of nothing is checked like any other. */
int peer_gone(int capability) { return hv_put(capability, 0, 0, 0, HV_NO_BELL) < 0; }

static int reusable(struct end *e)
{
	int state = load(&e->state);
	return state == END_FREE ||
		(state == END_LEFT && (load(end_word(e, END_CLOSED)) || peer_gone(e->capability)));
}

struct end *end_new(void)
{
	/* In turn, so that an end is used again as late as possible: a core of an isle that ends may be in the middle of a put. */
	static int next;
	struct end *e = 0;
	lock(&ends_lock);
	for (int i = 0; i < CHANNEL_ENDS && !e; i++) {
		struct end *candidate = &channel_ends[(next + i) % CHANNEL_ENDS];
		if (reusable(candidate)) e = candidate;
	}
	if (e) {
		next = (e - channel_ends + 1) % CHANNEL_ENDS;
		e->sent = e->taken = e->broken = 0;
		e->generation = (e->generation + 1) & GENERATION_MASK;
		store(end_word(e, END_LINK), e->generation << LINK_GENERATION_SHIFT | LINK_FREE);
		/* Nobody of this isle waits here now, whatever others may have written. */
		*end_bell(e) = (struct hermit_bell){ 0 };
		store(end_word(e, END_PUT), 0);
		store(end_word(e, END_TAKEN), 0);
		store(end_word(e, END_CLOSED), 0);
		store(&e->state, END_MADE);
	}
	unlock(&ends_lock);
	return e;
}

struct end *end_enter(int channel)
{
	if ((unsigned)channel >= CHANNEL_ENDS) return 0;
	struct end *e = &channel_ends[channel];
	add(&e->users, 1);
	if (load_sync(&e->state) == END_IN_USE) return e;
	end_leave(e);
	return 0;
}

/* The last thread that leaves a disconnected end tells the peer, which may then count on no more packets. */
void end_leave(struct end *e)
{
	if (add(&e->users, -1) != 1 || load_sync(&e->state) != END_CLOSING) return;
	static const int closed = 1;
	/* Another may have entered and left in between: one of them does it. */
	if (cas(&e->state, END_CLOSING, END_MADE) != END_CLOSING) return;
	hv_put(e->capability, e->peer + END_CLOSED, &closed, sizeof closed, e->peer + END_BELL);
	store(&e->state, END_LEFT);
}

int hermit_disconnect(int channel)
{
	struct end *e = end_enter(channel);
	if (!e) return -EBADF;
	int was = cas(&e->state, END_IN_USE, END_CLOSING);
	if (was == END_IN_USE) hermit_bell_ring(end_bell(e));
	end_leave(e);
	return was == END_IN_USE ? 0 : -EBADF;
}

int hermit_peer(int channel)
{
	struct end *e = end_enter(channel);
	if (!e) return -EBADF;
	int isle = e->isle;
	end_leave(e);
	return isle;
}

int64_t deadline_in(int64_t ns)
{
	if (ns <= 0) return ns ? DEADLINE_NEVER : DEADLINE_PAST;
	int64_t now = clock_ns(CLOCK_MONOTONIC);
	return ns > INT64_MAX - now ? DEADLINE_NEVER : now + ns;
}

static int doze(struct hermit_bell *bell, int seen, int64_t deadline)
{
	int64_t ns = SLICE;
	if (deadline != DEADLINE_NEVER) {
		int64_t left = deadline - clock_ns(CLOCK_MONOTONIC);
		if (left <= 0) return -ETIMEDOUT;
		if (left < ns) ns = left;
	}
	if (core_wait(&bell->rung, seen, ns) != -EINTR) return 0;
	return signals_take() & NO_RESTART || cancel_due() ? -EINTR : 0;
}

int channel_await(struct hermit_bell *bell, int (*ready)(const void *), const void *what,
	int capability, int64_t deadline)
{
	if (ready(what)) return 0;
	for (int spin = deadline == DEADLINE_PAST ? 0 : hermit_spin(); spin > 0; spin--)
		if (ready(what)) return 0;
	for (;;) {
		int seen = hermit_bell_arm(bell), r = 0;
		int gone = capability >= 0 && peer_gone(capability);
		int is_ready = ready(
			what);   /* after the look at the peer: what it did before its end counts */
		if (!is_ready && !gone)
			r = deadline == DEADLINE_PAST ? -EAGAIN : doze(bell, seen, deadline);
		hermit_bell_disarm(bell);
		if (is_ready) return 0;
		if (gone) return -EPIPE;
		if (r) return ready(what) ? 0 : r;
	}
}
