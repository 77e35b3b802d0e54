/* The virtual IP device: packets to and from peers through rings in memory (layout.h). Under the stack's lock, unless said otherwise. */
#ifndef HERMIT_DEVICE_H
#define HERMIT_DEVICE_H
#include "kernel.h"

/* What became of a packet. */
enum device_result {
	DEVICE_SENT,
	DEVICE_FULL, /* the ring is: the peer rings our bell when it has taken something */
	DEVICE_ABSENT, /* nobody there: not yet, or not any more */
};

/* Opens the device for others: 0 or -errno. */
int device_open(void);
/* Sends `length` bytes; the DEVICE_HEADER bytes before them are overwritten. */
enum device_result device_send(uint32_t peer, char *packet, uint32_t length);
/* Whether something may have arrived. Without the lock, and cheap: for those that spin. */
int device_pending(void);
/* Hands what has arrived to ipstack_input(), at most some packets from each peer, until `enough` (if any) says so: how many. */
int device_receive(int (*enough)(void));
/* Isles have ended: those that have their numbers later begin anew. */
void device_peers_ended(void);
/* Waits until a peer rings, at most `ns` nanoseconds (-1: for ever). Without the lock; `seen` from device_bell(). */
void device_wait(int seen, int64_t ns);
int device_bell(void);
/* Whether peers have to ring. */
void device_sleepers(int on);
/* Wakes the thread that waits for the bell. */
void device_ring(void);

/* A packet from a peer, in memory that it may still change. */
void ipstack_input(uint32_t peer, const uint8_t *packet, uint32_t length);

#endif
