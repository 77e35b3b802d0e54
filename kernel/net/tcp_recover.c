/*
 * Recovery of lost packets by what the peer says it has (SACK, RFC 2018), which lwIP tells others but does not read itself. lwIP waits
 * for three acknowledgements that are alike to the window, and Linux, which puts acknowledgements together and moves its window, often
 * sends none. So: a hole with more than three segments behind it is sent again at once (RFC 6675, 5); while the peer has not everything
 * that was under way then, so is the next hole with each acknowledgement that gets as far as that (RFC 6582, 3.2). As much stays
 * under way as half the window, not counting what has arrived behind a hole.
 */
#include "net.h"
#include "tcp.h"
#include "lwip/priv/tcp_priv.h"

#define KIND_END 0
#define KIND_NOP 1
#define KIND_SACK 5
/* Segments that have overtaken one that is counted as lost. */
#define LOST 3

/* The connection whose next hole is to be sent again when lwIP is through with the packet, and what its peer has behind it. */
static struct tcp_pcb *next_hole;
static uint32_t next_behind;

static uint32_t read32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

/* Bytes between `ack` and `end` that the peer has, as the packet's options say; hostile ones say at most all of them. */
static uint32_t bytes_behind(const uint8_t *options, uint32_t length, uint32_t ack, uint32_t end)
{
	uint32_t sum = 0;
	for (uint32_t i = 0; i < length && options[i] != KIND_END;) {
		uint32_t size = options[i] == KIND_NOP ? 1 : i + 1 < length ? options[i + 1] : 0;
		if (!size || (size < 2 && options[i] != KIND_NOP) || size > length - i) break;
		if (options[i] == KIND_SACK)
			for (uint32_t at = i + 2; at + 8 <= i + size; at += 8) {
				uint32_t left = read32(options + at), right = read32(options + at + 4);
				if (TCP_SEQ_GT(left, ack) && TCP_SEQ_LT(left, right) && TCP_SEQ_LEQ(right, end))
					sum += right - left;
			}
		i += size;
	}
	return sum < end - ack ? sum : end - ack;
}

/* With the stack's lock. */
err_t net_tcp_packet(struct tcp_pcb *pcb, struct tcp_hdr *h, uint16_t length, uint16_t first,
	uint8_t *second, struct pbuf *p)
{
	struct tcp *t = pcb->callback_arg;
	next_hole = 0;
	if (pcb->state < ESTABLISHED || pcb->state == TIME_WAIT || !t || t->pcb != pcb) return ERR_OK;
	uint32_t ack = h->ackno;
	if ((TCPH_FLAGS(h) & (TCP_ACK | TCP_SYN | TCP_RST)) != TCP_ACK) return ERR_OK;
	/* Everything under way is sent again then. */
	if (pcb->flags & TF_RTO) {
		t->recovering = 0;
		return ERR_OK;
	}
	if (TCP_SEQ_LT(ack, pcb->lastack) || TCP_SEQ_GT(ack, pcb->snd_nxt)) return ERR_OK;
	uint32_t behind = second ? 0 : bytes_behind((const uint8_t *)(h + 1), first, ack, pcb->snd_nxt);
	if (ack == pcb->lastack) {
		if (!(pcb->flags & TF_INFR) && behind > LOST * pcb->mss) tcp_rexmit_fast(pcb);
		if (!(pcb->flags & TF_INFR)) return ERR_OK;
		if (!t->recovering) {
			t->recovering = 1;
			t->recover = pcb->snd_nxt;
		}
		if (behind) pcb->cwnd = pcb->ssthresh + behind + pcb->mss;
	} else if (t->recovering) {
		if (TCP_SEQ_GEQ(ack, t->recover)) t->recovering = 0;
		else if (behind && pcb->flags & TF_INFR) {
			next_hole = pcb;
			next_behind = behind;
		}
		if (!next_hole) t->recovering = 0;
	}
	return ERR_OK;
}

/* With the stack's lock. */
void tcp_next_hole(void)
{
	struct tcp_pcb *pcb = next_hole;
	next_hole = 0;
	/* The packet may have ended it. */
	for (struct tcp_pcb *at = tcp_active_pcbs; at != pcb; at = at->next)
		if (!at) return;
	if (!pcb || tcp_rexmit(pcb) != ERR_OK) return;
	tcp_set_flags(pcb, TF_INFR);
	pcb->cwnd = pcb->ssthresh + next_behind + pcb->mss;
	pcb->rtime = 0;
	tcp_output(pcb);
}
