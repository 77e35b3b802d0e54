/*
 * What both sides of netio share. Every test is a TCP connection of its own, and begins with the client's order. What is sent is
 * one endless pattern: so a byte that is wrong, missing, doubled or displaced is found by comparing with a table, at its place.
 */
#ifndef NETIO_H
#define NETIO_H

#include "server.h"

enum { SIZE_MOST = 1 << 20, PERIOD = 1000003, DATAGRAM_MOST = 65507 };
enum test { TCP_TO, TCP_FROM, TCP_BOTH, TCP_TRIP, UDP_TO, UDP_FROM, UDP_TRIP, BYE };

struct order {
	uint32_t magic, test, size, verify;
	uint64_t bytes; /* to send, 0: until the time is over */
	uint64_t ns; /* how long to send, or to play */
};
enum { MAGIC = 0x6f69746e };

struct result {
	uint64_t bytes, packets, wrong; /* that came; wrong: place of the first wrong byte plus 1, or of datagrams how many were wrong */
	double seconds;
};

static unsigned char pattern[PERIOD + SIZE_MOST];
static unsigned char buffer[2][SIZE_MOST]; /* one for each direction */

static void make_pattern(void)
{
	uint32_t x = 2463534242u; /* xorshift32 */
	for (int i = 0; i < PERIOD; i++) {
		x ^= x << 13, x ^= x >> 17, x ^= x << 5;
		pattern[i] = x >> 24;
	}
	for (int i = 0; i < SIZE_MOST; i++) pattern[PERIOD + i] = pattern[i];
}

static uint64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

/* All of it, or -1 with errno; the other side's end is EPIPE. */
static int send_all(int fd, const void *data, size_t length)
{
	for (const char *p = data; length;) {
		ssize_t n = send(fd, p, length, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR) continue;
		if (n < 0) return -1;
		p += n;
		length -= n;
	}
	return 0;
}

static int receive_all(int fd, void *data, size_t length)
{
	for (char *p = data; length;) {
		ssize_t n = recv(fd, p, length, MSG_WAITALL);
		if (n < 0 && errno == EINTR) continue;
		if (n == 0) errno = EPIPE;
		if (n <= 0) return -1;
		p += n;
		length -= n;
	}
	return 0;
}

/* As memcmp() says it, but in a loop that compiles to vectors. */
static int differs(const unsigned char *a, const unsigned char *b, size_t n)
{
	unsigned char any = 0;
	for (size_t i = 0; i < n; i++) any |= a[i] ^ b[i];
	return any;
}

/* Sends the pattern as long as the order says. */
static int send_pattern(int fd, const struct order *o)
{
	uint64_t sent = 0, end = now_ns() + o->ns;
	while (o->bytes ? sent < o->bytes : now_ns() < end) {
		size_t size = o->bytes && o->bytes - sent < o->size ? o->bytes - sent : o->size;
		if (send_all(fd, pattern + sent % PERIOD, size)) return -1;
		sent += size;
	}
	return 0;
}

/* Receives until the other side ends. */
static int receive_pattern(int fd, const struct order *o, struct result *r)
{
	uint64_t begun = now_ns();
	*r = (struct result){ 0 };
	for (;;) {
		ssize_t n = recv(fd, buffer[0], o->size, 0);
		if (n < 0 && errno == EINTR) continue;
		if (n < 0) return -1;
		if (n == 0) break;
		if (o->verify && !r->wrong && differs(buffer[0], pattern + r->bytes % PERIOD, n)) {
			uint64_t i = 0;
			while (buffer[0][i] == pattern[r->bytes % PERIOD + i]) i++;
			r->wrong = r->bytes + i + 1;
		}
		r->bytes += n;
		r->packets++;
	}
	r->seconds = (now_ns() - begun) * 1e-9;
	return 0;
}

#endif
