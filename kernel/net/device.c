#include <string.h>
#include "core.h"
#include "device.h"
#include "net.h"
#include "pages.h"

#define MASK(n) ((n) - 1)
#define RING_MAX (16u << 20)
#define PACKET_MAX ((uint32_t)MTU_MAX)
/* Peers that there is room for at least: isles may join later. */
#define PEERS_MIN (NAMED_ISLES + 1u)   /* and Linux */

/* The receiving side: what the owner of a ring knows of it. */
static struct {
	volatile int *bell;
	char *base;
	uint32_t count, ring_size;
} own;
static uint32_t seen[NET_PEERS];
static uint8_t broken[NET_PEERS];

/* The sending side: a peer's ring for this isle's packets. */
struct peer_ring {
	int capability;
	uint32_t put, took, ring_size;
};
static struct peer_ring rings[NET_PEERS], recorder;

static volatile int *device_word(uint32_t offset, uint32_t n)
{
	return (volatile int *)(own.base + offset) + n;
}
static uint32_t self(void) { return *word(BOOT_ISLE) + 1; }
static uint32_t record_size(uint32_t length) { return DEVICE_HEADER + ((length + 7) & -8u); }

static int known(const struct peer_ring *r) { return r->ring_size != 0; }

int device_open(void)
{
	uint32_t count = *word(BOOT_ISLES) + 1, memory = (uint32_t)*word(BOOT_MEMORY_LIMIT);
	if (count < PEERS_MIN) count = PEERS_MIN;
	if (count > NET_PEERS) count = NET_PEERS;
	uint32_t size = DEVICE_RING_MIN;
	while (size < NET_RING_MAX && (uint64_t)size * 2 * count <= memory / NET_RINGS_SHARE) size *= 2;
	uint32_t bytes = DEVICE_RINGS + count * size;
	char *base = pages_alloc(bytes / PAGE_SIZE_, 1, 1);
	if (!base) return -ENOMEM;
	own.base = base;
	own.bell = (volatile int *)(base + DEVICE_BELL);
	own.ring_size = size;
	own.count = count;
	*device_word(DEVICE_PEERS, 0) = count;
	*device_word(DEVICE_RING_SIZE, 0) = size;
	store(own.bell + 1, 1);
	return hv_open(NET_REGION, (unsigned)base, bytes);
}

/* Reads a word of a peer's device. */
static int remote(const struct peer_ring *r, uint32_t offset, uint32_t *value)
{
	return hv_get(r->capability, offset, value, 4);
}

/* With the stack's lock. */
static int bind_ring(struct peer_ring *r, int place)
{
	uint32_t me = self(), count;
	r->ring_size = 0;
	uint32_t size;
	if ((r->capability = hv_bind(place, NET_REGION)) < 0) return 0;
	if (remote(r, DEVICE_PEERS, &count) < 0 || remote(r, DEVICE_RING_SIZE, &size) < 0 ||
		remote(r, DEVICE_PUT + 4 * me, &r->put) < 0 ||
		remote(r, DEVICE_TOOK + 4 * me, &r->took) < 0)
		return 0;
	if (me >= count || size & MASK(size) || size < DEVICE_RING_MIN || size > RING_MAX || r->put & 7)
		return 0;
	r->ring_size = size;
	return 1;
}

/* Where a record of `need` bytes would stand in the ring, once there is room: the bytes skipped before it, or -1. With the stack's lock. */
static int room(struct peer_ring *r, uint32_t need)
{
	uint32_t rest = r->ring_size - (r->put & MASK(r->ring_size)), skip = rest < need ? rest : 0;
	uint32_t took_at = DEVICE_TOOK + 4 * self();
	for (int look = 0;; look++) {
		uint32_t fill = r->put - r->took;
		if (fill <= r->ring_size && r->ring_size - fill >= need + skip) return skip;
		if (look == 2) return -1;
		/* The peer looks at the wish after it has counted what it took: one of the two sees the other. */
		if (look == 1) hv_put(r->capability, DEVICE_WAITS + 4 * self(), &(int){ 1 }, 4, HV_NO_BELL);
		if (remote(r, took_at, &r->took) < 0) return -1;
	}
}

/* Copies a record into the ring, where room() has found it a place, and makes it known. Less than 0: the peer is gone. With the stack's lock. */
static int put(struct peer_ring *r, uint32_t skip, const char *record, uint32_t length)
{
	uint32_t ring = DEVICE_RINGS + self() * r->ring_size, at = r->put & MASK(r->ring_size);
	static const uint32_t end[2];
	if (skip && hv_put(r->capability, ring + at, end, DEVICE_HEADER, HV_UNORDERED) < 0) return -1;
	r->put += skip;
	if (hv_put(r->capability, ring + (r->put & MASK(r->ring_size)), record, DEVICE_HEADER + length,
			HV_UNORDERED) < 0)
		return -1;
	r->put += record_size(length);
	return hv_put(r->capability, DEVICE_PUT + 4 * self(), &r->put, 4, DEVICE_BELL);
}

/* The recorder's copy of a packet: its time stands before it. With the stack's lock. */
static void record(uint32_t skip, const char *packet, uint32_t length)
{
	static struct {
		uint32_t header[2];
		double time;
		char packet[PACKET_MAX + 1];
	} copy;
	copy.header[0] = sizeof copy.time + length;
	copy.time = monotonic_ns() + *(volatile double *)BOOT_REALTIME;
	memcpy(copy.packet, packet, length);
	if (put(&recorder, skip, (const char *)&copy, copy.header[0]) < 0) recorder.ring_size = 0;
}

enum device_result device_send(uint32_t n, char *packet, uint32_t length)
{
	struct peer_ring *r = &rings[n];
	if (n >= NET_PEERS || length > PACKET_MAX) return DEVICE_ABSENT;
	if (!known(r) && !bind_ring(r, n ? (int)n - 1 : LINUX_DEVICE)) return DEVICE_ABSENT;
	int capture = *word(BOOT_NET) & NET_CAPTURE &&
		(known(&recorder) || bind_ring(&recorder, RECORDER));
	int skip = room(r, record_size(length)),
		capture_skip = capture ? room(&recorder, record_size(length + 8)) : 0;
	if (skip >= 0 && capture_skip >= 0) {
		uint32_t *header = (uint32_t *)(packet - DEVICE_HEADER);
		header[0] = length;
		header[1] = 0;
		if (capture) record(capture_skip, packet, length);
		if (put(r, skip, packet - DEVICE_HEADER, length) >= 0) return DEVICE_SENT;
		skip = -1;
	}
	/* A ring that cannot be read is no full one: its isle has ended, and the number may have another life. */
	uint32_t word;
	if (skip < 0 && remote(r, DEVICE_PUT, &word) < 0) {
		r->ring_size = 0;
		return DEVICE_ABSENT;
	}
	return DEVICE_FULL;
}

int device_pending(void)
{
	for (uint32_t n = 0; n < own.count; n++)
		if ((uint32_t)load(device_word(DEVICE_PUT, n)) != seen[n] && !broken[n]) return 1;
	return 0;
}

/* With the stack's lock. */
static void give_up(uint32_t n)
{
	static const char text[] = "the virtual IP device ignores a peer that has damaged its ring";
	broken[n] = 1;
	hv_log(text, sizeof text - 1);
}

void device_peers_ended(void)
{
	for (uint32_t n = 1; n < own.count; n++) {
		if (!broken[n] || hv_isle_state(n - 1) == 1) continue;
		/* Nobody writes there now: whoever has the number next begins behind what was. */
		store(device_word(DEVICE_PUT, n), seen[n]);
		store(device_word(DEVICE_TOOK, n), seen[n]);
		broken[n] = 0;
	}
}

/* Tells how far the ring is free, and the peer if it waits for that. With the stack's lock. */
static void took(uint32_t n)
{
	store(device_word(DEVICE_TOOK, n), seen[n]);
	if (!load_sync(device_word(DEVICE_WAITS, n))) return;
	store(device_word(DEVICE_WAITS, n), 0);
	struct peer_ring *r = &rings[n];
	if ((known(r) || bind_ring(r, n ? (int)n - 1 : LINUX_DEVICE)) &&
		hv_ring(r->capability, DEVICE_BELL) < 0)
		r->ring_size = 0;
}

/* With the stack's lock. */
static int receive_from(uint32_t n, int (*enough)(void))
{
	uint32_t end = load(device_word(DEVICE_PUT, n)), size = own.ring_size;
	const char *ring = own.base + DEVICE_RINGS + n * size;
	int packets = 0;
	if (broken[n] || end == seen[n]) return 0;
	if (end - seen[n] > size || end & 7) {
		give_up(n);
		return 0;
	}
	while (seen[n] != end && packets < NET_TURN_PACKETS && !(enough && enough())) {
		uint32_t at = seen[n] & MASK(size), rest = size - at, left = end - seen[n];
		uint32_t length = *(volatile const uint32_t *)(ring + at),
				 need = length ? record_size(length) : rest;
		if (length > PACKET_MAX || need > rest || need > left) {
			give_up(n);
			break;
		}
		if (length) {
			ipstack_input(n, (const uint8_t *)ring + at + DEVICE_HEADER, length);
			packets++;
		}
		seen[n] += need;
		if (packets % NET_TOOK_PACKETS == 0) took(n);
	}
	took(n);
	return packets;
}

int device_receive(int (*enough)(void))
{
	static uint32_t first;
	int packets = 0;
	/* Another peer is the first each time, so that none is kept waiting by the others. */
	uint32_t start = first = first + 1 < own.count ? first + 1 : 0;
	for (uint32_t i = 0; i < own.count; i++)
		packets += receive_from((start + i) % own.count, enough);
	return packets;
}

int device_bell(void) { return load(own.bell); }
void device_sleepers(int on) { store(own.bell + 1, on); }

void device_wait(int rung, int64_t ns) { core_wait_deaf(own.bell, rung, ns); }

void device_ring(void)
{
	add(own.bell, 1);
	core_wake(own.bell, -1);
}
