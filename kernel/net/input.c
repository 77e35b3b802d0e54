/* Packets from peers, on their way to lwIP. */
#include <string.h>
#include "device.h"
#include "net.h"
#include "ipstack.h"
#include "tcp.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "lwip/prot/ip.h"
#include "lwip/prot/ip6.h"

/* Bytes of a packet that are copied before anything looks at them: its peer may change the rest, which is only data. */
#define HEADERS 120
/* A TCP packet with less is copied as a whole. */
#define SMALL 512

/* The data of a packet, where it lies in the ring; or, if lwIP keeps it longer than the ring may, in a copy of its own. */
struct arrived {
	struct pbuf_custom pbuf;
	void *copy;
	int done;
};
/* Memory for a copy when there is none left: filled again as soon as there is some. */
static void *spare;

/* With the stack's lock. */
static void arrived_free(struct pbuf *p)
{
	struct arrived *a = (struct arrived *)p;
	a->done = 1;
	if (!a->copy) return;
	net_free(a->copy);
	net_free(a);
}

/* Headers of IP and TCP of a packet whose data can stay where it is; 0: the whole packet is to be copied. */
static uint32_t headers_of(const uint8_t *h, uint32_t length)
{
	if (length < SMALL || h[0] >> 4 != 4 || h[9] != IP_PROTO_TCP || (h[6] & 0x3f) | h[7]) return 0;
	uint32_t ip = (h[0] & 15) * 4, all = ip + (ip <= 60 ? (h[ip + 12] >> 4) * 4 : 0);
	return ip >= 20 && all >= ip + 20 && all <= HEADERS ? all : 0;
}

/* With the stack's lock. */
static void input(struct netif *n, struct pbuf *p)
{
	if (n->input(p, n) != ERR_OK) pbuf_free(p);
	tcp_next_hole();
}

/* With the stack's lock. */
static void input_in_place(struct netif *n, struct pbuf *p, const uint8_t *data, uint32_t length)
{
	struct arrived *a = net_malloc(sizeof *a);
	if (!a) {
		pbuf_free(p);
		return;
	}
	a->copy = 0;
	a->done = 0;
	a->pbuf.custom_free_function = arrived_free;
	pbuf_cat(p, pbuf_alloced_custom(PBUF_RAW, length, PBUF_REF, &a->pbuf, (void *)data, length));
	input(n, p);
	if (!a->done) {
		struct pbuf *kept = &a->pbuf.pbuf;
		if (!(a->copy = net_malloc(kept->len + 1))) a->copy = spare, spare = 0;
		memcpy(a->copy, kept->payload, kept->len);
		kept->payload = a->copy;
	} else net_free(a);
}

/* With the stack's lock. */
void ipstack_input(uint32_t peer, const uint8_t *packet, uint32_t length)
{
	struct netif *n = peer ? &net_isles : &net_outside;
	uint8_t h[HEADERS];
	uint32_t headers = 0;
	if (length < 20) return;
	if (!spare) spare = net_malloc(LOOP_MTU);
	if (peer && spare && length >= SMALL) {
		memcpy(h, packet, HEADERS);
		headers = headers_of(h, length);
	}
	struct pbuf *p = pbuf_alloc(PBUF_RAW, headers ? headers : length, PBUF_RAM);
	if (!p) return;
	memcpy(p->payload, headers ? h : packet, p->len);
	const uint8_t *first = p->payload;
	if (first[0] >> 4 == 4 ? (first[6] & 0x3f) | first[7] : first[6] == IP6_NEXTH_FRAGMENT)
		ipstack_reassembles();
	if (headers) input_in_place(n, p, packet + headers, length - headers);
	else input(n, p);
}
