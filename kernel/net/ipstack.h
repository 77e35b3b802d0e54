/* What the files of the stack share. */
#ifndef HERMIT_IPSTACK_H
#define HERMIT_IPSTACK_H
struct netif;
/* netif.c: packets to and from isles, to and from Linux and what is behind it, to where there is no way. */
extern struct netif net_isles, net_outside, net_nowhere;
void interfaces_up(void);
/* A part of a packet has come: the rest has its time. */
void ipstack_reassembles(void);
#endif
