/*
 * Connections of isles to destinations outside their network. The packet that opens one is held until the worker has connected to the
 * destination itself. Then lwIP gets a listener for just that address and port, and the packet.
 */
#include "lwip/icmp.h"
#include "lwip/prot/ip4.h"
#include "lwip/prot/tcp.h"
#include "lwip/priv/tcp_priv.h"
#include "gateway.h"

static struct pending {
	struct pbuf *packet; /* NULL: free */
	uint32_t from, to;
	uint16_t from_port, to_port;
	bool admitted; /* lwIP has it, and has not accepted yet */
	uint16_t connection;
} pending[MAX_PENDING];

static struct pending *find(const struct pending *wanted)
{
	for (struct pending *h = pending; h < pending + MAX_PENDING; h++) {
		if (h->packet && h->from == wanted->from && h->to == wanted->to &&
			h->from_port == wanted->from_port && h->to_port == wanted->to_port)
			return h;
	}
	return NULL;
}

static struct tcp_pcb *known(struct tcp_pcb *list, const struct pending *h)
{
	ip_addr_t from = host_address(h->from), to = host_address(h->to);
	for (struct tcp_pcb *pcb = list; pcb; pcb = pcb->next) {
		if (pcb->remote_port == h->from_port && pcb->local_port == h->to_port &&
			ip_addr_cmp(&pcb->remote_ip, &from) && ip_addr_cmp(&pcb->local_ip, &to))
			return pcb;
	}
	return NULL;
}

static void release(struct pending *h)
{
	if (h->packet) pbuf_free(h->packet);
	h->packet = NULL;
	h->admitted = false;
}

bool hold_syn(struct pbuf *p)
{
	const struct ip_hdr *ip = p->payload;
	uint32_t header = IPH_HL_BYTES(ip);
	if (header < IP_HLEN || header + TCP_HLEN > p->len) return false;
	const struct tcp_hdr *tcp = (const void *)((const uint8_t *)ip + header);
	if ((TCPH_FLAGS(tcp) & (TCP_SYN | TCP_ACK | TCP_RST)) != TCP_SYN) return false;
	struct pending wanted = {
		.from = lwip_ntohl(ip->src.addr),
		.to = lwip_ntohl(ip->dest.addr),
		.from_port = lwip_ntohs(tcp->src),
		.to_port = lwip_ntohs(tcp->dest),
	};
	if (known(tcp_active_pcbs, &wanted)) return false;
	if (find(&wanted)) {
		/* Sent again, while it is being decided about. */
		pbuf_free(p);
		return true;
	}
	for (struct pending *h = pending; h < pending + MAX_PENDING; h++) {
		if (h->packet) continue;
		*h = wanted;
		h->packet = p;
		gateway_syn(h - pending, h->from, h->from_port, h->to, h->to_port);
		return true;
	}
	/* The isle sends it again: until then some may have been answered. */
	pbuf_free(p);
	return true;
}

static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t error)
{
	if (error || !pcb) return ERR_VAL;
	struct pending wanted = {
		.from = lwip_ntohl(ip_2_ip4(&pcb->remote_ip)->addr),
		.to = lwip_ntohl(ip_2_ip4(&pcb->local_ip)->addr),
		.from_port = pcb->remote_port,
		.to_port = pcb->local_port,
	};
	struct pending *h = find(&wanted);
	if (!h || !h->admitted) {
		tcp_abort(pcb);
		return ERR_ABRT;
	}
	connection_accept(h->connection, pcb);
	release(h);
	return ERR_OK;
}

static struct tcp_pcb *listener(ip_addr_t *address, uint16_t port)
{
	for (struct tcp_pcb_listen *l = tcp_listen_pcbs.listen_pcbs; l; l = l->next)
		if (l->local_port == port && ip_addr_cmp(&l->local_ip, address)) return (struct tcp_pcb *)l;
	struct tcp_pcb *pcb = tcp_new_ip_type(IPADDR_TYPE_V4);
	if (!pcb) return NULL;
	ip_set_option(pcb, SOF_REUSEADDR);
	struct tcp_pcb *made = tcp_bind(pcb, address, port) == ERR_OK ? tcp_listen(pcb) : NULL;
	if (made) tcp_accept(made, on_accept);
	else tcp_close(pcb);
	return made;
}

/* Closes the listener that nobody is expected at any more. */
static void close_listener(uint32_t to, uint16_t port)
{
	ip_addr_t address = host_address(to);
	for (struct pending *h = pending; h < pending + MAX_PENDING; h++)
		if (h->admitted && h->to == to && h->to_port == port) return;
	for (struct tcp_pcb_listen *l = tcp_listen_pcbs.listen_pcbs; l; l = l->next) {
		if (l->local_port != port || !ip_addr_cmp(&l->local_ip, &address)) continue;
		tcp_close((struct tcp_pcb *)l);
		return;
	}
}

/* It is over with a connection that was admitted: it was accepted, or has not been in time. Whether the latter. */
EXPORT("pending_done")
int pending_done(uint32_t number, uint32_t to, uint32_t port, uint32_t connection)
{
	struct pending *h = &pending[number];
	bool late = h->admitted && h->connection == connection;
	if (late) release(h);
	close_listener(to, port);
	return late;
}

/* Answers with a reset, as a host does where nobody listens. May be called from gateway_syn. */
EXPORT("pending_refuse") void pending_refuse(uint32_t number)
{
	struct pending *h = &pending[number];
	const struct ip_hdr *ip = h->packet->payload;
	const struct tcp_hdr *tcp = (const void *)((const uint8_t *)ip + IPH_HL_BYTES(ip));
	ip_addr_t from = host_address(h->from), to = host_address(h->to);
	tcp_rst(NULL, 0, lwip_ntohl(tcp->seqno) + 1, &to, &from, h->to_port, h->from_port);
	release(h);
}

/*
 * Answers that the destination cannot be reached, with an ICMP code, and then with a reset for stacks that do not take such an answer
 * for the end of the attempt. May be called from gateway_syn.
 */
EXPORT("pending_unreachable") void pending_unreachable(uint32_t number, uint32_t code)
{
	icmp_dest_unreach(pending[number].packet, code);
	pending_refuse(number);
}

/*
 * The destination has answered: the connection becomes link `link` once the isle has finished it. 0, or lwIP's error: then it
 * was refused.
 */
EXPORT("pending_admit") int pending_admit(uint32_t number, uint32_t connection)
{
	struct pending *h = &pending[number];
	ip_addr_t to = host_address(h->to);
	struct tcp_pcb *old = known(tcp_tw_pcbs, h);
	if (old) tcp_abort(old); /* sends nothing in TIME-WAIT */
	if (!listener(&to, h->to_port)) {
		pending_refuse(number);
		return ERR_MEM;
	}
	h->admitted = true;
	h->connection = connection;
	pbuf_ref(h->packet);
	/* lwIP moves what a packet's buffer points to; nobody reads the one that was held again. */
	deliver(h->packet, h->to);
	return ERR_OK;
}
