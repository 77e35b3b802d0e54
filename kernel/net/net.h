/* The IP stack of an isle: who may run it, and what sockets ask of it. */
#ifndef HERMIT_NET_H
#define HERMIT_NET_H
#include "core.h"
#include "lwip/ip_addr.h"

/*
 * One thread at a time runs lwIP, the one that holds the stack's lock: the network thread, or a thread of the program in a call on a
 * socket. ipstack_leave() sends what is due, wakes who has to be, and unlocks. No call back of lwIP waits.
 */
/* Brings the device and lwIP up at the first call and takes the lock: 0 or -errno. */
int ipstack_enter(void);
void ipstack_leave(void);
/* Whether it is up. */
int ipstack_up(void);
/* From now on only this core enters. With the stack's lock. */
void ipstack_end(void);
/* With the stack's lock: takes what has arrived, until `enough` (if any) says so. */
void ipstack_turn(int (*enough)(void));

/* Whether packets can go there now: 0, or -ENETUNREACH, -EHOSTUNREACH, -EACCES. */
int ipstack_reaches(const ip_addr_t *);
/* The isle's own address of a family (AF_INET, AF_INET6) towards `to`. */
const ip_addr_t *ipstack_address(const ip_addr_t *to);
/* And its IPv6 address on the device. */
const ip_addr_t *ipstack_address6(void);
/* Numbers of the interfaces, as if_nametoindex tells them. */
enum { INTERFACE_LO = 1, INTERFACE_DEVICE };
/* Bytes of the longest packet within the isle, and of the device's. */
#define LOOP_MTU MTU_MAX
uint32_t ipstack_mtu(void);
/* Has `*word` counted up, and its sleepers woken, when the device has room again after DEVICE_FULL. */
void ipstack_await_room(void);
/* Something that may be sent was refused with ERR_MEM because of a full ring. */
int ipstack_blocked(void);

/* An error of lwIP's as minus an errno. */
int lwip_error(int err);

/* tcp_end.c: connections to an address that is gone end with ECONNRESET; those that wait for an absent device give up in time. */
void tcp_peers_gone(void);
void tcp_absent(void);
/* datagram.c: who waits for room looks again. */
void datagrams_room(void);

/* memory.c, with the stack's lock: more than half of what the network may have is in use. */
int net_memory_is_short(void);

#endif
