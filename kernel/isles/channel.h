/* Channels inside the isle: see the board in layout.h for what others see and write. */
#ifndef CHANNEL_H
#define CHANNEL_H

#include "core.h"
#include "hermit.h"
#include "hermit_channel.h"

enum end_state {
	END_FREE,
	END_MADE,      /* its channel is being connected */
	END_IN_USE,
	END_CLOSING,   /* disconnected, while other threads are still inside a call on it */
	END_LEFT       /* disconnected; free once the peer has left it too */
};

/* One end of a channel: what this isle relies on, which no other can write. */
struct end {
	volatile int state, users;
	volatile int sending, receiving;
	int isle, capability;
	uint32_t peer;               /* offset of the peer's end in its board */
	uint32_t sent, taken; /* bytes put into the peer's queue, taken out of this one; modulo 2^32 */
	uint32_t needed; /* bytes that the sender waits for */
	int generation, broken;
};

extern struct end channel_ends[CHANNEL_ENDS];
extern char channel_board[BOARD_SIZE];

/* Words of this isle's board. */
static inline volatile int *number_word(int slot)
{
	return (volatile int *)(channel_board + BOARD_NUMBERS) + slot;
}
static inline char *port_at(int slot) { return channel_board + BOARD_PORTS + slot * PORT_SIZE; }
static inline volatile int *call_word(int slot, int call)
{
	return (volatile int *)(port_at(slot) + PORT_CALLS) + call;
}
static inline uint32_t end_offset(int end) { return BOARD_ENDS + end * END_SIZE; }
static inline char *end_at(const struct end *e)
{
	return channel_board + end_offset(e - channel_ends);
}
static inline volatile int *end_word(const struct end *e, int offset)
{
	return (volatile int *)(end_at(e) + offset);
}
static inline struct hermit_bell *end_bell(const struct end *e)
{
	return (struct hermit_bell *)(end_at(e) + END_BELL);
}

/* Opens the board, the first time. 0 or an error. */
int board_open(void);
/* An end with an empty queue, in state END_MADE; NULL if all are in use. */
struct end *end_new(void);
/* The end of a channel, for a call on it that ends with end_leave; NULL: there is no such channel. */
struct end *end_enter(int channel);
void end_leave(struct end *);
/* Whether whoever a capability leads to is no more. */
int peer_gone(int capability);

/* When a wait of `ns` from now on is over: monotonic nanoseconds, DEADLINE_NEVER or DEADLINE_PAST. */
int64_t deadline_in(int64_t ns);
#define DEADLINE_NEVER (-1)
#define DEADLINE_PAST 0
/*
 * Waits until ready(what), for which somebody rings the bell, but not beyond the deadline or the peer's end (capability -1: nobody's).
 * 0, -EAGAIN, -ETIMEDOUT, -EINTR or -EPIPE.
 */
int channel_await(struct hermit_bell *bell, int (*ready)(const void *), const void *what,
	int capability, int64_t deadline);

#endif
