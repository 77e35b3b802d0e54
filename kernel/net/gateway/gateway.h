/*
 * lwIP for the loader's gateway: one instance in one worker, whose memory is that of Linux's device (runtime/device). Packets are read
 * where they lie in the rings, and sent from where lwIP has made them. loader/network/gateway/ip-stack.ts is the other side of this file.
 *
 * Addresses and ports are numbers in the host's order. lwIP's callbacks only note what happened; the worker takes the notes after its
 * turn, so none of the calls below is made from within one, but those that a comment allows.
 */
#ifndef HERMIT_GATEWAY_H
#define HERMIT_GATEWAY_H
#include <stdbool.h>
#include <stdint.h>
#include "lwip/ip_addr.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "lwip/tcp.h"

#define EXPORT(name) __attribute__((export_name(name)))
#define IMPORT(name) __attribute__((import_module("gateway"), import_name(name)))

/* runtime/generated/gateway.ts has these numbers too. */
#define MAX_CONNECTIONS 4096 /* TCP connections at once */
#define MAX_PENDING 256 /* connections to other destinations that have not been answered yet */
#define STAGE_SIZE 65536 /* bytes that the worker can give at once */
#define TICK_MS 20 /* milliseconds from one tick() to the next while busy(): TCP_TMR_INTERVAL */
/* What has happened to a connection, in bits from EVENT_SHIFT on behind its number: next_change() */
#define EVENT_SHIFT 16
#define EVENT_CONNECTED 1
#define EVENT_RECEIVED 2 /* data, or their end */
#define EVENT_SENT 4 /* there is room for more */
#define EVENT_FAILED 8 /* a reset came, nothing did for long, or the isle has ended */

/* ---- What the worker gives ---- */

/* Sends a packet at an address that is a multiple of 8; the 16 bytes before it may be overwritten. 0: it cannot go now. */
IMPORT("send") extern int gateway_send(uint32_t peer, const void *packet, uint32_t length);
/* A datagram of an isle's. 0, or an ICMP code: its destination cannot be reached. */
IMPORT("datagram")
extern uint32_t gateway_datagram(uint32_t from, uint32_t from_port, uint32_t to, uint32_t to_port,
	const void *data, uint32_t length);
/* An isle wants to connect to another destination: it is answered by pending_admit, pending_refuse, pending_unreachable, or not at all. */
IMPORT("syn")
extern void gateway_syn(
	uint32_t pending, uint32_t from, uint32_t from_port, uint32_t to, uint32_t to_port);
IMPORT("random") extern uint32_t gateway_random(void);

/* ---- device.c ---- */
extern struct netif device;
ip_addr_t host_address(uint32_t address);
/* Gives lwIP a packet as if its destination were the device's own address. */
void deliver(struct pbuf *p, uint32_t destination);

/* ---- connections.c: TCP connections with isles, known by the numbers that the worker gave them ---- */
/* lwIP has accepted a connection: it becomes connection `number`. */
void connection_accept(uint32_t number, struct tcp_pcb *pcb);

/* ---- outbound.c ---- */
/* Whether the packet opens a connection that the worker has to decide about: then it is kept. */
bool hold_syn(struct pbuf *p);
#endif
