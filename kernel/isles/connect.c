/* Ports: listening, connecting, accepting. The steps stand at the board in layout.h. */
#include <string.h>
#include "channel.h"

#define PORT_MAX 65535
/* While all places of a port's calls are taken, its caller looks again so often (ns): nobody rings for that. */
#define RETRY 1000000

/* The ports that this isle listens on: the number plus 1, as in the board, which others can write. */
static volatile int ports[CHANNEL_PORTS];
/* Threads inside hermit_accept() on each. */
static volatile int accepting[CHANNEL_PORTS];
static volatile int ports_lock;

static int slot_of(int number)
{
	for (int i = 0; i < CHANNEL_PORTS; i++)
		if (load(&ports[i]) == number) return i;
	return -1;
}

/* One that nobody uses, not even a thread that has yet to find that its port is gone. */
static int free_slot(void)
{
	for (int i = 0; i < CHANNEL_PORTS; i++)
		if (!load(&ports[i]) && !load_sync(&accepting[i])) return i;
	return -1;
}

static struct hermit_bell *port_bell(int slot)
{
	return (struct hermit_bell *)(port_at(slot) + PORT_BELL);
}

int hermit_listen(int port)
{
	if (port < 0 || port > PORT_MAX) return -EINVAL;
	int r = board_open();
	if (r) return r;
	lock(&ports_lock);
	int slot = free_slot();
	if (slot_of(port + 1) >= 0) r = -EADDRINUSE;
	else if (slot < 0) r = -EMFILE;
	else {
		*port_bell(slot) = (struct hermit_bell){ 0 };
		store(&ports[slot], port + 1);
		/* All of them: a hostile isle may have left numbers there that lead callers astray. */
		for (int i = 0; i < CHANNEL_PORTS; i++) store(number_word(i), ports[i]);
	}
	unlock(&ports_lock);
	return r;
}

/* A call, taken apart; 0 if it can be none. */
struct call {
	int isle, generation;
	uint32_t end;
};

static int read_call(int word, struct call *c)
{
	c->isle = word >> CALL_ISLE_SHIFT & CALL_ISLE_MASK;
	c->generation = word >> CALL_GENERATION_SHIFT & GENERATION_MASK;
	c->end = end_offset(word >> CALL_END_SHIFT & LINK_END_MASK);
	return (word & ((1 << CALL_END_SHIFT) - 1)) == CALL_WAITS && c->isle <= LOADER;
}

static int link_word(int generation, int end, int state)
{
	return generation << LINK_GENERATION_SHIFT | end << LINK_END_SHIFT | state;
}

/* Answers a call that was taken off its port, unless the caller has given up: 1 if it has the answer. */
static int answer(int capability, const struct call *c, int end, int state)
{
	int was, calling = link_word(c->generation, 0, LINK_CALLING);
	if (hv_compare_swap(
			capability, c->end + END_LINK, calling, link_word(c->generation, end, state), &was) ||
		was != calling)
		return 0;
	hv_ring(capability, c->end + END_BELL);
	return 1;
}

/* A channel to the first caller that still waits, or -EAGAIN, -EMFILE. */
static int take_call(int slot)
{
	for (int i = 0; i < CHANNEL_CALLS; i++) {
		volatile int *word = call_word(slot, i);
		struct call c;
		if (!load(word)) continue;
		struct end *e = end_new();
		if (!e) return -EMFILE;
		if (read_call(swap(word, 0), &c) &&
			(e->capability = hv_bind(c.isle, CHANNEL_REGION)) >= 0) {
			e->isle = c.isle;
			e->peer = c.end;
			/* Before the answer, because the peer may send or leave at once. */
			store(&e->state, END_IN_USE);
			if (answer(e->capability, &c, e - channel_ends, LINK_OPEN)) return e - channel_ends;
		}
		store(&e->state, END_FREE);
	}
	return -EAGAIN;
}

struct listening {
	int slot, number;
};

static int called(const void *what)
{
	const struct listening *l = what;
	if (load(&ports[l->slot]) != l->number) return 1;
	for (int i = 0; i < CHANNEL_CALLS; i++)
		if (load(call_word(l->slot, i))) return 1;
	return 0;
}

static int accept(const struct listening *l, int64_t deadline)
{
	for (int nonsense = 0;; nonsense = 1) {
		if (load_sync(&ports[l->slot]) != l->number) return -EINVAL;
		int channel = take_call(l->slot);
		if (channel != -EAGAIN) return channel;
		/* Calls that prove to be none must not keep it beyond its time. */
		if (nonsense && deadline != DEADLINE_NEVER && deadline_in(1) > deadline)
			return deadline == DEADLINE_PAST ? -EAGAIN : -ETIMEDOUT;
		int r = channel_await(port_bell(l->slot), called, l, -1, deadline);
		if (r) return r;
	}
}

int hermit_accept(int port, int64_t ns)
{
	if (port < 0 || port > PORT_MAX) return -EINVAL;
	struct listening l = { slot_of(port + 1), port + 1 };
	if (l.slot < 0) return -EINVAL;
	add(&accepting[l.slot], 1);
	int r = accept(&l, deadline_in(ns));
	add(&accepting[l.slot], -1);
	return r;
}

int hermit_unlisten(int port)
{
	lock(&ports_lock);
	int slot = port < 0 || port > PORT_MAX ? -1 : slot_of(port + 1);
	if (slot >= 0) {
		store(number_word(slot), 0);
		store(&ports[slot], 0);
	}
	unlock(&ports_lock);
	if (slot < 0) return -EINVAL;
	/* A caller that comes after this look finds the number gone when it looks at it again. */
	for (int i = 0; i < CHANNEL_CALLS; i++) {
		struct call c;
		int capability;
		if (read_call(swap(call_word(slot, i), 0), &c) &&
			(capability = hv_bind(c.isle, CHANNEL_REGION)) >= 0)
			answer(capability, &c, 0, LINK_REFUSED);
	}
	hermit_bell_ring(port_bell(slot));
	return 0;
}

/* ---- The caller's side ---- */

/* Where the board behind a capability keeps the port; -ECONNREFUSED if it does not listen on it. */
static int find_port(int capability, int number)
{
	int numbers[CHANNEL_PORTS];
	int r = hv_get(capability, BOARD_NUMBERS, numbers, sizeof numbers);
	for (int i = 0; i < CHANNEL_PORTS && !r; i++)
		if (numbers[i] == number) return i;
	return r ? r : -ECONNREFUSED;
}

/* Puts the call into a free word of the port: the word's offset, or an error. */
static int place_call(int capability, int slot, int call)
{
	for (int i = 0; i < CHANNEL_CALLS; i++) {
		int at = BOARD_PORTS + slot * PORT_SIZE + PORT_CALLS + 4 * i, was;
		int r = hv_compare_swap(capability, at, 0, call, &was);
		if (r) return r;
		if (!was) return at;
	}
	return -EAGAIN;
}

static int never(const void *what) { return 0; }

static int answered(const void *what)
{
	return (load(end_word(what, END_LINK)) & ((1 << LINK_END_SHIFT) - 1)) != LINK_CALLING;
}

static int call(struct end *e, int number, int64_t deadline)
{
	int slot = find_port(e->capability, number),
		calling = link_word(e->generation, 0, LINK_CALLING), was, at;
	int call = e->generation << CALL_GENERATION_SHIFT | *word(BOOT_ISLE) << CALL_ISLE_SHIFT |
		(e - channel_ends) << CALL_END_SHIFT | CALL_WAITS;
	if (slot < 0) return slot;
	store(end_word(e, END_LINK), calling);
	while ((at = place_call(e->capability, slot, call)) == -EAGAIN) {
		int64_t again = deadline == DEADLINE_PAST ? deadline : deadline_in(RETRY);
		int r = channel_await(end_bell(e), never, 0, e->capability,
			deadline > 0 && deadline < again ? deadline : again);
		if (r != -ETIMEDOUT) return r;
		if (deadline > 0 && deadline_in(1) > deadline) return r;
		if ((slot = find_port(e->capability, number)) < 0) return slot;
	}
	if (at < 0) return at;
	int r = find_port(e->capability, number) == slot
		? hv_ring(e->capability, BOARD_PORTS + slot * PORT_SIZE + PORT_BELL)
		: -ECONNREFUSED;
	if (!r) r = channel_await(end_bell(e), answered, e, e->capability, deadline);
	if (r &&
		cas(end_word(e, END_LINK), calling, link_word(e->generation, 0, LINK_FREE)) == calling) {
		hv_compare_swap(e->capability, at, call, 0, &was);
		return r;
	}
	/* An answer came, be it at the last moment. */
	int answer = load(end_word(e, END_LINK));
	if ((answer & ((1 << LINK_END_SHIFT) - 1)) != LINK_OPEN) return -ECONNREFUSED;
	e->peer = end_offset(answer >> LINK_END_SHIFT & LINK_END_MASK);
	store(&e->state, END_IN_USE);
	return e - channel_ends;
}

int hermit_connect(int isle, int port, int64_t ns)
{
	if (port < 0 || port > PORT_MAX) return -EINVAL;
	int r = board_open(), capability = hv_bind(isle, CHANNEL_REGION);
	if (r) return r;
	if (capability < 0) return capability == -EAGAIN ? -ECONNREFUSED : capability;
	struct end *e = end_new();
	if (!e) return -EMFILE;
	e->isle = isle;
	e->capability = capability;
	r = call(e, port + 1, deadline_in(ns));
	if (r < 0) store(&e->state, END_FREE);
	return r;
}
